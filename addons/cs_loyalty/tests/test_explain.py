from odoo.tests import tagged

from .common import MILLION, LoyaltyCase


@tagged("post_install", "-at_install")
class TestExplain(LoyaltyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.make_group((40, 100), grace_days=30)
        cls.old = cls.invoice(cls.lan, 70, "2026-05-10")
        cls.spring = cls.invoice(cls.lan, 60, "2026-07-10")
        cls.recent = cls.invoice(cls.lan, 45, "2027-02-10")
        cls.refund_of_spring = cls.refund(cls.spring, 6, "2027-03-10")
        cls.withdrawn = cls.invoice(cls.lan, 9, "2027-03-11")
        cls.orphan = cls.refund(cls.withdrawn, 9, "2027-03-12")
        cls.withdrawn.button_draft()
        cls.review(cls.group)

    def test_facts(self):
        [facts] = self.member(self.group).with_user(self.member_user).cs_explain()
        self.assertEqual(facts["contribution"], 99 * MILLION)
        self.assertEqual(facts["threshold"], 40 * MILLION)
        self.assertEqual(facts["gap"], MILLION)
        self.assertEqual(facts["windows"], [["2026-06-15", "2027-06-15"]])
        self.assertEqual(
            [(row["res_id"], row["amount"]) for row in facts["counted"]],
            [
                (self.recent.id, 45 * MILLION),
                (self.refund_of_spring.id, -6 * MILLION),
                (self.spring.id, 60 * MILLION),
            ],
        )
        self.assertEqual(sum(row["amount"] for row in facts["counted"]), facts["contribution"])
        self.assertEqual(
            {row["res_id"]: row["reason"] for row in facts["excluded"]},
            {self.old.id: "before", self.orphan.id: "origin_not_posted"},
        )
        self.assertEqual(
            [(row["res_id"], row["on"]) for row in facts["leaving"]][:2],
            [(self.refund_of_spring.id, "2027-07-10"), (self.spring.id, "2027-07-10")],
        )
        self.assertNotIn(None, facts.values())

    def test_unpaid_and_later(self):
        self.group.paid_only = True
        later = self.invoice(self.lan, 5, "2027-06-15")
        later.button_draft()
        later.invoice_date = "2027-09-01"
        later._post(soft=False)
        [facts] = self.member(self.group).cs_explain()
        reasons = {row["res_id"]: row["reason"] for row in facts["excluded"]}
        self.assertEqual(reasons[self.recent.id], "unpaid")
        self.assertEqual(reasons[later.id], "after")
        self.assertFalse(facts["counted"])

    def test_page(self):
        member = self.member(self.group).with_user(self.member_user)
        self.assertIn("99,000,000", member.headline)
        self.assertIn("1,000,000", member.headline)
        self.assertIn(self.recent.name, member.explanation)
        self.assertIn("not posted", member.explanation)
        self.assertIn(f"/odoo/account.move/{self.recent.id}", member.explanation)
        self.assertIn("Documents after 06/15/2026 up to 06/15/2027 count.", member.explanation)
        self.assertIn("(dated 03/10/2027)", member.explanation)

    def test_page_of_other_periods(self):
        member = self.member(self.group)
        self.group.period = "lifetime"
        self.assertIn("Documents up to 06/15/2027 count.", member.explanation)
        member.invalidate_recordset()
        self.group.period = "calendar_year"
        self.assertIn("whichever is more", member.explanation)
        self.assertIn("80 of 90", member._get_more_sentence([{}] * 90))

    def test_sentences_of_keeping(self):
        self.review(self.group, "2027-07-10")
        member = self.member(self.group)
        self.assertFalse(member.in_grace, "45M is still T1")
        self.review(self.group, "2028-02-10")
        self.assertTrue(member.in_grace)
        self.assertIn("falls short", member.headline)
        self.group.write({"retention_months": 24, "grace_days": 0})
        self.review(self.group, "2028-02-11")
        self.assertFalse(member.tier_id)
        self.assertIn("no tier yet", member.headline)
        self.invoice(self.lan, 50, "2028-02-12")
        self.review(self.group, "2028-02-12")
        self.review(self.group, "2029-03-01")
        self.assertIn("Kept until", member.headline)

    def test_doors(self):
        member = self.member(self.group)
        self.assertEqual(member.action_open_partner()["res_id"], self.lan.id)
        self.assertIn(("partner_id", "=", self.lan.id), member.action_open_events()["domain"])
        self.assertIn(("partner_id", "=", self.lan.id), member.action_open_documents()["domain"])
