import ast
from datetime import datetime, timedelta
from unittest.mock import patch

import psycopg2
from odoo import fields
from odoo.addons.base.models.ir_mail_server import IrMail_Server
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .common import NOON_IN_VIETNAM, NpsCommon


@tagged("post_install", "-at_install")
class TestSend(NpsCommon, TransactionCase):
    """Cases Survey 2 and 7: what is looked at when the time to send has come."""

    def _mails(self, invitations):
        return self.env["mail.mail"].search(
            [("model", "=", "cs.nps.invitation"), ("res_id", "in", invitations.ids)]
        )

    def _assert_suppressed(self, invitation, reason):
        invitation._process_batch()
        self.assertEqual(
            (invitation.state, invitation.suppression_reason), ("suppressed", reason), reason
        )
        self.assertFalse(self._mails(invitation))

    def test_the_job_sends_what_is_due_and_only_once(self):
        due = self._delivered()
        later = self._delivered(self._partner("Later", email="later@example.com"))
        later.scheduled_at = fields.Datetime.now() + timedelta(days=1)
        self._run_cron("ir_cron_send")
        self._run_cron("ir_cron_send")
        self.assertEqual((due.state, later.state), ("sent", "scheduled"))
        self.assertEqual(len(self._mails(due + later)), 1)
        self.assertEqual(due.expires_at, due.sent_at + timedelta(days=14))

    def test_the_mail(self):
        invitation = self._sent()
        mail = self._mails(invitation)
        token = invitation._cs_token()
        self.assertIn("Chị Lan", mail.body_html)
        self.assertIn(invitation.sale_order_id.name, mail.body_html)
        self.assertIn(self.program.question, mail.body_html)
        for score in range(11):
            self.assertIn(f"/cs/nps/{token}?score={score}\"", mail.body_html)
        self.assertIn(f"/cs/nps/{token}/unsubscribe", mail.body_html)
        self.assertNotIn("<img", mail.body_html)
        headers = ast.literal_eval(mail.headers)
        self.assertEqual(headers["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        self.assertTrue(headers["List-Unsubscribe"].endswith(f"/cs/nps/{token}/unsubscribe>"))
        self.assertIn("lan@example.com", mail.email_to)
        self.assertNotIn(token, mail.mail_message_id.body or "")

    def test_the_plain_text_has_eleven_links(self):
        mail = self._mails(self._sent())
        [prepared] = mail._prepare_outgoing_list()
        text = prepared["body_alternative"]
        for score in range(11):
            self.assertRegex(text, rf"(?m)^{score}: http\S+\?score={score}$")
        self.assertIn("/unsubscribe", text)

    def test_the_mail_speaks_the_recipients_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        template = self.program.mail_template_id
        template.with_context(lang="fr_FR").subject = "Une question"
        self.program.with_context(lang="fr_FR").question = "Nous recommanderiez-vous ?"
        english = self._sent(self._partner("Bob", email="bob@example.com", lang="en_US"))
        french = self._sent()
        self.assertEqual(self._mails(french).subject, "Une question")
        self.assertIn("Nous recommanderiez-vous", self._mails(french).body_html)
        self.assertIn("How likely", self._mails(english).body_html)

    def test_the_message_id_is_the_same_however_often_it_is_prepared(self):
        invitation = self._delivered()
        invitation._cs_token()
        expected = invitation._get_message_id()
        self.assertEqual(invitation._get_message_id(), expected)
        invitation._process_batch()
        self.assertEqual(self._mails(invitation).message_id, expected)

    def test_a_crash_before_the_commit_leaves_neither_mail_nor_state(self):
        invitation = self._delivered()
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            invitation._send()
            raise ZeroDivisionError
        invitation.invalidate_recordset()
        self.assertEqual(invitation.state, "scheduled")
        self.assertFalse(self._mails(invitation))
        self._run_cron("ir_cron_send")
        self.assertEqual(len(self._mails(invitation)), 1)

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

    def test_outside_the_hours_it_waits(self):
        invitation = self._delivered()
        self.customer.tz = "Asia/Ho_Chi_Minh"
        self.program.write({"send_from_hour": 9, "send_to_hour": 11})
        with self._at(NOON_IN_VIETNAM):
            invitation._process_batch()
        self.assertEqual(invitation.state, "scheduled")
        self.assertEqual(invitation.scheduled_at, datetime(2026, 3, 5, 2, 0))

    def test_reminders_go_to_those_who_did_not_answer(self):
        self.program.write({"reminder_count": 1, "reminder_days": 3})
        silent = self._sent()
        prompt = self._sent(self._partner("Prompt", email="prompt@example.com"))
        prompt._record_answer(9)
        start = silent.sent_at
        with self._at(start + timedelta(days=3, minutes=1)):
            self.env["cs.nps.invitation"]._send_due()
        self.assertEqual((silent.reminders_sent, silent.next_reminder_at), (1, False))
        self.assertEqual(silent.sent_at, start)
        mails = self._mails(silent)
        self.assertEqual(len(mails), 2)
        self.assertEqual(len(set(mails.mapped("message_id"))), 2)
        self.assertEqual(len(self._mails(prompt)), 1)

    def test_no_reminder_after_opting_out(self):
        self.program.write({"reminder_count": 1, "reminder_days": 3})
        invitation = self._sent()
        invitation._unsubscribe()
        with self._at(invitation.sent_at + timedelta(days=4)):
            self.env["cs.nps.invitation"]._send_due()
        self.assertEqual(len(self._mails(invitation)), 1)
        self.assertEqual((invitation.state, invitation.next_reminder_at), ("sent", False))

    def test_what_is_not_answered_expires(self):
        invitation = self._sent()
        invitation.expires_at = fields.Datetime.now() - timedelta(minutes=1)
        self._run_cron("ir_cron_send")
        self.assertEqual(invitation.state, "expired")

    def test_a_template_that_fails_stops_no_other(self):
        good = self._delivered()
        broken = self._program(
            "Broken",
            trigger="order_confirmed",
            mail_template_id=self.program.mail_template_id.copy().id,
        )
        self.env.cr.execute(  # as an update of another module might leave it
            "UPDATE mail_template SET body_html = %s WHERE id = %s",
            ['{"en_US": "<p t-out=\\"object.no_such_field\\"/>"}', broken.mail_template_id.id],
        )
        broken.mail_template_id.invalidate_recordset()
        bad = self._invitations(self._order(self._partner("B", email="b@example.com")))
        with mute_logger(
            "odoo.addons.cs_survey_nps.models.cs_nps_invitation_send",
            "odoo.addons.mail.models.mail_render_mixin",
        ):
            (good + bad)._process_batch()
        self.assertEqual((good.state, bad.state), ("sent", "scheduled"))
        self.assertTrue(bad.send_error)
        self.assertGreater(bad.scheduled_at, fields.Datetime.now())

    def test_a_batch_is_decided_with_few_queries(self):
        def queries(count):
            invitations = self.env["cs.nps.invitation"].browse()
            for number in range(count):
                name = f"q{count}-{number}"
                partner = self._partner(name, email=f"{name}@example.com")
                invitations += self._delivered(partner)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            invitations._get_suppression_reasons()
            return self.env.cr.sql_log_count - before

        self.assertEqual(queries(2), queries(12))

    def test_the_mail_queue_comes_back_while_surveys_wait(self):
        invitations = self.env["cs.nps.invitation"].browse()
        for number in range(3):
            invitations += self._sent(self._partner(f"M{number}", email=f"m{number}@example.com"))
        self.env["ir.config_parameter"].set_param("mail.mail.queue.batch.size", 1)
        cron = self.env.ref("mail.ir_cron_mail_scheduler_action")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertTrue(triggers, "sending wakes the queue")
        triggers.unlink()
        with patch.object(IrMail_Server, "_disable_send", lambda self: False), patch.object(
            IrMail_Server, "_connect__", lambda self, *args, **kwargs: None
        ), patch.object(
            IrMail_Server, "send_email", lambda self, message, **kwargs: message["Message-Id"]
        ):
            before = self.env["mail.mail"]._count_waiting_surveys()
            self.env["mail.mail"].process_email_queue()
            self.assertEqual(self.env["mail.mail"]._count_waiting_surveys(), before - 1)
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]))

    def test_send_now_brings_forward_but_skips_nothing(self):
        invitation = self._delivered()
        invitation.scheduled_at = fields.Datetime.now() + timedelta(days=2)
        invitation._unsubscribe()
        invitation.with_user(self.manager).action_send_now()
        self._run_cron("ir_cron_send")
        self.assertEqual(invitation.suppression_reason, "opt_out")

    def test_a_mail_template_in_use_is_not_deleted(self):
        with self.assertRaises(psycopg2.IntegrityError), mute_logger("odoo.sql_db"):
            self.program.mail_template_id.unlink()
            self.env.flush_all()
