from odoo.addons.cs_base.hooks import renew_templates
from odoo.tests import tagged

from .common import LoyaltyCase

FILE = "data/mail_template_data.xml"


@tagged("post_install", "-at_install")
class TestMail(LoyaltyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("vi_VN")
        cls.group = cls.make_group()
        cls.group.tier_ids[0].with_context(lang="vi_VN").name = "Bạc"
        cls.lan.write({"email": "lan@example.com", "lang": "vi_VN"})
        cls.review(cls.group)

    def mails_after(self, **kwargs):
        before = self.env["mail.mail"].search([])
        self.group._review(**kwargs)
        self.env["cs.contact.log"]._process_batch()
        return self.env["mail.mail"].search([]) - before

    def test_in_her_language_through_the_queue(self):
        self.invoice(self.lan, 50, "2027-06-14")
        mail = self.mails_after()
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.state, "outgoing")
        self.assertEqual(mail.recipient_ids, self.lan)
        self.assertIn("Bạc", mail.subject)
        self.assertIn("Lan", mail.body_html)
        self.assertIn("/cs/preferences/", mail.body_html)
        self.assertIn(f"/cs/card/{self.lan._cs_token()}", mail.body_html)
        self.assertFalse(self.mails_after())

    def test_an_update_renews_the_mail_unless_it_was_edited(self):
        template = self.env.ref("cs_loyalty.mail_template_upgrade")
        names = ("mail_template_upgrade", "mail_template_welcome_reward")
        template.body_html = "<p>Old</p>"
        template.with_context(lang="vi_VN").body_html = "<p>Cũ</p>"
        self.assertTrue(renew_templates(self.env, "cs_loyalty", FILE, names))
        for lang in ("en_US", "vi_VN"):
            self.assertIn("_cs_card_url", template.with_context(lang=lang).body_html)
        template.with_user(self.env.ref("base.user_admin")).body_html = "<p>Ours</p>"
        self.assertFalse(renew_templates(self.env, "cs_loyalty", FILE, names))
        self.assertIn("Ours", template.body_html)

    def test_not_to_one_who_refuses_offers(self):
        self.env["cs.consent"]._record("lan@example.com", "marketing", False, "test")
        self.invoice(self.lan, 50, "2027-06-14")
        self.assertFalse(self.mails_after())

    def test_not_without_address_or_template(self):
        self.lan.email = False
        self.invoice(self.lan, 50, "2027-06-14")
        self.assertFalse(self.mails_after())
        self.lan.email = "lan@example.com"
        self.group.upgrade_template_id = False
        self.invoice(self.lan, 60, "2027-06-14")
        self.assertFalse(self.mails_after())
        self.assertEqual(self.member(self.group).tier_id.name, "T2")

    def test_not_for_imported_history(self):
        self.invoice(self.lan, 50, "2027-06-01")
        self.assertFalse(self.mails_after())
        self.assertEqual(self.member(self.group).tier_id.name, "T1")

    def test_late_payment_is_still_news(self):
        self.group.paid_only = True
        self.review(self.group)
        move = self.invoice(self.lan, 50, "2027-05-01")
        self.env.cr.execute(
            "UPDATE account_move SET payment_state = 'paid' WHERE id = %s", [move.id]
        )
        move.invalidate_recordset()
        self.assertEqual(len(self.mails_after()), 1)

    def test_silent_review_sends_nothing(self):
        self.invoice(self.lan, 50, "2027-06-14")
        self.assertFalse(self.mails_after(silent=True))

    def test_not_on_the_way_down(self):
        sale = self.invoice(self.lan, 50, "2027-06-14")
        self.mails_after()
        self.refund(sale, 50, "2027-06-15")
        self.assertFalse(self.mails_after())
