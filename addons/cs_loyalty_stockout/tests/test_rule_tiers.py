from odoo.addons.cs_loyalty.tests.retail import make_shown_group
from odoo.addons.cs_stockout.tests.common import StockoutCommon
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestRuleTiers(StockoutCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = make_shown_group(
            cls.env,
            {"name": "Silver", "threshold": 40},
            {"name": "Gold", "threshold": 100},
        )
        cls.silver, cls.gold = cls.group.tier_ids

    def offered(self, tier=None):
        """Return the names of what a customer of ``tier`` is offered, seen by the seller."""
        partner = self._partner("Customer")
        if tier:
            self.env["cs.tier.membership"].create(
                {"partner_id": partner.id, "group_id": self.group.id, "tier_id": tier.id}
            )
        line = self._order((self.cooker, 5), partner_id=partner.id).order_line
        return [one["name"] for one in line.with_user(self.seller).cs_substitutes()]

    def test_a_rule_for_gold_is_for_gold_only(self):
        self._rule(tier_ids=[Command.set(self.gold.ids)])
        self.assertEqual(self.offered(self.gold), [self.newer.name])
        self.assertEqual(self.offered(self.silver), [])
        self.assertEqual(self.offered(), [])

    def test_never_for_a_tier_leaves_the_others_alone(self):
        self._rule()
        self._rule(exclude=True, tier_ids=[Command.set(self.silver.ids)])
        self.assertEqual(self.offered(self.gold), [self.newer.name])
        self.assertEqual(self.offered(self.silver), [])
        self.assertEqual(self.offered(), [self.newer.name])

    def test_without_tiers_it_is_for_everybody(self):
        rule = self._rule(tier_ids=[Command.set(self.gold.ids)])
        rule.tier_ids = False
        self.assertEqual(self.offered(), [self.newer.name])

    def test_a_tier_of_another_company_is_refused_with_a_sentence(self):
        self.group.company_id = self._company("Other")
        with self.assertRaisesRegex(ValidationError, "Gold is a tier of Other"):
            self._rule(company_id=self.company.id, tier_ids=[Command.set(self.gold.ids)])
