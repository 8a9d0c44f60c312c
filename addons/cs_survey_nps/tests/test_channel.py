from odoo import fields
from odoo.tests import TransactionCase, tagged

from .common import NpsCommon


@tagged("post_install", "-at_install")
class TestChannel(NpsCommon, TransactionCase):
    """Surveys by text message, and the ceiling of messages of all channels."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write({"phone": "0912 345 678", "country_id": cls.env.ref("base.vn").id})
        cls.number = cls.customer.phone_sanitized
        cls.program.write({"channel": "sms", "quarantine_days": 0})

    def _texts(self):
        return self.env["sms.sms"].search([("number", "=", self.number)])

    def _assert_left_out(self, invitation, reason):
        invitation._process_batch()
        self.assertEqual(
            (invitation.state, invitation.suppression_reason), ("suppressed", reason)
        )
        self.assertFalse(self._texts())

    def test_a_text_message_has_the_link(self):
        self.assertEqual(self.number, "+84912345678")
        invitation = self._sent()
        [text] = self._texts()
        self.assertEqual((invitation.state, invitation.channel), ("sent", "sms"))
        self.assertEqual(text.state, "outgoing")
        self.assertTrue(text.body.startswith(self.company.name))
        self.assertIn(self.program.question, text.body)
        self.assertTrue(text.body.endswith(f"/cs/nps/{invitation._cs_token()}"))
        mails = self.env["mail.mail"].search([("model", "=", invitation._name)])
        self.assertNotIn(invitation.id, mails.mapped("res_id"))

    def test_words_of_ones_own_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.program.sms_text = "One tap, please:"
        self.program.with_context(lang="fr_FR").sms_text = "Un geste, merci :"
        self.customer.lang = "fr_FR"
        self._sent()
        self.assertIn("Un geste, merci :", self._texts().body)

    def test_no_number(self):
        silent = self._partner("N", email="n@example.com")
        self._assert_left_out(self._delivered(silent), "no_address")

    def test_a_number_on_the_blacklist(self):
        invitation = self._delivered()
        self.env["phone.blacklist"].sudo()._add([self.number])
        self._assert_left_out(invitation, "blacklist")

    def test_who_refused_by_text_or_by_mail(self):
        invitation = self._delivered()
        self.env["cs.consent"]._record(self.number, "survey", False, "phone", channel="sms")
        self._assert_left_out(invitation, "opt_out")
        other = self._delivered()
        self.env["cs.consent"]._record(self.number, "survey", True, "phone", channel="sms")
        self.env["cs.consent"]._record("lan@example.com", "survey", False, "phone")
        self._assert_left_out(other, "opt_out")

    def test_unsubscribing_on_the_page_holds_for_the_number_too(self):
        self._sent()._unsubscribe()
        refused = self.env["cs.consent"]._opted_out([self.number], "survey", "sms")
        self.assertEqual(refused, {self.number})

    def test_bounced_mails_do_not_stop_text_messages(self):
        invitation = self._delivered()
        self.customer.message_bounce = 3
        invitation._process_batch()
        self.assertEqual(invitation.state, "sent")

    def test_the_quarantine_goes_by_number_too(self):
        self.program.quarantine_days = 30
        self._sent()
        twin = self._partner("Twin", phone="+84 912345678")
        again = self._delivered(twin)
        again._process_batch()
        self.assertEqual(again.suppression_reason, "quarantine")

    def test_a_reminder_is_a_text_message(self):
        self.program.write({"reminder_count": 1, "reminder_days": 3})
        invitation = self._sent()
        with self._at(fields.Datetime.add(invitation.sent_at, days=4)):
            self.env["cs.nps.invitation"]._send_due()
        self.assertEqual(len(self._texts()), 2)
        self.assertEqual(len(set(self._texts().mapped("body"))), 1, "the same link")

    def test_a_test_is_a_mail(self):
        action = self.program.with_user(self.manager).action_send_test()
        invitation = self.env["cs.nps.invitation"].browse(action["res_id"])
        self.assertEqual((invitation.state, invitation.channel), ("sent", "mail"))

    # ---- the ceiling ----

    def test_the_limit_of_messages_counts_offers_and_surveys(self):
        self.program.channel = "mail"
        self.company.write({"cs_message_cap": 2, "cs_message_cap_days": 7})
        self._sent()
        self.assertEqual(self._sent().state, "sent")
        third = self._delivered()
        third._process_batch()
        self.assertEqual(third.suppression_reason, "cap")
        self.company.cs_message_cap = 0
        self.assertEqual(self._sent().state, "sent")

    def test_an_offer_sent_lately_counts(self):
        self.program.channel = "mail"
        self.company.write({"cs_message_cap": 1, "cs_message_cap_days": 7})
        now = fields.Datetime.now()
        self.env["cs.contact.log"].create(
            {
                "partner_id": self.customer.id, "company_id": self.company.id,
                "purpose": "marketing", "channel": "email", "address": "lan@example.com",
                "res_model": "res.partner", "res_id": self.customer.id, "key": "offer",
                "state": "sent", "date": now, "due_at": now, "expires_at": now, "sent_at": now,
            }
        )
        invitation = self._delivered()
        invitation._process_batch()
        self.assertEqual(invitation.suppression_reason, "cap")

    def test_case_survey_7_erased(self):
        invitation = self._delivered()
        self.env.flush_all()
        invitation.write({"partner_id": False, "email_normalized": False, "phone_sanitized": False})
        self._assert_left_out(invitation, "erased")
