from odoo.tests import TransactionCase, tagged

from .test_kits import KitCommon


@tagged("post_install", "-at_install")
class TestKitSwap(KitCommon, TransactionCase):
    """Stock-out 7, kits: whole kits are cut, component by component."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._rule(cls.set, cls.newer)

    def _taken(self, choice, deliver=False, ordered=4):
        """Return the line and the forecasts after a choice on an order of kits, two short."""
        case = self._offered((self.set, ordered))
        self.assertEqual(case.short_qty, ordered - 2)
        if deliver:
            picking = case.order_id.picking_ids
            for move in picking.move_ids:
                move.quantity = 2 if move.product_id == self.pot else 4
            picking.move_ids.picked = True
            picking._action_done()
        before = self._forecast(self.pot), self._forecast(self.lid)
        status, sentence = case.sudo()._cs_choose(choice, self._option(case, choice).id)
        self.assertEqual(status, "done", sentence)
        after = self._forecast(self.pot), self._forecast(self.lid)
        return case, before, after

    def test_case_stockout_7_a_part_of_the_kits_is_cancelled(self):
        case, before, after = self._taken("cancel")
        self.assertEqual(case.sale_line_id.product_uom_qty, 2)
        self.assertEqual(after, (before[0] + 2, before[1] + 4))
        self.assertFalse(self._returns(case.order_id))
        moves = case.sale_line_id._cs_open_moves()
        self.assertEqual(sorted(moves.mapped("product_qty")), [2, 4])
        case.action_undo()
        self.assertEqual(case.sale_line_id.product_uom_qty, 4)
        self.assertEqual((self._forecast(self.pot), self._forecast(self.lid)), before)

    def test_case_stockout_7_a_kit_is_replaced_after_some_were_delivered(self):
        case, before, after = self._taken("substitute", deliver=True)
        old, new = case.order_id.order_line
        self.assertEqual((old.qty_delivered, old.product_uom_qty), (2, 2))
        self.assertEqual((new.product_id, new.product_uom_qty), (self.newer, 2))
        self.assertEqual(after, (before[0] + 2, before[1] + 4))
        self.assertFalse(self._returns(case.order_id))

    def test_all_kits_are_cancelled(self):
        self._add_stock(self.pot, -4)
        case = self._offered((self.set, 3))
        option = self._option(case, "cancel")
        self.assertEqual(case.sudo()._cs_choose("cancel", option.id)[0], "done")
        self.assertEqual(case.sale_line_id.product_uom_qty, 0)
        self.assertFalse(case.sale_line_id._cs_open_moves())
        self.assertFalse(self._returns(case.order_id))

    def test_kits_are_cut_at_once_never_by_the_piece(self):
        case = self._offered((self.set, 4))
        lids = case.sale_line_id.move_ids.filtered(lambda move: move.product_id == self.lid)
        self._add_stock(self.lid, 9)
        lids._action_assign()
        lids.move_line_ids.picked = True
        status, _sentence = case.sudo()._cs_choose("cancel", self._option(case, "cancel").id)
        self.assertEqual(status, "noted")
        self.assertIn("picked or is delivered", case.activity_ids[:1].note)
        self.assertEqual(sorted(case.sale_line_id._cs_open_moves().mapped("product_qty")), [4, 8])

    def test_a_delivery_of_kits_is_not_split(self):
        case = self._offered((self.set, 4))
        if not self._option(case, "split"):
            self.assertTrue(case.option_ids)
            return
        status, _sentence = case.sudo()._cs_choose("split", self._option(case, "split").id)
        self.assertEqual(status, "noted")

    def test_a_bill_that_was_changed_since_is_left_to_a_person(self):
        case = self._offered((self.set, 4))
        self.set.bom_ids.bom_line_ids[1].product_qty = 3
        moves = case.sale_line_id._cs_open_moves()
        before = moves.mapped("product_qty")
        option = self._option(case, "cancel")
        self.assertEqual(case.sudo()._cs_choose("cancel", option.id)[0], "noted")
        self.assertIn("parts are delivered one by one", case.activity_ids.note)
        self.assertEqual((case.sale_line_id.product_uom_qty, moves.mapped("product_qty")),
                         (4, before))

    def test_kits_that_were_sent_back_are_not_sent_again(self):
        case = self._offered((self.set, 4))
        picking = case.order_id.picking_ids
        for move in picking.move_ids:
            move.write({"quantity": 2 if move.product_id == self.pot else 4, "picked": True})
        picking._action_done()
        wizard = self.env["stock.return.picking"].with_context(
            active_id=picking.id, active_model="stock.picking"
        ).create({})
        for row in wizard.product_return_moves:
            row.quantity = 1 if row.product_id == self.pot else 2
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        back.move_ids.picked = True
        back._action_done()
        option = self._option(case, "cancel")
        self.assertEqual(case.sudo()._cs_choose("cancel", option.id)[0], "done")
        line = case.sale_line_id
        self.assertEqual((line.product_uom_qty, line.qty_delivered), (2, 1))
        self.assertFalse(line._cs_open_moves())
