import ast
from datetime import datetime, timedelta
from unittest.mock import patch

import psycopg2
from odoo import Command, fields
from odoo.addons.base.models.ir_mail_server import IrMail_Server
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .common import NOON_IN_VIETNAM, NpsCommon


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

    def _drain(self, most_runs):
        """Let the mail queue run as often as it is triggered; return what was handed over."""
        handed_over = []
        cron = self.env.ref("mail.ir_cron_mail_scheduler_action")
        triggers = self.env["ir.cron.trigger"]
        mails = self.env["mail.mail"]

        def send(_server, message, **_options):
            handed_over.append(message["Message-Id"])
            return message["Message-Id"]

        with patch.object(IrMail_Server, "_disable_send", lambda self: False), patch.object(
            IrMail_Server, "_connect__", lambda self, *args, **kwargs: None
        ), patch.object(IrMail_Server, "send_email", send):
            for _run in range(most_runs):
                waiting = triggers.search([("cron_id", "=", cron.id)])
                if not waiting:
                    break
                waiting.unlink()
                mails.process_email_queue()
        return handed_over

    def test_forty_mails_leave_without_waiting_an_hour(self):
        """The queue of Odoo sends one batch, ten here, and then rests until its next hour."""
        self.env["mail.mail"].search([("state", "=", "outgoing")]).state = "cancel"
        self.env["ir.config_parameter"].set_param("mail.mail.queue.batch.size", 10)
        partners = self.env["res.partner"].create(
            [{"name": f"M{n}", "email": f"m{n}@example.com"} for n in range(40)]
        )
        manual = self._program("By hand", trigger="manual")
        self.assertEqual(manual.cs_invite(partners.ids)["scheduled"], 40)
        manual.invitation_ids._process_batch()
        handed_over = self._drain(most_runs=6)
        self.assertEqual(len(handed_over), 40)
        self.assertEqual(len(set(handed_over)), 40)
        self.assertEqual(set(self._mails(manual.invitation_ids).mapped("state")), {"sent"})
        self.assertEqual(self._drain(most_runs=2), [])

    def test_an_edited_mail_is_rendered_as_odoo_does(self):
        """The batch renders what Odoo would, record by record, and nothing of the one before."""
        template = self.program.mail_template_id
        template.write(
            {
                "subject": "Chào {{ object.partner_id.name or 'bạn' }} & nhà <b>",
                "email_from": "{{ object.program_id.user_id.email_formatted }}",
                "reply_to": "{{ object.company_id.email or 'shop@example.com' }}",
                "body_html": """<div>
                    <t t-if="object.partner_id.name == 'Chị Lan'" t-set="secret" t-value="'S'"/>
                    <p>Hi <t t-out="object.partner_id.name"/>, <t t-out="secret or 'none'"/></p>
                    <t t-foreach="object._cs_score_rows()" t-as="row">
                        <a t-foreach="row" t-as="link" t-att-href="link['url']"
                           t-out="link['score']"/></t></div>""",
            }
        )
        lan = self._delivered()
        bob = self._delivered(self._partner('Bob "B" <x>', email="bob@example.com", lang="en_US"))
        invitations = lan + bob
        invitations._cs_tokens()
        rendered = invitations._render_mails()
        for name in ("subject", "email_from", "reply_to", "body_html"):
            expected = template._render_field(name, invitations.ids)
            for invitation in invitations:
                got = rendered[invitation.id][name]
                self.assertEqual(
                    "".join(str(got).split()), "".join(str(expected[invitation.id]).split()), name
                )
        self.assertIn("Chị Lan, S", rendered[lan.id]["body_html"])
        self.assertIn("none", rendered[bob.id]["body_html"])
        invitations._process_batch()
        self.assertEqual(self._mails(bob).subject, 'Chào Bob "B" <x> & nhà <b>')

    def test_an_attachment_of_the_template_is_sent_along(self):
        file = self.env["ir.attachment"].create({"name": "map.txt", "raw": b"here"})
        self.program.mail_template_id.attachment_ids = [Command.set(file.ids)]
        self.assertIn(file, self._mails(self._sent()).attachment_ids)

    def test_the_mail_follows_the_scale_of_the_program(self):
        self.program.write({"metric": "csat", "question": "How satisfied are you?"})
        invitation = self._sent()
        body = self._mails(invitation).body_html
        self.assertIn("1 = very dissatisfied, 5 = very satisfied", body)
        self.assertIn("?score=5\"", body)
        self.assertNotIn("?score=0\"", body)
        self.assertNotIn("?score=6\"", body)

    def test_queueing_costs_few_queries_a_mail(self):
        manual = self._program("By hand", trigger="manual")
        partners = self.env["res.partner"].create(
            [{"name": f"Q{n}", "email": f"q{n}@example.com", "lang": "en_US"} for n in range(200)]
        )
        manual.cs_invite(partners.ids)
        invitations = self.env["cs.nps.invitation"].browse(manual.invitation_ids.ids)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        invitations._send()
        self.env.flush_all()
        self.assertLessEqual(self.env.cr.sql_log_count - before, 0.15 * 200 + 10)

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
