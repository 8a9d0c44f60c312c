"""A case stays true while nobody has chosen: goods come in part, the line or a receipt changes."""

from datetime import timedelta

from odoo import fields
from odoo.tests import TransactionCase, tagged

from .common import StockoutCommon


@tagged("post_install", "-at_install")
class TestFollow(StockoutCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._rule()
        cls.env["cs.stockout.pending"].search([]).unlink()

    def _run(self, *names):
        with self.enter_registry_test_mode():
            for name in names or ("review", "serve"):
                self.env.ref(f"cs_stockout.ir_cron_{name}").method_direct_trigger()
        self.env.invalidate_all()

    def _come(self, quantity):
        self._receive(self._receipt(self.cooker, quantity, 0))

    def _days(self, number):
        return fields.Datetime.now() + timedelta(days=number)

    def _moves(self, case):
        open_moves = case.sale_line_id._cs_open_moves()
        return sum(open_moves.mapped("product_uom_qty")), sum(open_moves.mapped("quantity"))

    # -- goods that come in part -----------------------------------------------------------

    def test_goods_that_come_in_part_make_the_offer_smaller(self):
        case = self._offered()
        self._come(2)
        self._run()
        self.assertEqual((case.state, case.missing_qty, case.short_qty), ("offered", 1, 3))
        self.assertEqual(self._option(case).quantity, 1)
        self.assertEqual(case._cs_available_now(), 4)
        self.assertEqual(case.sale_line_id.cs_short_qty, 1)
        self.assertIn("1 are missing now", case.order_id.message_ids[0].body)

    def test_the_deadline_cancels_only_what_is_missing_then(self):
        case = self._offered()
        self._come(2)
        case.write({"default_choice": "cancel", "deadline": self._days(-1)})
        self._run("deadline")
        self.assertEqual((case.state, case.choice), ("done", "cancel"))
        self.assertEqual(case.sale_line_id.product_uom_qty, 4)
        self.assertEqual(self._moves(case), (4, 4))

    def test_a_substitute_for_more_than_is_missing_is_chosen_once_more(self):
        case = self._offered()
        option = self._option(case)
        self._come(2)
        status, _sentence = case.sudo()._cs_choose("substitute", option.id)
        self.assertEqual((status, case.state), ("invalid", "offered"))
        option = self._option(case)
        self.assertEqual(option.quantity, 1)
        self.assertEqual(case.sudo()._cs_choose("substitute", option.id)[0], "done")
        self.assertEqual(case.order_id.order_line.mapped("product_uom_qty"), [4, 1])

    def test_who_cancels_knowingly_cancels_what_was_shown(self):
        case = self._offered()
        self._come(2)
        self.assertEqual(case.sudo()._cs_choose("cancel")[0], "done")
        self.assertEqual(case.sale_line_id.product_uom_qty, 2)

    def test_dozens_are_counted_in_pieces(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        case = self._offered((self.cooker, 1, {"product_uom_id": dozen.id}))
        self._come(4)
        self._run("serve")
        self.assertAlmostEqual(case.missing_qty * 12, 6)

    # -- the line is changed by hand -------------------------------------------------------

    def test_a_line_that_asks_for_less_is_short_of_less(self):
        case = self._offered()
        case.sale_line_id.product_uom_qty = 4
        status, sentence = case.sudo()._cs_choose("cancel")
        self.assertEqual(status, "done")
        self.assertIn("missing 2", sentence)
        self.assertEqual(case.sale_line_id.product_uom_qty, 2)
        self.assertEqual(self._moves(case), (2, 2))

    def test_the_job_says_so_before_anybody_chooses(self):
        case = self._offered()
        case.sale_line_id.product_uom_qty = 4
        self._run()
        self.assertEqual((case.missing_qty, self._option(case).quantity), (2, 2))
        self.assertEqual(case._cs_ordered_qty(), 4)

    def test_a_line_without_its_missing_part_ends_the_case(self):
        for quantity in (2, 0):
            case = self._offered((self._product("Ấm", 100, 2), 5))
            case.sale_line_id.product_uom_qty = quantity
            self._run()
            self.assertEqual((case.state, case.choice), ("cancelled", False), quantity)
            self.assertIn("Nothing of this is missing", case._cs_sentence())

    def test_who_waits_for_nothing_is_not_told_that_it_is_here(self):
        case = self._offered()
        case.cs_choose("wait")
        case.sale_line_id.product_uom_qty = 0
        mails = self.env["mail.mail"].search_count([])
        self._run()
        self.assertEqual(case.state, "cancelled")
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    def test_a_choice_after_the_line_was_emptied_is_answered(self):
        case = self._offered()
        case.sale_line_id.product_uom_qty = 0
        status, sentence = case.sudo()._cs_choose("cancel")
        self.assertEqual((status, case.state), ("invalid", "cancelled"))
        self.assertIn("Nothing of this is missing", sentence)

    def test_a_line_that_asks_for_more_is_short_of_more(self):
        case = self._offered()
        case.sale_line_id.product_uom_qty = 8
        self._run()
        self.assertEqual((case.missing_qty, case.short_qty), (6, 3))
        self.assertEqual(self._option(case).quantity, 6)
        self.assertEqual(case._cs_available_now(), 2)
        self.assertEqual(case.sudo()._cs_choose("cancel")[0], "done")
        self.assertEqual(self._moves(case), (2, 2))

    def test_a_choice_of_our_own_is_no_change_by_hand(self):
        for kind in ("cancel", "substitute", "wait"):
            case = self._offered((self._product("Ấm", 100, 2), 5))
            if kind == "substitute":
                self._rule(case.product_id)
                case.action_offer_again()
            self.assertEqual(case.sudo()._cs_choose(kind, self._option(case, kind).id)[0], "done")
            state = case.state
            self._run()
            self.assertEqual((case.state, case.missing_qty), (state, 3), kind)

    # -- nobody delivers it any more -------------------------------------------------------

    def test_given_up_in_the_first_of_two_steps_is_not_here(self):
        warehouse = self.env["stock.warehouse"].create(
            {"name": "Hai bước", "code": "HB", "delivery_steps": "pick_ship"}
        )
        self._add_stock(self.cooker, 5, warehouse)
        order = self._order((self.cooker, 5), warehouse_id=warehouse.id)
        order.action_confirm()
        pick = order.picking_ids.filtered(lambda picking: picking.state == "assigned")
        pick.move_ids.write({"quantity": 3, "picked": True})
        pick.with_context(cancel_backorder=True)._action_done()
        case = order.cs_stockout_case_ids
        self._run()
        self.assertEqual((case.short_qty, case.state), (2, "open"))

    def test_who_waits_for_a_delivery_that_was_given_up_is_called(self):
        case = self._offered()
        case.cs_choose("wait")
        picking = case.order_id.picking_ids
        picking.move_ids.picked = True
        picking.with_context(cancel_backorder=True)._action_done()
        self._run()
        self.assertEqual((case.state, case.choice), ("open", False))
        self.assertIn("choose again", case.activity_ids.note)

    # -- another date ----------------------------------------------------------------------

    def test_a_receipt_that_slips_again_moves_the_date_that_is_told(self):
        receipt = self._receipt(self.cooker, 20, 5)
        case = self._offered()
        case.cs_choose("wait")
        later = self._days(15)
        receipt.move_ids.date = later
        self._run()
        self.assertEqual((case.state, case.restock_date), ("waiting", later))
        self.assertIn("tell the customer", case.activity_ids.note)
        receipt.action_cancel()
        self._run()
        self.assertFalse(case.restock_date)
        self.assertIn("Nobody knows", " ".join(case.activity_ids.mapped("note")))

    def test_a_quotation_that_is_opened_again_promises_anew(self):
        self._receipt(self.cooker, 20, 5)
        order = self._case().order_id
        order._action_cancel()
        order.action_draft()
        order.commitment_date = self._days(10)
        line = order.order_line
        promised = line.cs_promise_date
        self.assertEqual(line.cs_short_qty, 0)
        order.action_confirm()
        self.assertEqual(order.cs_stockout_case_ids.mapped("state"), ["cancelled"])
        self.assertEqual(line.cs_promise_date, promised, "the figures keep the first promise")

    # -- goods that were delivered, or sent back -------------------------------------------

    def _deliver(self, picking, quantity=None):
        if quantity:
            picking.move_ids.quantity = quantity
        picking.move_ids.picked = True
        picking._action_done()

    def _send_back(self, picking, quantity):
        wizard = self.env["stock.return.picking"].with_context(
            active_id=picking.id, active_model="stock.picking"
        ).create({})
        wizard.product_return_moves.quantity = quantity
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        self._deliver(back, quantity)

    def test_what_was_found_and_delivered_ends_the_offer(self):
        case = self._offered()
        self._deliver(case.order_id.picking_ids, 5)
        self._run("serve")
        self.assertEqual(case.state, "done")
        self.assertFalse(case.choice)

    def test_a_choice_after_all_was_delivered_is_answered(self):
        case = self._offered()
        self._deliver(case.order_id.picking_ids, 5)
        option = self._option(case, "wait")
        self.assertEqual(case.sudo()._cs_choose("wait", option.id)[0], "arrived")
        self.assertEqual(case.state, "done")
        self.assertFalse(case.activity_ids)

    def test_who_sent_something_back_is_still_told_that_the_rest_is_here(self):
        case = self._offered()
        picking = case.order_id.picking_ids
        self._deliver(picking)
        case.sudo()._cs_choose("wait", self._option(case, "wait").id)
        self._send_back(picking, 1)
        self._run("serve")
        self.assertEqual(case.state, "waiting")
        self._come(3)
        self._run("serve")
        self.assertEqual(case.state, "done")
        self.assertFalse(case.activity_ids)

    def test_who_sent_something_back_and_cancels_gets_nothing_more(self):
        case = self._offered()
        picking = case.order_id.picking_ids
        self._deliver(picking)
        self._send_back(picking, 1)
        forecast = self._forecast(self.cooker)
        option = self._option(case, "cancel")
        self.assertEqual(case.sudo()._cs_choose("cancel", option.id)[0], "done")
        line = case.sale_line_id
        self.assertEqual((line.product_uom_qty, line.qty_delivered), (2, 1))
        self.assertFalse(line._cs_open_moves())
        self.assertEqual(self._forecast(self.cooker), forecast + 3)
        case.action_undo()
        self.assertEqual((line.product_uom_qty, self._moves(case)[0]), (5, 3))
        self.assertEqual(self._forecast(self.cooker), forecast)

    # -- choices that were made before the line was changed --------------------------------

    def test_a_substitute_is_for_what_is_missing_now(self):
        for asked, missing in ((7, 5), (4, 2)):
            case = self._offered()
            case.sudo()._cs_choose("wait")
            waited = case.chosen_option_id
            line = case.sale_line_id
            line.product_uom_qty = asked
            self._run("review")
            self.assertEqual((case.state, case.missing_qty), ("waiting", missing))
            seller = case.with_user(self.seller)
            answer = seller.cs_choose("substitute", self._option(case).id)
            self.assertEqual((answer["status"], answer["state"]), ("invalid", "waiting"))
            self.assertEqual(case.chosen_option_id, waited)
            self.assertEqual(case.option_ids.mapped("kind").count("wait"), 1)
            answer = seller.cs_choose("substitute", self._option(case).id)
            self.assertEqual(answer["status"], "done", answer["message"])
            added = case.order_id.order_line - line
            self.assertEqual((line.product_uom_qty, added.product_uom_qty), (2, missing))
            case.order_id._action_cancel()

    def test_what_was_left_to_a_person_and_delivered_is_closed_by_choosing(self):
        case = self._offered()
        self._pick_all(case)
        option = self._option(case, "cancel")
        self.assertEqual(case.sudo()._cs_choose("cancel", option.id)[0], "noted")
        case.order_id.picking_ids._action_done()
        answer = case.with_user(self.seller).cs_choose("cancel", option.id)
        self.assertEqual((answer["status"], answer["state"]), ("arrived", "done"))
        self.assertFalse(case.choice)
        self.assertEqual(case.sale_line_id.qty_delivered, 5)
