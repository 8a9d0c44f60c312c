from datetime import datetime

import psycopg2
from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, TransactionCase, tagged
from odoo.tools import mute_logger

from .common import NOON_IN_VIETNAM, NpsCommon


@tagged("post_install", "-at_install")
class TestInvitation(NpsCommon, TransactionCase):
    """Case Survey 2: one invitation per event."""

    def test_a_delivery_invites_once(self):
        invitation = self._delivered()
        order = invitation.sale_order_id
        self.assertEqual(len(invitation), 1)
        self.assertEqual(invitation.event_key, f"sale.order:{order.id}")
        self.assertEqual(invitation.state, "scheduled")
        self.assertEqual(invitation.partner_id, self.customer)
        self.assertEqual(invitation.email_normalized, "lan@example.com")
        self.assertEqual(order.cs_nps_invitation_count, 1)

    def test_an_order_that_is_a_quotation_again_keeps_its_surveys(self):
        order = self._delivered().sale_order_id
        order.state = "draft"
        order.invalidate_recordset(["cs_nps_invitation_count"])
        self.assertEqual(order.cs_nps_invitation_count, 1)
        self.assertEqual(order.copy().cs_nps_invitation_count, 0)

    def test_a_backorder_does_not_invite_again(self):
        order = self._order(quantity=5)
        first = self._deliver(order.picking_ids, quantity=2)
        self.assertEqual(len(self._invitations(order)), 1)
        rest = order.picking_ids - first
        self._deliver(rest)
        self.assertEqual(rest.state, "done")
        self.assertEqual(len(self._invitations(order)), 1)

    def test_return_and_redelivery_do_not_invite_again(self):
        order = self._order()
        delivery = self._deliver(order.picking_ids)
        wizard = self.env["stock.return.picking"].with_context(
            active_id=delivery.id, active_model="stock.picking"
        )
        form = Form(wizard)
        wizard = form.save()
        for line in wizard.product_return_moves:
            line.quantity = 2
        returned = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        self._deliver(returned)
        self.assertEqual(returned.state, "done")
        self.assertEqual(len(self._invitations(order)), 1)
        again = Form(
            self.env["stock.return.picking"].with_context(
                active_id=returned.id, active_model="stock.picking"
            )
        ).save()
        for line in again.product_return_moves:
            line.quantity = 2
        redelivered = self.env["stock.picking"].browse(again.action_create_returns()["res_id"])
        self._deliver(redelivered)
        self.assertEqual(redelivered.location_dest_id.usage, "customer")
        self.assertEqual(len(self._invitations(order)), 1)

    def test_two_transfers_finished_together_invite_once_each_order(self):
        orders = self._order() + self._order(self._partner("B", email="b@example.com"))
        self._deliver(orders.picking_ids)
        self.assertEqual(len(self._invitations(orders)), 2)

    def test_inserting_again_returns_nothing_and_harms_nothing(self):
        invitation = self._delivered()
        values = self.program._prepare_invitation_values(
            invitation.event_key, self.customer, invitation.sale_order_id
        )
        self.assertFalse(self.env["cs.nps.invitation"]._insert_once([values, values]))
        self.assertEqual(len(self._invitations(invitation.sale_order_id)), 1)

    def test_case_survey_2_one_invitation_an_event(self):
        """Short delivery, backorder, two partners with one address: one mail about each order."""
        order = self._order(quantity=5)
        first = self._deliver(order.picking_ids, quantity=2)
        self._deliver(order.picking_ids - first)
        twin = self._partner("Twin", email="LAN@example.com", lang="en_US")
        other = self._order(twin)
        self._deliver(other.picking_ids)
        invitations = self._invitations(order + other)
        self.assertEqual(len(invitations), 2)
        self._run_cron("ir_cron_send")
        self._run_cron("ir_cron_send")
        self.assertEqual(sorted(invitations.mapped("state")), ["sent", "suppressed"])
        mails = self.env["mail.mail"].search(
            [("model", "=", invitations._name), ("res_id", "in", invitations.ids)]
        )
        self.assertEqual(len(mails), 1)

    def test_transfers_within_the_warehouse_and_receipts_invite_nobody(self):
        before = self.env["cs.nps.invitation"].search_count([])
        warehouse = self.env["stock.warehouse"].search([], limit=1)
        supplier = self.env.ref("stock.stock_location_suppliers")
        receipt = self.env["stock.picking"].create(
            {
                "picking_type_id": warehouse.in_type_id.id,
                "location_id": supplier.id,
                "location_dest_id": warehouse.lot_stock_id.id,
                "move_ids": [
                    fields.Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": 1,
                            "location_id": supplier.id,
                            "location_dest_id": warehouse.lot_stock_id.id,
                        }
                    )
                ],
            }
        )
        receipt.action_confirm()
        self._deliver(receipt)
        self.assertEqual(self.env["cs.nps.invitation"].search_count([]), before)

    def test_programs_of_another_trigger_or_company_stay_silent(self):
        other = self._company("Elsewhere")
        foreign = self._program("Foreign", company_id=other.id)
        manual = self._program("Manual", trigger="manual")
        confirmed = self._program("Confirmed", trigger="order_confirmed")
        invitations = self._delivered()
        self.assertEqual(invitations.program_id, self.program + confirmed)
        self.assertFalse((foreign + manual).invitation_ids)

    def test_an_archived_program_does_not_slow_or_stop_the_delivery(self):
        self.program.active = False
        self.assertFalse(self._delivered())

    def test_a_broken_filter_never_blocks_the_delivery(self):
        self.env.cr.execute(
            "UPDATE cs_nps_program SET filter_domain = 'nonsense(' WHERE id = %s", [self.program.id]
        )
        self.program.invalidate_recordset()
        self.assertEqual(self._delivered().state, "scheduled")

    def test_the_mail_waits_for_the_delay_and_the_customers_morning(self):
        self.program.write({"delay_hours": 10, "send_from_hour": 9, "send_to_hour": 20})
        self.customer.tz = "Asia/Ho_Chi_Minh"
        with self._at(NOON_IN_VIETNAM):  # due at ten in the evening
            invitation = self._delivered()
        self.assertEqual(invitation.scheduled_at, datetime(2026, 3, 5, 2, 0))

    def test_many_deliveries_cost_two_more_queries_than_one(self):
        def queries(count):
            orders = self.env["sale.order"].browse()
            for number in range(count):
                orders += self._order(self._partner(f"C{count}-{number}"))
            pickings = orders.picking_ids
            self._deliver(pickings)
            self._invitations(orders)
            self.env["cs.nps.invitation"].search([("sale_order_id", "in", orders.ids)])
            self.env.flush_all()
            self.env.invalidate_all()
            self.env.cr.execute(
                "DELETE FROM cs_nps_invitation WHERE sale_order_id = ANY(%s)", [orders.ids]
            )
            before = self.env.cr.sql_log_count
            self.env["cs.nps.program"]._on_orders("delivery", orders)
            return self.env.cr.sql_log_count - before

        one, many = queries(1), queries(10)
        self.assertLessEqual(many, one + 2)

    def test_wrong_filters_are_answered_with_a_sentence(self):
        for domain in (
            *("nonsense(", "[('no_such_field', '=', 1)]", "5", "{'a': 1}"),
            "[('amount_total', '>', 'much')]",
        ):
            with self.assertRaisesRegex(ValidationError, "cannot be read"), self.env.cr.savepoint():
                self.program.filter_domain = domain

    def test_a_program_that_has_asked_is_archived_not_deleted(self):
        unused = self._program("Never used")
        unused.with_user(self.manager).unlink()
        self.assertFalse(unused.exists())
        self._delivered()
        with self.assertRaisesRegex(UserError, "archive it"):
            self.program.with_user(self.manager).unlink()

    def test_wrong_numbers_are_refused(self):
        for values in (
            {"send_from_hour": 20, "send_to_hour": 9},
            {"send_to_hour": 25},
            {"sample_percent": 101},
            {"expiry_days": 0},
            {"case_deadline_hours": -1},
        ):
            with (
                self.assertRaises(psycopg2.errors.CheckViolation),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.program.write(values)
                self.env.flush_all()

    def test_a_program_stays_with_its_company(self):
        self._delivered()
        with self.assertRaises(UserError):
            self.program.company_id = self._company("Elsewhere")

    # ---- by hand ----

    def test_inviting_by_hand_returns_the_funnel(self):
        program = self._program("By hand", trigger="manual").with_user(self.manager)
        silent = self._partner("No address")
        twin = self._partner("Twin", email="LAN@example.com")
        everyone = self.customer + silent + twin
        funnel = program.cs_invite(everyone.ids)
        self.assertEqual(
            funnel,
            {
                "triggers": 3,
                "already": 0,
                "scheduled": 1,
                "suppressed": 2,
                "reasons": {"no_address": 1, "quarantine": 1},
            },
        )
        self.assertEqual(program.cs_invite(everyone.ids)["already"], 3)

    def test_the_window_shows_who_is_not_written_to(self):
        silent = self._partner("No address")
        wizard = (
            self.env["cs.nps.invite"]
            .with_user(self.manager)
            .with_context(active_model="res.partner", active_ids=(self.customer + silent).ids)
            .create({"program_id": self.program.id})
        )
        self.assertEqual(wizard.partner_ids, self.customer + silent)
        wizard.action_invite()
        self.assertIn("Will be written to: 1", wizard.result)
        self.assertIn("No address", wizard.result)

    def test_a_test_is_sent_to_oneself_at_once_and_is_in_no_figure(self):
        action = self.program.with_user(self.manager).action_send_test()
        invitation = self.env["cs.nps.invitation"].browse(action["res_id"])
        self.assertEqual((invitation.state, invitation.is_test), ("sent", True))
        self.assertEqual(invitation.email_normalized, "nps_manager@example.com")
        invitation._record_answer(0)
        self.assertFalse(self.program.answer_count)
        self._run_cron("ir_cron_open_cases")
        self.assertFalse(invitation.response_ids.case_ids)
        self.manager.email = False
        with self.assertRaises(UserError):
            self.program.with_user(self.manager).action_send_test()

    def test_opening_the_page_of_a_customer_is_noted(self):
        invitation = self._sent()
        action = invitation.with_user(self.manager).action_open_page()
        self.assertTrue(action["url"].endswith(invitation._cs_token()))
        self.assertEqual(invitation.link_user_id, self.manager)

    def test_buttons_lead_to_the_right_records(self):
        answer = self._sent()._record_answer(9)
        self.assertEqual(answer.action_view_order()["res_id"], answer.sale_order_id.id)
        for record, method, model in (
            (self.program, "action_view_answers", "cs.nps.response"),
            (self.program, "action_view_invitations", "cs.nps.invitation"),
            (answer.sale_order_id, "action_cs_nps_invitations", "cs.nps.invitation"),
            (self.customer, "action_cs_nps_responses", "cs.nps.response"),
        ):
            action = getattr(record, method)()
            self.assertTrue(self.env[model].search(action["domain"]), method)
        context = self.program.action_invite()["context"]
        self.assertEqual(context["default_program_id"], self.program.id)
