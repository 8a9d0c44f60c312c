from odoo.tests import tagged

from .common import MILLION, LoyaltyCase


@tagged("post_install", "-at_install")
class TestMerge(LoyaltyCase):
    def test_best_tier_is_kept_and_the_sums_join(self):
        group = self.make_group((40, 100))
        dealers = self.make_group((1,), name="Dealers", is_primary=False)
        minh = self.make_partner("Minh", phone="0912345678")
        self.invoice(self.lan, 45, "2027-01-10")
        self.invoice(minh, 110, "2027-01-11")
        for one in (group, dealers):
            self.review(one)
        before = self.env["cs.tier.event"].search_count([])
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.lan | minh).ids, self.lan
        )
        member = self.member(group)
        self.assertEqual(member.tier_id.name, "T2", "kept until the review has looked")
        self.assertEqual(len(self.member(dealers)), 1)
        self.assertIn(self.lan, self.env["cs.tier.pending"].search([]).partner_id)
        self.env["cs.tier.pending"]._process_batch()
        self.assertEqual(member.contribution, 155 * MILLION)
        events = self.env["cs.tier.event"].search([])
        self.assertEqual(len(events), before, "the joined history has no move of its own")
        self.assertEqual(events.partner_id, self.lan)
        self.assertEqual(self.env["res.partner"].cs_find_by_phone("0912345678"), self.lan.ids)

    def test_merge_without_memberships(self):
        self.make_group()
        minh = self.make_partner("Minh")
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.lan | minh).ids, self.lan
        )
        self.assertFalse(minh.exists())
