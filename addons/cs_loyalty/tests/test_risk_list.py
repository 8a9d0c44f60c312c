from freezegun import freeze_time
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import MILLION, LoyaltyCase


@tagged("post_install", "-at_install")
@freeze_time("2027-06-15 05:00:00")
class TestRiskList(LoyaltyCase):
    """Lan holds T2; 60 million of her 105 leave on 10 July."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("vi_VN")
        cls.lan.write({"email": "lan@example.com", "lang": "vi_VN"})
        cls.group = cls.make_group((40, 100))
        cls.old = cls.invoice(cls.lan, 60, "2026-07-10")
        cls.recent = cls.invoice(cls.lan, 45, "2027-02-10")
        cls.group.tier_ids[1].with_context(lang="vi_VN").name = "Vàng"
        cls.group._review()
        cls.group._foresee()
        cls.template = cls.group.warning_template_id

    def risk(self, partner=None):
        return self.env["cs.tier.risk"].search(
            [("group_id", "=", self.group.id), ("partner_id", "=", (partner or self.lan).id)]
        )

    def waiting(self):
        return self.env["cs.contact.log"].search([("template_id", "=", self.template.id)])

    def test_what_leaves_and_what_keeps_it(self):
        risk = self.risk().with_user(self.member_user)
        self.assertEqual(str(risk.at_risk_date), "2027-07-10")
        self.assertEqual(risk.days_left, 25)
        self.assertEqual(risk.contribution, 105 * MILLION)
        self.assertEqual(risk.leaving, 60 * MILLION)
        self.assertEqual(risk.needed, 55 * MILLION)
        self.assertEqual(risk.action_open_membership()["res_id"], self.member(self.group).id)

    def test_a_small_group_tells_no_chance(self):
        risk = self.risk()
        self.assertTrue(risk.thin)
        self.assertEqual(risk.chance, "not enough history")

    def test_chance_among_many(self):
        partners = self.env["res.partner"].create([{"name": f"M{n}"} for n in range(21)])
        for place, partner in enumerate(partners):
            for day in ("2026-07-01", "2026-10-10", "2027-01-10", "2027-04-10"):
                self.invoice(partner, 11 + place % 3, day)
        self.group._review()
        self.group._foresee()
        risk = self.risk(partners[0])
        self.assertFalse(risk.thin)
        self.assertTrue(0 < risk.low <= risk.probability <= risk.high < 1)
        self.assertRegex(risk.chance, r"^[0-9]+ % \([0-9]+ to [0-9]+ %\)$")
        self.assertLess(self.risk().probability, risk.probability)

    def test_enough_bought_takes_her_off_the_list(self):
        self.invoice(self.lan, 55, "2027-06-14")
        self.group._review()
        self.group._foresee()
        self.assertFalse(self.risk())
        self.invoice(self.lan, 1, "2027-06-15")
        self.group._review()
        self.group._foresee()
        self.assertFalse(self.risk())

    def test_only_the_days_ahead(self):
        self.group.foresight_days = 20
        self.group._foresee()
        self.assertFalse(self.risk())

    def test_orders_and_years(self):
        self.group.write({"metric": "orders", "period": "calendar_year"})
        for tier, threshold in zip(self.group.tier_ids, (1, 2), strict=True):
            tier.threshold = threshold
        self.invoice(self.lan, 1, "2026-08-10")
        self.group.foresight_days = 365
        self.group._review()
        self.group._foresee()
        risk = self.risk()
        self.assertEqual(str(risk.at_risk_date), "2028-01-01")
        self.assertEqual((risk.contribution, risk.leaving, risk.needed), (2, 1, 1))

    def test_nightly_job_warns_once_for_each_day(self):
        cron = self.env.ref("cs_loyalty.ir_cron_foresee")
        for _time in range(2):
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
        row = self.waiting()
        self.assertEqual(len(row), 1)
        self.assertEqual((row.partner_id, row.purpose), (self.lan, "marketing"))
        self.invoice(self.lan, 20, "2027-06-14")
        self.group._review()
        self.group._foresee()
        self.group._warn_members()
        self.assertEqual(len(self.waiting()), 1, "the same day: told already")

    def test_text_in_her_language(self):
        self.group._warn_members()
        with self.assertAppends("mail.mail", 1):
            self.waiting()._process()
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        self.assertEqual(mail.recipient_ids, self.lan)
        self.assertIn("Vàng", mail.subject)
        self.assertIn("55.000.000", mail.subject)
        self.assertIn("60.000.000", mail.body_html)
        self.assertIn("10/07/2027", mail.body_html)
        self.assertIn("/cs/preferences/", mail.body_html)

    def test_one_who_bought_meanwhile_is_not_warned(self):
        self.group._warn_members()
        self.invoice(self.lan, 100, "2027-06-14")
        self.group._review()
        self.group._foresee()
        row = self.waiting()
        row._process()
        self.assertEqual((row.state, row.reason), ("suppressed", "gone"))

    def test_one_who_refuses_is_not_warned(self):
        self.env["cs.consent"]._record("lan@example.com", "marketing", False, "test")
        self.group._warn_members()
        row = self.waiting()
        row._process()
        self.assertEqual((row.state, row.reason), ("suppressed", "opt_out"))

    def test_lead_and_switch(self):
        self.group.warning_days = 24
        self.group._warn_members()
        self.assertFalse(self.waiting())
        self.group.write({"warning_days": 25, "warning_template_id": False})
        self.group._warn_members()
        self.assertFalse(self.waiting())

    def test_queries_do_not_grow(self):
        def run():
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.group._foresee()
            return self.env.cr.sql_log_count - before

        run()
        few = run()
        for number in range(10):
            partner = self.make_partner(f"Q{number}")
            self.invoice(partner, 60, "2026-07-12")
        self.group._review()
        self.assertEqual(run(), few)

    def test_refresh_is_for_managers(self):
        risks = self.env["cs.tier.risk"]
        self.assertEqual(risks.with_user(self.manager).action_refresh()["tag"], "soft_reload")
        for user in (self.member_user, self.seller):
            with self.assertRaises(AccessError):
                risks.with_user(user).action_refresh()
        stranger = self.make_company("Other")
        self.assertFalse(
            risks.with_user(self.manager)
            .with_context(allowed_company_ids=[])
            .search([("company_id", "=", stranger.id)])
        )
