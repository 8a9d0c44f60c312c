from odoo.tests import tagged

from .common import MILLION, LoyaltyCase


@tagged("post_install", "-at_install")
class TestReports(LoyaltyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.make_group((40, 100))
        cls.early = cls.invoice(cls.lan, 5, "2027-03-01")
        cls.review(cls.group, "2027-04-01")
        cls.rise = cls.invoice(cls.lan, 50, "2027-05-10")
        cls.review(cls.group, "2027-05-10")
        cls.refund_of_rise = cls.refund(cls.rise, 20, "2027-06-10")
        cls.review(cls.group, "2027-06-10")

    def revenue(self):
        return self.env["cs.tier.revenue"].with_user(self.member_user).search(
            [("group_id", "=", self.group.id)]
        )

    def test_revenue_stands_with_the_tier_of_its_day(self):
        rows = {row.res_id: (row.tier_id.name or "", row.amount) for row in self.revenue()}
        self.assertEqual(
            rows,
            {
                self.early.id: ("", 5 * MILLION),
                self.rise.id: ("T1", 50 * MILLION),
                self.refund_of_rise.id: ("T1", -20 * MILLION),
            },
        )

    def test_revenue_adds_up_to_the_contributions(self):
        groups = self.env["cs.tier.revenue"]._read_group(
            [("group_id", "=", self.group.id)], ["tier_id"], ["amount:sum"]
        )
        total = self.env["cs.tier.contribution"]._read_group(
            [("company_id", "=", self.company.id), ("source", "=", "invoice")], [], ["amount:sum"]
        )
        self.assertEqual(sum(amount for _tier, amount in groups), total[0][0])
        self.assertEqual(len(groups), 2)

    def test_each_group_has_its_own_rows(self):
        other = self.make_group((1,), name="Dealers", is_primary=False)
        self.review(other)
        rows = self.env["cs.tier.revenue"].search([("partner_id", "=", self.lan.id)])
        self.assertEqual(len(rows), 6)
        self.assertEqual(len(set(rows.ids)), 6)
        self.assertEqual(len(self.revenue()), 3)

    def test_what_is_not_paid_is_no_revenue_of_a_group_that_asks_for_payment(self):
        paying = self.make_group((1,), name="Paying", is_primary=False, paid_only=True)
        rows = self.env["cs.tier.revenue"].search([("group_id", "=", paying.id)])
        self.assertFalse(rows)

    def test_a_branch_counts_with_its_company(self):
        branch = self.make_company("Branch", parent=self.company)
        move = self.invoice(self.lan, 7, "2027-06-12", company=branch)
        row = self.env["cs.tier.revenue"].search([("res_id", "=", move.id)])
        self.assertEqual(row.group_id, self.group)

    def test_doors(self):
        row = self.revenue()[0]
        action = row.action_open_document()
        self.assertEqual((action["res_model"], action["res_id"]), (row.res_model, row.res_id))
        migration = self.env["cs.tier.migration"].with_user(self.member_user).search([], limit=1)
        action = migration.action_open_membership()
        self.assertEqual(action["res_id"], self.member(self.group).id)

    def test_migration_by_cause(self):
        rows = self.env["cs.tier.migration"]._read_group(
            [("group_id", "=", self.group.id)],
            ["from_tier_id", "to_tier_id"],
            ["moves:sum", "organic:sum", "refund:sum", "manual:sum", "rule:sum"],
        )
        self.assertEqual(
            [(start.name or "", end.name or "", *counts) for start, end, *counts in rows],
            [("T1", "", 1, 0, 1, 0, 0), ("", "T1", 1, 1, 0, 0, 0)],
        )

    def test_the_funnel_counts_every_member(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_loyalty.cs_tier_membership_action_funnel"
        )
        counts = self.env[action["res_model"]]._read_group(
            [("group_id", "=", self.group.id)], ["tier_id"], ["__count"]
        )
        self.assertEqual([(tier.name or "", count) for tier, count in counts], [("", 1)])
