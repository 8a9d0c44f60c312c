from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import LoyaltyCase


@tagged("post_install", "-at_install")
class TestPartnerStanding(LoyaltyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.make_group()
        cls.minh, cls.nam = cls.make_partner("Minh"), cls.make_partner("Nam")
        cls.child = cls.make_partner("Child", parent_id=cls.lan.id)
        cls.invoice(cls.lan, 50, "2027-06-10")
        cls.invoice(cls.minh, 120, "2027-06-01")
        cls.group._review()
        cls.people = cls.lan | cls.minh | cls.nam | cls.child

    def test_beside_the_tier(self):
        partners = self.people.with_user(self.seller)
        last = [str(partner.cs_last_purchase or "") for partner in partners]
        self.assertEqual(last, ["2027-06-10", "2027-06-01", "", "2027-06-10"])
        self.assertEqual([bool(p.cs_tier_since) for p in partners], [True, True, False, True])

    def test_grouped_by_tier_as_it_is_searched(self):
        """A list grouped by tier holds in each group what a search for that tier finds."""
        partners = self.env["res.partner"].with_user(self.seller)
        domain = [("id", "in", self.people.ids)]
        groups = dict(partners._read_group(domain, ["cs_tier_id"], ["__count"]))
        counts = {tier.name: count for tier, count in groups.items()}
        self.assertEqual(counts, {"T1": 2, "T2": 1, False: 1})
        for tier, count in groups.items():
            found = partners.search_count([*domain, ("cs_tier_id", "=", tier.id or False)])
            self.assertEqual(found, count)
        shown = partners.formatted_read_group(domain, ["cs_tier_id"], ["__count"])
        self.assertEqual(sorted(row["__count"] for row in shown), [1, 1, 2])

    def test_another_company_sees_none(self):
        other = self.make_company("Other")
        partners = self.env["res.partner"].with_company(other)
        rows = partners._read_group([("id", "in", self.people.ids)], ["cs_tier_id"], ["__count"])
        self.assertEqual([(tier.id, count) for tier, count in rows], [(False, 4)])
        self.assertFalse(self.lan.with_company(other).cs_last_purchase)

    def test_only_sales_and_loyalty_read_it(self):
        employee = self.make_user("plain")
        with self.assertRaises(AccessError):
            self.lan.with_user(employee).read(["cs_last_purchase"])
        self.assertTrue(self.lan.with_user(self.member_user).cs_last_purchase)

    def test_many_cost_no_more_than_one(self):
        counts = []
        for chosen in (self.people[:1], self.people):
            self.env.flush_all()
            self.env.invalidate_all()
            chosen.fetch(["commercial_partner_id"])
            before = self.env.cr.sql_log_count
            chosen.mapped("cs_last_purchase")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])
