from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .common import StockoutCommon


@tagged("post_install", "-at_install")
class TestSwapSplit(StockoutCommon, TransactionCase):
    """Part of the delivery now, the rest when it comes."""

    def _split(self, case):
        case.sudo()._cs_effect_split(case.option_ids)
        return case.order_id.picking_ids.sorted("id")

    def _deliveries(self, order):
        return [
            (picking.move_ids.mapped("product_qty"), picking.state)
            for picking in order.picking_ids.sorted("id")
        ]

    def test_what_is_there_leaves_now_and_the_rest_follows(self):
        case = self._offered()
        forecast = self._forecast(self.cooker)
        first, second = self._split(case)
        self.assertEqual(
            self._deliveries(case.order_id), [([2], "assigned"), ([3], "confirmed")]
        )
        self.assertEqual(second.backorder_id, first)
        self.assertEqual(self._forecast(self.cooker), forecast)
        self.assertEqual(case.sale_line_id.product_uom_qty, 5)
        self.assertFalse(self._returns(case.order_id))

    def test_a_ship_complete_delivery_lets_the_first_part_go(self):
        case = self._offered(picking_policy="one")
        self.assertEqual(case.order_id.picking_ids.state, "confirmed")
        first, second = self._split(case)
        self.assertEqual((first.state, first.move_type), ("assigned", "direct"))
        self.assertEqual(second.state, "confirmed")

    def test_in_two_steps_the_pick_is_split(self):
        self.warehouse.delivery_steps = "pick_ship"
        case = self._offered()
        first, second = self._split(case)
        self.assertEqual(first.picking_type_id, self.warehouse.pick_type_id)
        self.assertEqual(
            self._deliveries(case.order_id), [([2], "assigned"), ([3], "confirmed")]
        )
        first.move_ids.picked = True
        first._action_done()
        second.action_assign()
        self.assertEqual(case.sale_line_id._get_qty_procurement(), 5)
        self.assertFalse(self._returns(case.order_id))

    def test_splitting_twice_changes_nothing_more(self):
        case = self._offered()
        self._split(case)
        self._split(case)
        self.assertEqual(len(case.order_id.picking_ids), 2)

    def test_nothing_to_send_now_is_refused(self):
        case = self._offered((self._product("Quạt"), 4))
        with self.assertRaisesRegex(UserError, "nothing to send"):
            self._split(case)

    def test_what_is_being_picked_is_not_parted(self):
        case = self._offered()
        self._add_stock(self.cooker, 9)
        case.order_id.picking_ids.action_assign()
        case.order_id.picking_ids.move_ids.move_line_ids.picked = True
        with self.assertRaisesRegex(UserError, "being picked"):
            self._split(case)

    def test_what_was_picked_already_is_on_its_way_without_the_rest(self):
        self.warehouse.delivery_steps = "pick_ship"
        case = self._offered()
        pick = case.order_id.picking_ids
        pick.move_ids.picked = True
        pick._action_done()
        before = self._deliveries(case.order_id)
        self.assertEqual(case.sudo()._cs_choose("split")[0], "done")
        self.assertEqual((case.state, self._deliveries(case.order_id)), ("waiting", before))
        case.action_undo()
        self.assertEqual((case.state, self._deliveries(case.order_id)), ("open", before))

    def test_what_was_parted_already_is_taken_back_without_a_change(self):
        case = self._offered()
        self._split(case)
        before = self._deliveries(case.order_id)
        self.assertEqual(case.sudo()._cs_choose("split")[0], "done")
        case.action_undo()
        self.assertEqual((case.state, self._deliveries(case.order_id)), ("open", before))
