from freezegun import freeze_time
from odoo.exceptions import AccessError
from odoo.fields import Command
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
            {
                self.old.id: "before",
                self.orphan.id: "origin_not_posted",
                self.withdrawn.id: "draft",
            },
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

    def test_who_is_left_out_is_told_so(self):
        self.group.partner_domain = f"[('id', '!=', {self.lan.id})]"
        [facts] = self.member(self.group).cs_explain()
        self.assertIn("leaves this customer out", " ".join(facts["story"]))
        self.group.partner_domain = "[]"
        [facts] = self.member(self.group).cs_explain()
        self.assertNotIn("leaves this customer out", " ".join(facts["story"]))

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

    def test_a_draft_and_what_is_not_invoiced_are_told(self):
        draft = self.draft(self.lan, 7, "2027-06-01")
        gone = self.draft(self.lan, 8, "2027-06-02")
        gone.button_cancel()
        product = self.make_product(invoice_policy="order")
        order = self.env["sale.order"].create(
            {
                "partner_id": self.lan.id,
                "company_id": self.company.id,
                "order_line": [
                    Command.create({"product_id": product.id, "price_unit": 3 * MILLION})
                ],
            }
        )
        order.action_confirm()
        [facts] = self.member(self.group).with_user(self.member_user).cs_explain()
        reasons = {(row["res_model"], row["res_id"]): row["reason"] for row in facts["excluded"]}
        self.assertEqual(reasons["account.move", draft.id], "draft")
        self.assertEqual(reasons["account.move", gone.id], "cancelled")
        self.assertEqual(reasons["sale.order", order.id], "not_invoiced")
        page = self.member(self.group).explanation
        self.assertIn("A draft: post it first", page)
        self.assertIn(order.name, page)

    def test_every_reason_has_a_sentence(self):
        known = self.env["cs.tier.membership"]._get_exclusions()
        for key, _label in self.env["cs.tier.contribution"]._fields["excluded"].selection:
            self.assertTrue(known[key])

    def test_queries_do_not_grow_with_documents(self):
        member = self.member(self.group)
        member.cs_explain()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        member.cs_explain()
        few = self.env.cr.sql_log_count - before
        self.seed([(self.lan, MILLION, "2027-05-05", None)] * 60)
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        member.cs_explain()
        self.assertLessEqual(self.env.cr.sql_log_count - before, few)


@freeze_time("2026-01-06 05:00:00")
@tagged("post_install", "-at_install")
class TestStory(LoyaltyCase):
    """The explanation in sentences, by the numbers of the specification."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.make_group((40, 100))
        cls.group.tier_ids[1].name = "Gold"
        cls.december = cls.invoice(cls.lan, 60, "2025-12-10")
        cls.invoice(cls.lan, 45, "2026-01-05")
        cls.review(cls.group)

    def story(self):
        [facts] = self.member(self.group).cs_explain()
        return [sentence.replace("\xa0", " ") for sentence in facts["story"]]

    def test_what_leaves_when_and_what_keeps_the_tier(self):
        self.assertEqual(
            self.story(),
            [
                "On 01/06/2026: 105,000,000 ₫ in 12 months, Gold from 100,000,000 ₫.",
                "On 12/10/2026 60,000,000 ₫ leave the window; then 55,000,000 ₫ more keep Gold.",
                "On 01/05/2027 45,000,000 ₫ leave the window; then 100,000,000 ₫ more keep Gold.",
                "If nothing more is bought, Gold is lost on 12/10/2026.",
            ],
        )
        [facts] = self.member(self.group).cs_explain()
        self.assertEqual(facts["at_risk_date"], "2026-12-10")
        self.assertEqual(
            facts["steps"][0],
            {
                "on": "2026-12-10",
                "contribution": 45 * MILLION,
                "leaving": 60 * MILLION,
                "missing": 55 * MILLION,
            },
        )
        self.assertIn("leave the window", self.member(self.group).explanation)

    def test_enough_is_left(self):
        self.invoice(self.lan, 60, "2026-01-06")
        self.review(self.group)
        self.assertIn(
            "On 12/10/2026 60,000,000 ₫ leave the window; 105,000,000 ₫ are left, enough for Gold.",
            self.story(),
        )

    def test_years(self):
        self.group.period = "lunar_year"
        self.review(self.group)
        story = self.story()
        self.assertIn("in the lunar year, Tết to Tết, Gold", story[0])
        [facts] = self.member(self.group).cs_explain()
        self.assertEqual([step["on"] for step in facts["steps"]], ["2027-02-06"])
        self.assertIn("On 02/06/2027 the year ends and 0 ₫ are left", " ".join(story))
        self.group.period = "calendar_year"
        self.review(self.group)
        self.assertIn("in the year", self.story()[0])
        self.group.period = "lifetime"
        self.review(self.group)
        self.assertEqual(
            self.story(), ["On 01/06/2026: 105,000,000 ₫ in all, Gold from 100,000,000 ₫."]
        )

    def test_set_by_hand(self):
        tier = self.group.tier_ids[1]
        self.member(self.group).cs_override(tier.id, "floor", "Opening guest", "2026-12-31")
        self.env.invalidate_all()
        story = self.story()
        self.assertIn("Set by hand: at least Gold until 12/31/2026.", story)
        self.assertIn("Reason: Opening guest", story)
        [facts] = self.member(self.group).cs_explain()
        self.assertEqual(
            facts["manual"],
            {"tier_id": tier.id, "kind": "floor", "until": "2026-12-31", "reason": "Opening guest"},
        )

    def test_no_tier(self):
        minh = self.make_partner("Minh")
        self.invoice(minh, 5, "2026-01-05")
        self.review(self.group)
        [facts] = self.member(self.group, minh).cs_explain()
        self.assertIn("no tier yet", facts["story"][0])
        self.assertIn("more for T1", facts["story"][1])

    def test_past_decision(self):
        event = self.env["cs.tier.event"].search([("group_id", "=", self.group.id)], limit=1)
        self.december.button_draft()
        [told] = event.with_user(self.member_user).cs_explain()
        story = [sentence.replace("\xa0", " ") for sentence in told["story"]]
        self.assertEqual(
            story[0], "On 01/06/2026: 105,000,000 ₫ counted, Gold from 100,000,000 ₫."
        )
        self.assertIn("Documents after 01/06/2025 up to 01/06/2026 count.", story)
        self.assertIn(self.december.id, [row["res_id"] for row in told["documents"]])
        self.assertNotIn(None, told["decision"].values())
        self.assertIn("105,000,000", event.with_user(self.member_user).explanation)
        self.review(self.group)
        event = self.env["cs.tier.event"].search([("group_id", "=", self.group.id)], limit=1)
        [told] = event.cs_explain()
        self.assertIn("55,000,000", " ".join(told["story"]), "what would have kept Gold")
        with self.assertRaises(AccessError):
            event.with_user(self.seller).cs_explain()

    def test_progress_bar(self):
        member = self.member(self.group)
        self.assertIn("width: 100%", member.progress)
        self.december.button_draft()
        self.review(self.group)
        self.env.invalidate_all()
        self.assertEqual(member.tier_id.name, "T1")
        self.assertIn("width: 45.0%", member.progress)
        self.assertIn("left: 40.0%", member.progress)
        self.assertIn("Gold", member.progress)
