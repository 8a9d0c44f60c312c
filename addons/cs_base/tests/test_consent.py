from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from .common import CsCommon


@tagged("post_install", "-at_install")
class TestConsent(CsCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consent = cls.env["cs.consent"]
        cls.lan = cls._partner("Chị Lan", email="Lan@Example.com")
        cls.minh = cls._partner("Anh Minh", email="minh@example.com")

    def test_the_latest_word_counts(self):
        self.assertEqual(self.consent._opted_out(["lan@example.com"], "survey"), set())
        self.consent._record("lan@example.com", "survey", False, "test")
        self.assertEqual(
            self.consent._opted_out(["lan@example.com", "minh@example.com", False], "survey"),
            {"lan@example.com"},
        )
        self.consent._record("lan@example.com", "survey", True, "test")
        self.assertEqual(self.consent._opted_out(["lan@example.com"], "survey"), set())

    def test_saying_it_again_adds_no_row(self):
        first = self.consent._record("lan@example.com", "survey", False, "test")
        self.assertTrue(first)
        self.assertFalse(self.consent._record("lan@example.com", "survey", False, "test"))
        self.assertEqual(self.consent.search_count([("address", "=", "lan@example.com")]), 1)

    def test_purposes_and_channels_are_apart(self):
        self.consent._record("lan@example.com", "survey", False, "test")
        self.assertFalse(self.consent._opted_out(["lan@example.com"], "marketing"))
        self.assertFalse(self.consent._opted_out(["lan@example.com"], "survey", channel="sms"))

    def test_partner_shows_and_sets_it(self):
        self.assertFalse(self.lan.cs_survey_opt_out)
        self.lan.cs_survey_opt_out = True
        refusing = self.consent._opted_out(["lan@example.com"], "survey")
        self.assertEqual(refusing, {"lan@example.com"})
        twin = self._partner("Chị Lan (cửa hàng)", email="lan@example.com")
        self.assertTrue(twin.cs_survey_opt_out, "one mailbox, one reader")
        self.assertFalse(self.lan.cs_marketing_opt_out)

    def test_partner_search(self):
        self.lan.cs_marketing_opt_out = True
        both = self.lan | self.minh
        domain = [("id", "in", both.ids)]
        partners = self.env["res.partner"]
        refused = [("cs_marketing_opt_out", "=", True)]
        agreed = [("cs_marketing_opt_out", "=", False)]
        self.assertEqual(partners.search(domain + refused), self.lan)
        self.assertEqual(partners.search(domain + agreed), self.minh)
        self.assertEqual(partners.search(domain + [("cs_survey_opt_out", "!=", True)]), both)

    def test_partner_without_address_cannot_refuse(self):
        nobody = self._partner("Khách lẻ")
        with self.assertRaisesRegex(UserError, "add one"):
            nobody.cs_survey_opt_out = True

    def test_one_query_for_many_partners(self):
        partners = self.lan | self.minh
        partners.mapped("email_normalized")
        with self.assertQueryCount(2):
            partners.mapped("cs_survey_opt_out")

    def test_nobody_rewrites_the_log(self):
        row = self.consent._record("lan@example.com", "survey", False, "test")
        for groups in ("base.group_user", "base.group_system"):
            user = self._user(f"consent_{groups}", groups)
            mine = row.with_user(user)
            for attempt in (
                lambda mine=mine: mine.write({"granted": True}),
                lambda mine=mine: mine.unlink(),
                lambda user=user: self.consent.with_user(user).create(
                    {"address": "a@b.c", "purpose": "survey", "source": "x"}
                ),
            ):
                with self.assertRaises(AccessError):
                    attempt()
