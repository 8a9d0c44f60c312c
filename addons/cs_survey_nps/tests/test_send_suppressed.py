from unittest.mock import patch

from odoo import fields
from odoo.tests import TransactionCase, tagged

from .common_send import SendCommon


class _OtherNode:
    """A cursor of another process, in which the customer was asked a moment ago."""

    def __init__(self, invitation):
        self._row = (invitation.email_normalized, fields.Datetime.now())

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        return False

    def execute(self, _query):
        pass

    def fetchall(self):
        return [self._row]


@tagged("post_install", "-at_install")
class TestSendSuppressed(SendCommon, TransactionCase):
    """Cases Survey 2 and 7: what is looked at when the time to send has come."""

    def test_opt_out_between_scheduling_and_sending(self):
        invitation = self._delivered()
        self.env["cs.consent"]._record("lan@example.com", "survey", False, "phone")
        self._assert_suppressed(invitation, "opt_out")

    def test_opting_out_of_offers_is_not_opting_out_of_surveys(self):
        self.env["cs.consent"]._record("lan@example.com", "marketing", False, "phone")
        self.assertEqual(self._sent().state, "sent")

    def test_blacklist(self):
        invitation = self._delivered()
        self.env["mail.blacklist"]._add("Lan@Example.com")
        self._assert_suppressed(invitation, "blacklist")

    def test_an_address_that_bounces(self):
        invitation = self._delivered()
        self.customer.message_bounce = 1
        self._assert_suppressed(invitation, "bounce")

    def test_a_bounce_after_sending_is_noted(self):
        invitation = self._sent()
        self.customer._message_receive_bounce("lan@example.com", self.customer)
        self.assertEqual(invitation.state, "bounced")

    def test_no_address_and_an_address_added_in_time(self):
        silent = self._partner("Silent")
        self._assert_suppressed(self._delivered(silent), "no_address")
        other = self._partner("Other")
        invitation = self._delivered(other)
        other.write({"email": "Other@Example.com", "lang": "en_US"})
        invitation._process_batch()
        self.assertEqual(invitation.state, "sent")
        self.assertEqual(invitation.email_normalized, "other@example.com")

    def test_order_cancelled(self):
        confirmed = self._program("Confirmed", trigger="order_confirmed")
        order = self._order()
        invitation = self._invitations(order)
        self.assertEqual(invitation.program_id, confirmed)
        order._action_cancel()
        self._assert_suppressed(invitation, "cancelled")

    def test_an_order_that_was_deleted(self):
        self._program("Confirmed", trigger="order_confirmed")
        order = self._order()
        invitation = self._invitations(order)
        order._action_cancel()
        order.unlink()
        self.env.invalidate_all()
        self._assert_suppressed(invitation, "cancelled")

    def test_everything_returned(self):
        invitation = self._delivered()
        delivery = invitation.sale_order_id.picking_ids
        wizard = self.env["stock.return.picking"].with_context(
            active_id=delivery.id, active_model="stock.picking"
        ).create({})
        wizard.product_return_moves.quantity = 2
        self._deliver(self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"]))
        self.assertEqual(invitation.sale_order_id.order_line.qty_delivered, 0)
        self._assert_suppressed(invitation, "returned")

    def test_filter(self):
        invitation = self._delivered()
        self.program.filter_domain = "[('amount_total', '>', 1000000)]"
        self._assert_suppressed(invitation, "filter")

    def test_a_filter_that_cannot_be_read_any_more_stops_no_other_program(self):
        invitation = self._delivered()
        self.env.flush_all()
        for domain in ("[('x_gone', '=', 1)]", "[('amount_total', '>', 'much')]", "[("):
            self.env.cr.execute(
                "UPDATE cs_nps_program SET filter_domain = %s WHERE id = %s",
                [domain, self.program.id],
            )
            self.env.invalidate_all()
            other = self._program("Other", trigger="order_confirmed")
            friend = self._partner("Hoa", email=f"{other.id}@example.com")
            good = self._invitations(self._order(friend))
            self.assertEqual(good.program_id, other)
            (invitation + good)._process_batch()
            self.assertEqual((invitation.state, good.state), ("scheduled", "sent"), domain)
            self.assertIn("cannot be read", invitation.send_error)
            program = self.program.with_user(self.manager)
            program.invalidate_recordset(["send_problem"])
            self.assertIn("cannot be read", program.send_problem)
            action = program.action_view_failed()
            self.assertEqual(self.env[action["res_model"]].search(action["domain"]), invitation)
            self.assertGreater(invitation.scheduled_at, fields.Datetime.now())
            other.active = False
        self.program.filter_domain = "[]"
        invitation._process_batch()
        self.assertEqual((invitation.state, invitation.send_error), ("sent", False))
        self.program.invalidate_recordset(["send_problem"])
        self.assertFalse(self.program.send_problem)

    def test_a_customer_who_was_archived_is_left_in_peace(self):
        invitation = self._delivered()
        self.customer.active = False
        self._assert_suppressed(invitation, "customer_archived")

    def test_program_archived(self):
        invitation = self._delivered()
        self.program.active = False
        self._assert_suppressed(invitation, "archived")

    def test_sample(self):
        invitation = self._delivered()
        self.program.sample_percent = 0
        self._assert_suppressed(invitation, "sampling")

    def test_open_case_of_the_same_customer(self):
        self._sent()._record_answer(2)
        self.env["cs.nps.case"]._open_pending()
        colleague = self._partner("Colleague", email="c@example.com", parent_id=self.customer.id)
        self._assert_suppressed(self._delivered(colleague), "open_case")

    def test_quarantine_goes_by_address_across_programs(self):
        self._sent()
        twin = self._partner("Twin", email="LAN@Example.com")
        other = self._program("Other", trigger="order_confirmed")
        invitation = self._invitations(self._order(twin))
        self.assertEqual(invitation.program_id, other)
        self._assert_suppressed(invitation, "quarantine")
        other.quarantine_days = 0
        free = self._delivered(self._partner("Triplet", email="lan@example.com"))
        free.filtered(lambda one: one.program_id == other)._process_batch()
        self.assertIn("sent", free.mapped("state"))

    def test_quarantine_within_one_batch(self):
        both = self._delivered() + self._delivered(self._partner("Twin", email="lan@example.com"))
        both._process_batch()
        self.assertEqual(sorted(both.mapped("state")), ["sent", "suppressed"])

    def test_a_test_mail_starts_no_quarantine(self):
        self.manager.partner_id.lang = "en_US"
        self.program.with_user(self.manager).action_send_test()
        invitation = self._delivered(self.manager.partner_id)
        invitation._process_batch()
        self.assertEqual(invitation.state, "sent")

    def test_what_was_sent_elsewhere_meanwhile_counts_for_the_quarantine(self):
        """A sender that waited for another one knows what that one has committed."""
        invitation = self._delivered()
        self.env.flush_all()
        with patch.object(
            type(self.env.registry), "cursor", lambda _registry: _OtherNode(invitation)
        ):
            reasons = invitation._get_suppression_reasons()
        self.assertEqual(reasons, {invitation.id: "quarantine"})

    def test_case_survey_7_consent_between_scheduling_and_sending(self):
        """Whatever the customer says meanwhile: nothing is sent, and the reason is recorded."""
        changes = {
            "opt_out": lambda partner: self.env["cs.consent"]._record(
                partner.email_normalized, "survey", False, "phone"
            ),
            "bounce": lambda partner: partner.write({"message_bounce": 1}),
            "blacklist": lambda partner: self.env["mail.blacklist"]._add(partner.email),
            "erased": lambda partner: self._invitations_of(partner).write(
                {"partner_id": False, "email_normalized": False}
            ),
        }
        for reason, change in changes.items():
            partner = self._partner(reason, email=f"{reason}@example.com", lang="en_US")
            invitation = self._delivered(partner)
            change(partner)
            self._assert_suppressed(invitation, reason)
        counts = self.env["cs.nps.funnel"]._read_group(
            [("program_id", "=", self.program.id)], ["suppression_reason"], ["triggers:sum"]
        )
        self.assertEqual(dict(counts), dict.fromkeys(changes, 1), "the counts are left")

    def _invitations_of(self, partner):
        return self.env["cs.nps.invitation"].search([("partner_id", "=", partner.id)])
