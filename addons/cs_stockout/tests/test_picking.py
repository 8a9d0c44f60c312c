from odoo.tests import TransactionCase, tagged

from .common import StockoutCommon


@tagged("post_install", "-at_install")
class TestPicking(StockoutCommon, TransactionCase):
    """Goods that the records have and the shelf has not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._order((cls.newer, 5))
        cls.order.action_confirm()
        cls.picking = cls.order.picking_ids
        cls.picker = cls._user("so_picker", "stock.group_stock_user")

    def _validate(self, found, backorder, picking=None, user=None):
        """Validate as a picker does who found only ``found``, and answers the question."""
        picking = (picking or self.picking).with_user(user or self.picker)
        picking.action_assign()
        if found:
            picking.move_ids.write({"quantity": found, "picked": True})
        else:
            picking.move_ids.write({"quantity": 0})
        answer = picking.button_validate()
        if isinstance(answer, dict):
            context = answer["context"]
            wizard = self.env["stock.backorder.confirmation"].with_user(picking.env.user)
            wizard = wizard.with_context(**context).create({})
            if backorder:
                wizard.process()
            else:
                wizard.process_cancel_backorder()
        self.env.invalidate_all()

    def _cases(self):
        return self.order.cs_stockout_case_ids

    def test_no_backorder_opens_a_case_for_the_rest(self):
        self._validate(3, backorder=False)
        case = self._cases()
        self.assertEqual((case.short_qty, case.origin, case.state), (2, "picking", "open"))
        self.assertEqual(case.cause_id.kind, "planning")
        self.assertEqual(case.cause_id, self.env.ref("cs_stockout.cs_stockout_cause_count"))
        case._cs_make_options()
        self.assertIn("Missing when the order was picked", self.order.message_ids[0].body)

    def test_a_backorder_opens_none_and_repeats_none(self):
        self._validate(3, backorder=True)
        self.assertFalse(self._cases())
        self.assertEqual(len(self.order.picking_ids), 2)

    def test_a_backorder_of_what_has_a_case_opens_no_second_one(self):
        order = self._order((self.cooker, 5))
        order.action_confirm()
        case = order.cs_stockout_case_ids
        self._validate(2, backorder=True, picking=order.picking_ids)
        with self.enter_registry_test_mode():
            self.env.ref("cs_stockout.ir_cron_review").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(order.cs_stockout_case_ids, case)

    def test_the_backorder_that_nobody_finds_either_opens_one(self):
        self._validate(3, backorder=True)
        rest = self.order.picking_ids - self.picking
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.newer.id), ("location_id.usage", "=", "internal")]
        )
        self.assertEqual(quant.quantity, 11)
        rest.with_context(cancel_backorder=True).move_ids.write({"quantity": 1, "picked": True})
        rest.with_user(self.picker).with_context(
            skip_backorder=True, picking_ids_not_to_backorder=rest.ids
        ).button_validate()
        self.env.invalidate_all()
        self.assertEqual(self._cases().short_qty, 1)

    def test_an_order_short_before_keeps_its_one_case(self):
        order = self._order((self.cooker, 5))
        order.action_confirm()
        self._validate(2, backorder=False, picking=order.picking_ids)
        self.assertEqual(len(order.cs_stockout_case_ids), 1)

    def test_dozens_are_counted_in_dozens(self):
        self._add_stock(self.newer, 20)
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._order((self.newer, 2, {"product_uom_id": dozen.id}))
        order.action_confirm()
        self._validate(18, backorder=False, picking=order.picking_ids)
        self.assertAlmostEqual(order.cs_stockout_case_ids.short_qty * 12, 6)

    def test_all_found_opens_none(self):
        self._validate(5, backorder=False)
        self.assertFalse(self._cases())
