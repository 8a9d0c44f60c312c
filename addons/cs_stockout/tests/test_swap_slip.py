from odoo.tests import TransactionCase, tagged

from .test_swap_delivery import SwapCommon


@tagged("post_install", "-at_install")
class TestSwapSlip(SwapCommon, TransactionCase):
    """Whoever opens the parcel reads what a substitute stands in for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.slip = cls.env["ir.actions.report"]._render_qweb_html

    def _text(self, picking):
        return self.slip("stock.report_deliveryslip", picking.ids)[0].decode()

    def _taken(self):
        case = self._offered()
        self.assertEqual(self._choose(case, "substitute"), "done")
        return case.order_id

    def test_the_slip_names_what_is_replaced_before_and_after(self):
        order = self._taken()
        picking = order.picking_ids
        self.assertEqual(self._text(picking).count("Replaces Nồi cơm 1.8L"), 1)
        self._do(picking)
        self.assertEqual(picking.state, "done")
        self.assertEqual(self._text(picking).count("Replaces Nồi cơm 1.8L"), 1)

    def test_the_operations_show_it(self):
        order = self._taken()
        new = order.order_line.filtered("cs_replaces_line_id")
        self.assertEqual(new.move_ids.description_picking, "Replaces Nồi cơm 1.8L")
        self.assertNotIn("Replaces", (order.order_line - new).move_ids.description_picking)

    def test_it_speaks_the_customers_language(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.cooker.with_context(lang="vi_VN").name = "Nồi cơm điện 1,8 lít"
        self.lan.lang = "vi_VN"
        order = self._taken()
        new = order.order_line.filtered("cs_replaces_line_id")
        self.assertIn("Nồi cơm điện 1,8 lít", new.move_ids.description_picking)
        self.assertIn("Nồi cơm điện 1,8 lít", new.name)

    def test_a_text_of_ones_own_is_kept(self):
        order = self._taken()
        move = order.order_line.filtered("cs_replaces_line_id").move_ids
        move.description_picking = "Tặng kèm quà"
        move.invalidate_recordset()
        self.assertEqual(move.description_picking, "Tặng kèm quà")

    def test_in_several_steps_each_step_shows_it(self):
        self.warehouse.delivery_steps = "pick_ship"
        order = self._taken()
        self._do(order.picking_ids)
        moves = order.order_line.filtered("cs_replaces_line_id").move_ids
        self.assertEqual(len(moves), 2)
        self.assertEqual(set(moves.mapped("description_picking")), {"Replaces Nồi cơm 1.8L"})
