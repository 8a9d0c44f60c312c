from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .common import StockoutCommon


@tagged("post_install", "-at_install")
class TestChoice(StockoutCommon, TransactionCase):
    @classmethod

    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._rule()

    def _choose(self, case, choice, by="customer"):
        return case.sudo()._cs_choose(choice, self._option(case, choice).id, by=by)

    def _moves(self, order):
        return sorted(
            (move.product_id.name, move.product_uom_qty, move.state)
            for move in order.picking_ids.move_ids
        )

    # -- wait --------------------------------------------------------------------------

    def test_waiting_changes_nothing_but_the_case(self):
        case = self._offered()
        moves = self._moves(case.order_id)
        self.assertEqual(self._choose(case, "wait")[0], "done")
        self.assertEqual((case.state, case.choice, case.chosen_by), ("waiting", "wait", "customer"))
        self.assertEqual(self._moves(case.order_id), moves)

    def test_a_second_click_changes_nothing_and_is_answered(self):
        case = self._offered()
        self._choose(case, "wait")
        at = case.chosen_at
        status, sentence = self._choose(case, "cancel")
        self.assertEqual(status, "already")
        self.assertIn("You chose to wait", sentence)
        self.assertEqual((case.choice, case.chosen_at), ("wait", at))
        self.assertEqual(case.sale_line_id.product_uom_qty, 5)

    def test_the_salesperson_may_change_what_waits(self):
        case = self._offered()
        self._choose(case, "wait")
        answer = case.with_user(self.seller).cs_choose("cancel", note="Chị gọi lại.")
        self.assertEqual((answer["status"], answer["choice"]), ("done", "cancel"))
        self.assertIn("Chị gọi lại.", case.order_id.message_ids[0].body)
        self.assertEqual(case.chosen_by, "salesperson")

    # -- split -------------------------------------------------------------------------

    def test_what_is_there_leaves_now_and_the_rest_is_waited_for(self):
        case = self._offered()
        status, sentence = self._choose(case, "split")
        self.assertEqual(status, "done", sentence)
        self.assertIn("the rest", sentence)
        self.assertEqual((case.state, case.choice), ("waiting", "split"))
        self.assertEqual(
            self._moves(case.order_id),
            [("Nồi cơm 1.8L", 2, "assigned"), ("Nồi cơm 1.8L", 3, "confirmed")],
        )
        self.assertEqual(case.sale_line_id.product_uom_qty, 5)

    def test_where_nothing_is_there_nothing_is_split(self):
        self.assertFalse(self._option(self._offered((self._product("Quạt"), 4)), "split"))

    def _send(self, case):
        """Deliver what is there."""
        picking = case.order_id.picking_ids
        picking.move_ids.write({"picked": True})
        picking._action_done()

    def test_what_left_before_the_offer_is_not_offered_to_be_split(self):
        case = self._case()
        case.action_refresh_options()
        self.assertTrue(self._option(case, "split"))
        self._send(case)
        case.action_offer()
        self.assertFalse(self._option(case, "split"))

    def test_who_splits_what_has_left_meanwhile_chooses_once_more(self):
        case = self._offered()
        self._send(case)
        status, sentence = self._choose(case, "split")
        self.assertEqual(status, "sold_out", sentence)
        self.assertEqual(case.option_ids.mapped("kind"), ["substitute", "wait", "cancel"])
        self.assertFalse(self.env["mail.activity"].search(
            [("res_model", "=", case._name), ("res_id", "=", case.id)]
        ))
        self.assertEqual(self._choose(case, "wait")[0], "done")

    # -- never comes again -------------------------------------------------------------

    def test_a_discontinued_product_is_never_waited_for(self):
        for values in ({"cs_discontinued": True}, {"sale_ok": False}):
            old = self._product("Quạt", on_hand=1)
            order = self._order((old, 4))
            old.write(values)
            order.action_confirm()
            case = order.cs_stockout_case_ids
            case.action_offer()
            self.assertEqual(case.option_ids.mapped("kind"), ["cancel"])
            self.assertEqual(case.default_choice, "ask_again")

    def test_discontinued_meanwhile_is_asked_again(self):
        case = self._offered()
        self.cooker.cs_discontinued = True
        status, sentence = self._choose(case, "wait")
        self.assertEqual(status, "sold_out")
        self.assertIn("choose once more", sentence)
        self.assertEqual(case.option_ids.mapped("kind"), ["substitute", "cancel"])
        self.assertEqual(self._choose(case, "cancel")[0], "done")

    # -- cancel ------------------------------------------------------------------------

    def test_cancelling_the_missing_part_leaves_the_rest(self):
        forecast = self._forecast(self.cooker)
        case = self._offered()
        self.assertEqual(self._choose(case, "cancel")[0], "done")
        order = case.order_id
        self.assertEqual(order.order_line.product_uom_qty, 2)
        self.assertEqual(self._moves(order), [("Nồi cơm 1.8L", 2, "assigned")])
        self.assertFalse(self._returns(order))
        self.assertEqual(self._forecast(self.cooker), forecast - 2)
        self.assertEqual(case.state, "done")

    def test_cancelling_everything(self):
        case = self._offered((self._product("Quạt"), 4))
        self._choose(case, "cancel")
        self.assertEqual(case.sale_line_id.product_uom_qty, 0)
        self.assertEqual(case.order_id.picking_ids.mapped("state"), ["cancel"])
        self.assertFalse(self._returns(case.order_id))

    def _cancel_leaves_no_return(self, case):
        order = case.order_id
        before = self._forecast(self.cooker)
        status, _sentence = self._choose(case, "cancel")
        self.assertEqual(status, "done")
        self.assertFalse(self._returns(order))
        self.assertEqual(self._forecast(self.cooker), before + 3)
        self.assertEqual(order.order_line.product_uom_qty, 2)

    def test_cancelling_in_a_printed_delivery_plans_no_return(self):
        case = self._offered()
        case.order_id.picking_ids.printed = True
        self._cancel_leaves_no_return(case)

    def test_cancelling_in_a_delivery_with_another_deadline_plans_no_return(self):
        case = self._offered()
        moves = case.order_id.picking_ids.move_ids
        moves.date_deadline = fields.Datetime.now() + timedelta(days=30)
        self._cancel_leaves_no_return(case)

    def test_cancelling_after_a_first_delivery_plans_no_return(self):
        case = self._offered()
        order = case.order_id
        picking = order.picking_ids
        picking.move_ids.picked = True
        picking._action_done()
        self.assertEqual(order.order_line.qty_delivered, 2)
        self._cancel_leaves_no_return(case)
        self.assertEqual(order.order_line.qty_delivered, 2)

    def test_cancelling_in_a_locked_order_keeps_it_locked(self):
        case = self._offered()
        case.order_id.action_lock()
        self._cancel_leaves_no_return(case)
        self.assertTrue(case.order_id.locked)

    def test_cancelling_before_the_pick_of_two_steps(self):
        self.warehouse.delivery_steps = "pick_ship"
        case = self._offered()
        self._cancel_leaves_no_return(case)

    def test_cancelling_dozens_cuts_pieces(self):
        self._add_stock(self.cooker, 12)
        dozen = self.env.ref("uom.product_uom_dozen")
        case = self._offered((self.cooker, 2, {"product_uom_id": dozen.id}))
        self.assertEqual(self._choose(case, "cancel")[0], "done")
        open_moves = case.sale_line_id._cs_open_moves()
        self.assertAlmostEqual(sum(open_moves.mapped("product_qty")), 14)
        self.assertFalse(self._returns(case.order_id))

    def test_the_price_of_what_stays_is_not_touched(self):
        case = self._offered()
        case.sale_line_id.write({"price_unit": 999_999, "discount": 5})
        self._choose(case, "cancel")
        self.assertEqual(
            (case.sale_line_id.price_unit, case.sale_line_id.discount), (999_999, 5)
        )

    # -- substitute --------------------------------------------------------------------

    def test_the_substitute_takes_the_place_of_what_is_missing(self):
        before = {product: self._forecast(product) for product in (self.cooker, self.newer)}
        case = self._offered()
        order, total = case.order_id, case.order_id.amount_total
        self.assertEqual(self._choose(case, "substitute")[0], "done")
        old, new = order.order_line
        self.assertEqual((old.product_uom_qty, new.product_uom_qty), (2, 3))
        self.assertEqual((new.product_id, new.cs_replaces_line_id), (self.newer, old))
        self.assertEqual(order.amount_total, total)
        self.assertEqual(new.cs_demand_qty, 0, "the demand stays where it was promised")
        self.assertEqual(len(order.picking_ids), 1)
        self.assertFalse(self._returns(order))
        self.assertEqual(self._forecast(self.cooker), before[self.cooker] - 2)
        self.assertEqual(self._forecast(self.newer), before[self.newer] - 3)
        self.assertIn("3 × Nồi cơm 1.8L bản 2026", order.message_ids[0].body)

    def test_the_agreed_price_survives_a_quantity_change(self):
        case = self._offered()
        self._choose(case, "substitute")
        new = case.order_id.order_line[1]
        new.product_uom_qty = 4
        self.assertEqual(new.price_unit, 1_250_000)

    def _refused(self, case, reason):
        order = case.order_id
        moves, lines = self._moves(order), order.order_line.mapped("product_uom_qty")
        status, sentence = self._choose(case, "substitute")
        self.assertEqual(status, "noted", sentence)
        self.assertIn(reason, case.activity_ids.note)
        self.assertEqual(self._moves(order), moves)
        self.assertEqual(order.order_line.mapped("product_uom_qty"), lines)
        self.assertEqual((case.state, case.choice), ("open", "substitute"))

    def test_refused_while_goods_are_picked(self):
        case = self._offered()
        reason = UserError("The goods are being picked.")
        with patch.object(type(case), "_cs_effect_substitute", side_effect=reason):
            self._refused(case, "picked")

    def test_the_salesperson_reads_the_reason(self):
        case = self._offered()
        self._pick_all(case)
        option = self._option(case)
        answer = case.with_user(self.seller).cs_choose("substitute", option.id)
        self.assertEqual(answer["status"], "noted")
        self.assertIn("picked", answer["message"])
        self.assertEqual(case.state, "offered", "the customer may still choose otherwise")
        self.assertTrue(case.activity_ids)

    def test_sold_out_meanwhile_is_offered_again(self):
        third = self._product("Nồi cơm 1.2L", 890_000, 50)
        self._rule(substitute=third, rank=2)
        case = self._offered()
        option = case.option_ids.filtered(lambda one: one.product_id == self.newer)
        self._order((self.newer, 12)).action_confirm()
        status, sentence = case.sudo()._cs_choose("substitute", option.id)
        self.assertEqual(status, "sold_out")
        self.assertIn("sold out", sentence)
        self.assertEqual(case.state, "offered")
        self.assertEqual(case.option_ids.product_id, third)
        self.assertEqual(self._choose(case, "substitute")[0], "done")

    def test_the_last_ones_go_to_one_customer_only(self):
        self._add_stock(self.newer, -11)
        fan = self._product("Quạt")
        self._rule(fan, self.newer)
        first, second = self._offered((fan, 3)), self._offered((fan, 3))
        self.assertEqual(self._choose(first, "substitute")[0], "done")
        option = self._option(second)
        self.assertEqual(second.sudo()._cs_choose("substitute", option.id)[0], "sold_out")

    # -- bad input ---------------------------------------------------------------------

    def test_an_option_of_another_case_is_not_taken(self):
        first, second = self._offered(), self._offered()
        status, _sentence = first.sudo()._cs_choose("substitute", self._option(second).id)
        self.assertEqual(status, "invalid")
        self.assertEqual(first.state, "offered")

    def test_an_unknown_choice_is_answered(self):
        case = self._offered()
        for choice in ("banana", "steal", "", False):
            answer = case.with_user(self.seller).cs_choose(choice)
            self.assertEqual(answer["status"], "invalid")
        self.assertEqual(case.state, "offered")

    def test_a_substitute_archived_meanwhile_is_offered_no_more(self):
        for values in ({"active": False}, {"sale_ok": False}):
            third = self._product("Nồi cơm 1.2L", 890_000, 50)
            self._rule(substitute=third)
            case = self._offered()
            option = case.option_ids.filtered(lambda one, third=third: one.product_id == third)
            third.write(values)
            status, sentence = case.sudo()._cs_choose("substitute", option.id)
            self.assertEqual(status, "sold_out")
            self.assertIn("sold out", sentence)
            self.assertEqual(case.state, "offered")
            self.assertNotIn(third, case.option_ids.product_id)
            self.assertEqual(case.sale_line_id.product_uom_qty, 5)

    def test_negative_stock_gives_nothing_and_is_no_substitute(self):
        self._add_stock(self.newer, -20)
        self._add_stock(self.cooker, -9)
        case = self._offered()
        self.assertEqual(case.short_qty, 5)
        self.assertEqual(case.option_ids.mapped("kind"), ["wait", "cancel"])
        self.assertEqual(self._choose(case, "wait")[0], "done")

    def test_an_option_that_is_gone_is_invalid(self):
        case = self._offered()
        status, _sentence = case.sudo()._cs_choose("substitute", 2**31 - 1)
        self.assertEqual(status, "invalid")

    def test_after_the_deadline_only_the_salesperson_chooses(self):
        case = self._offered()
        case.sudo().deadline = fields.Datetime.now() - timedelta(hours=1)
        status, sentence = self._choose(case, "wait")
        self.assertEqual(status, "closed")
        self.assertIn("call us", sentence)
        self.assertEqual(case.with_user(self.seller).cs_choose("wait")["status"], "done")

    def test_a_cancelled_order_has_nothing_to_choose(self):
        case = self._offered()
        case.order_id._action_cancel()
        status, sentence = case.sudo()._cs_choose("wait")
        self.assertEqual(status, "already")
        self.assertIn("cancelled", sentence)

    def test_who_chooses_before_the_job_has_prepared_the_case_is_served(self):
        case = self._case()
        self.assertFalse(case.option_ids)
        answer = case.with_user(self.seller).cs_choose("cancel")
        self.assertEqual((answer["status"], case.sale_line_id.product_uom_qty), ("done", 2))

    def test_a_case_that_is_not_offered_is_closed_to_the_customer(self):
        case = self._case()
        self.assertEqual(case.sudo()._cs_choose("wait")[0], "closed")

    def test_every_step_is_in_the_chatter_of_order_and_case(self):
        case = self._offered()
        self._choose(case, "wait")
        for record in (case.order_id, case):
            bodies = "".join(record.message_ids.mapped("body"))
            self.assertIn("Offered to the customer, who may choose. Nothing is set aside", bodies)
            self.assertIn("chosen by: Customer", bodies)

    def test_the_window_of_the_salesperson(self):
        case = self._case().with_user(self.seller)
        action = case.action_choose()
        window = self.env[action["res_model"]].with_user(self.seller).browse(action["res_id"])
        self.assertTrue(case.option_ids, "made when they were not there")
        window.write({"option_id": self._option(case, "wait").id, "note": "Gọi điện."})
        answer = window.action_confirm()
        self.assertEqual(answer["params"]["type"], "success")
        self.assertEqual(case.state, "waiting")
        option = self._option(case, "cancel")
        again = option.action_choose()
        self.assertEqual(
            self.env["cs.stockout.choose"].browse(again["res_id"]).option_id, option
        )

    def test_a_window_whose_choices_were_made_anew_says_so(self):
        case = self._offered().with_user(self.seller)
        window = self.env["cs.stockout.choose"].browse(case.action_choose()["res_id"])
        case._cs_make_options()
        with self.assertRaisesRegex(UserError, "since this window was opened"):
            window.with_user(self.seller).action_confirm()
        self.assertEqual(case.state, "offered")

    def test_a_price_written_into_the_option_is_the_price_of_the_order(self):
        self.rule.price_policy = "substitute"
        case = self._offered()
        self.newer.list_price = 9_999_999
        self._choose(case, "substitute")
        self.assertEqual(case.order_id.order_line[1].price_unit, 1_300_000)
