import ast
from datetime import datetime, timedelta
from unittest.mock import patch

import psycopg2
from odoo import Command, fields
from odoo.addons.base.models.ir_mail_server import IrMail_Server
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .common import NOON_IN_VIETNAM
from .common_send import SendCommon


@tagged("post_install", "-at_install")
class TestSend(SendCommon, TransactionCase):
    """Cases Survey 2 and 7: what is sent, when, and what it costs."""

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

    def test_a_name_of_two_lines_stays_on_one_line_of_the_mail(self):
        guest = self._partner("Chị\nLan\r\nBcc: x@example.com", email="two@example.com")
        mail = self._mails(self._sent(guest))
        self.assertEqual(mail.email_to, '"Chị Lan Bcc: x@example.com" <two@example.com>')

    def test_answers_do_not_go_to_a_colleague_who_has_left(self):
        self.company.email = "shop@example.com"
        self.assertIn("nps_manager@", self._mails(self._sent()).reply_to)
        self.manager.active = False
        guest = self._partner("Bob", email="bob@example.com")
        self.assertIn("shop@", self._mails(self._sent(guest)).reply_to)

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

    def test_a_mail_of_a_batch_is_as_odoo_creates_one(self):
        """Asking for defaults once a batch leaves nothing out, and the message goes with it."""
        invitations = self._delivered() + self._delivered(
            self._partner("Bob", email="bob@example.com", lang="en_US")
        )
        invitations._cs_token_ensure()
        mails = invitations._queue_mails()
        self.assertNotIn("cs_nps_known_defaults", mails.env.context)
        others = mails.create(invitations._prepare_mails())
        apart = {"id", "date", "create_date", "write_date", "display_name"}
        apart |= {"mail_message_id", "mail_message_id_int", "mail_ids"}
        for mail, other in zip(mails, others, strict=True):
            for name in mail._fields.keys() - apart:
                self.assertEqual(mail[name], other[name], name)
            self.assertLess(abs(mail.date - other.date), timedelta(minutes=1))
        messages = mails.mail_message_id
        mails.unlink()
        self.assertFalse(messages.exists())

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
