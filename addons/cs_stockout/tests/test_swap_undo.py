from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from .test_swap_delivery import SwapCommon


@tagged("post_install", "-at_install")
class TestSwapUndo(SwapCommon, TransactionCase):
    """A choice is taken back as long as nothing of it is picked."""

    def _state(self, case):
        """Return all of the order that taking back must restore."""
        order = case.order_id
        return {
            "lines": [
                (line.product_id, line.product_uom_qty, line.price_unit, line.discount)
                for line in order.order_line
                if line.product_uom_qty
            ],
            "planned": sorted(
                (move.product_id.id, move.product_qty, move.date_deadline)
                for move in order.order_line.move_ids.filtered(lambda move: move._cs_is_open())
            ),
            "total": order.amount_total,
            "forecast": (self._forecast(self.cooker), self._forecast(self.newer)),
        }

    def _undone(self, case, choice):
        before = self._state(case)
        self.assertEqual(self._choose(case, choice), "done")
        self.assertIs(case.with_user(self.seller).action_undo(), True)
        self.assertEqual(self._state(case), before)
        self.assertFalse(self._returns(case.order_id))
        self.assertEqual((case.state, case.choice), ("open", False))
        self.assertTrue(
            case.order_id.message_ids.filtered(lambda message: "Taken back" in message.body)
        )

    def test_a_substitute_is_taken_back(self):
        case = self._offered((self.cooker, 5, {"discount": 5}))
        self._undone(case, "substitute")
        change = case.change_ids
        self.assertEqual(change.undone_by, self.seller)
        self.assertEqual(change.added_line_id.cs_replaces_line_id, change.line_id)
        self.assertEqual(change.added_line_id.product_uom_qty, 0)

    def test_a_cancellation_is_taken_back(self):
        self._undone(self._offered(), "cancel")

    def test_a_cancellation_of_everything_is_taken_back(self):
        fan = self._product("Quạt")
        case = self._offered((fan, 4))
        forecast = self._forecast(fan)
        self._choose(case, "cancel")
        case.action_undo()
        self.assertEqual(self._forecast(fan), forecast)
        self.assertEqual(sum(case.sale_line_id._cs_open_moves().mapped("product_qty")), 4)

    def test_in_two_steps_after_a_part_was_picked(self):
        self.warehouse.delivery_steps = "pick_ship"
        case = self._offered()
        self._do(case.order_id.picking_ids)
        self._undone(case, "substitute")

    def test_in_a_delivery_that_was_moved(self):
        case = self._offered()
        date = fields.Datetime.now().replace(microsecond=0) + timedelta(days=30)
        case.order_id.picking_ids.move_ids.write({"date_deadline": date, "date": date})
        before = self._forecast(self.cooker)
        self._choose(case, "cancel")
        case.action_undo()
        self.assertEqual(self._forecast(self.cooker), before)
        self.assertEqual(
            case.sale_line_id._cs_open_moves().mapped("date_deadline"), [date] * len(
                case.sale_line_id._cs_open_moves()
            )
        )

    def test_after_a_part_was_delivered(self):
        case = self._offered()
        self._do(case.order_id.picking_ids)
        self._undone(case, "substitute")
        self.assertEqual(case.sale_line_id.qty_delivered, 2)

    def test_what_the_warehouse_gave_up_stays_given_up(self):
        case = self._offered()
        picking = case.order_id.picking_ids
        picking.move_ids.picked = True
        picking.with_context(cancel_backorder=True)._action_done()
        self._undone(case, "substitute")
        self.assertFalse(case.sale_line_id._cs_open_moves())

    def test_a_split_delivery_is_put_together_again(self):
        case = self._offered()
        order, forecast = case.order_id, self._forecast(self.cooker)
        case.sudo()._cs_effect_split(case.option_ids)
        case.sudo().write({"state": "waiting", "choice": "wait"})
        self.assertEqual(len(order.picking_ids), 2)
        case.action_undo()
        self.assertEqual(len(order.picking_ids), 1)
        self.assertEqual(order.picking_ids.move_ids.product_qty, 5)
        self.assertEqual(self._forecast(self.cooker), forecast)

    def test_a_split_delivery_that_left_stays(self):
        case = self._offered()
        case.sudo()._cs_effect_split(case.option_ids)
        case.sudo().write({"state": "waiting", "choice": "wait"})
        self._do(case.order_id.picking_ids.filtered(lambda one: one.state == "assigned"))
        with self.assertRaisesRegex(UserError, "on its way already"):
            case.action_undo()

    def test_waiting_is_taken_back(self):
        case = self._offered()
        self._choose(case, "wait")
        case.action_undo()
        self.assertEqual((case.state, case.choice), ("open", False))

    def test_a_second_click_changes_nothing(self):
        case = self._offered()
        self._choose(case, "substitute")
        case.action_undo()
        state, messages = self._state(case), len(case.order_id.message_ids)
        case.action_undo()
        self.assertEqual(self._state(case), state)
        self.assertEqual(len(case.order_id.message_ids), messages)

    def test_chosen_again_after_taking_back(self):
        case = self._offered()
        self._choose(case, "substitute")
        case.action_undo()
        case.action_offer()
        self._swapped_again(case)

    def _swapped_again(self, case):
        self.assertEqual(self._choose(case, "substitute"), "done")
        self.assertEqual(case.order_id.order_line.mapped("product_uom_qty"), [2, 0, 3])
        self.assertEqual(len(case.change_ids), 2)
        case.action_undo()
        self.assertEqual(case.order_id.order_line.mapped("product_uom_qty"), [5, 0, 0])

    # -- too late ----------------------------------------------------------------------

    def _too_late(self, case, reason):
        state = self._state(case)
        with self.assertRaisesRegex(UserError, reason):
            case.action_undo()
        self.assertEqual(self._state(case), state)
        self.assertEqual(case.state, "done")

    def test_too_late_when_the_substitute_is_picked(self):
        case = self._offered()
        self._choose(case, "substitute")
        new = case.order_id.order_line - case.sale_line_id
        new.move_ids.move_line_ids.picked = True
        self._too_late(case, "picked, delivered or changed already")

    def test_too_late_when_the_substitute_waits_in_the_output(self):
        self.warehouse.delivery_steps = "pick_ship"
        case = self._offered()
        self._choose(case, "substitute")
        self._do(case.order_id.picking_ids)
        self._too_late(case, "picked, delivered or changed already")

    def test_too_late_when_the_line_was_changed(self):
        case = self._offered()
        self._choose(case, "cancel")
        case.sale_line_id.product_uom_qty = 4
        self._too_late(case, "changed afterwards")

    def test_too_late_when_the_credit_note_is_posted(self):
        self.cooker.invoice_policy = "order"
        case = self._offered()
        case.order_id._create_invoices().action_post()
        self._choose(case, "cancel")
        case.change_ids.settlement_id.action_post()
        self._too_late(case, "posted")

    def test_too_late_when_the_substitute_is_invoiced(self):
        self.newer.invoice_policy = "order"
        case = self._offered()
        self._choose(case, "substitute")
        case.order_id._create_invoices().action_post()
        self._too_late(case, "invoiced")

    def test_nothing_to_take_back_after_the_goods_came(self):
        case = self._offered()
        self._choose(case, "wait")
        case.sudo().state = "done"
        with self.assertRaisesRegex(UserError, "Nothing was changed"):
            case.action_undo()

    def test_a_cancelled_order_stays_cancelled(self):
        case = self._offered()
        self._choose(case, "substitute")
        case.order_id._action_cancel()
        with self.assertRaisesRegex(UserError, "cancelled"):
            case.action_undo()

    def test_another_open_case_of_the_line_is_settled_first(self):
        case = self._offered()
        self._choose(case, "cancel")
        self.env.flush_all()
        case.sudo().copy({"state": "open", "choice": False})
        with self.assertRaisesRegex(UserError, "Another stock-out case"):
            case.action_undo()

    def test_only_who_may_change_the_case_takes_back(self):
        case = self._offered()
        self._choose(case, "cancel")
        stranger = self._user("so_stranger", "base.group_user")
        with self.assertRaises(AccessError):
            case.with_user(stranger).action_undo()
        with self.assertRaises(AccessError):
            case.change_ids.with_user(stranger).read(["kind"])
        with self.assertRaises(AccessError):
            case.change_ids.with_user(self.boss).write({"quantity": 9})

    def test_too_late_when_the_substitute_was_changed(self):
        case = self._offered()
        _old, new = self._swapped(case)
        new.product_uom_qty = 2
        with self.assertRaisesRegex(UserError, "changed already"):
            case.action_undo()

    def test_too_late_when_something_stands_in_for_the_substitute(self):
        third = self._product("Nồi cơm 2L", 1_250_000, 14)
        self._rule(self.newer, third)
        case = self._offered()
        old, new = self._swapped(case)
        new.move_ids._do_unreserve()
        self._add_stock(self.newer, -14)
        second = new._cs_open_cases({new.id: 3}, origin="stock")
        second.action_offer()
        before = self._state(case)
        self.assertEqual(self._choose(second, "substitute"), "done")
        with self.assertRaisesRegex(UserError, "changed already"):
            case.action_undo()
        self.assertEqual(old.product_uom_qty, 2)
        second.action_undo()
        self.assertEqual(self._state(case), before)
        case.action_undo()
        self.assertEqual((old.product_uom_qty, new.product_uom_qty), (5, 0))
