from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .test_points import PointsCase


@tagged("post_install", "-at_install")
class TestTierPrograms(PointsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        discount = {
            "reward_type": "discount",
            "discount": 10,
            "discount_mode": "percent",
            "discount_applicability": "order",
            "required_points": 1,
        }
        only = {
            "company_id": False,
            "currency_id": cls.vnd.id,
            "cs_tier_ids": [Command.set(cls.gold.ids)],
        }
        cls.promotion, cls.coded, cls.coupons = cls.env["loyalty.program"].create(
            [
                {
                    "name": "Members' week",
                    "program_type": "promotion",
                    "trigger": "auto",
                    "applies_on": "current",
                    "rule_ids": [Command.create({"reward_point_mode": "order"})],
                    "reward_ids": [Command.create(discount)],
                    **only,
                },
                {
                    "name": "Members' code",
                    "program_type": "promo_code",
                    "trigger": "with_code",
                    "applies_on": "current",
                    "rule_ids": [Command.create({"mode": "with_code", "code": "GOLDONLY"})],
                    "reward_ids": [Command.create(discount)],
                    **only,
                },
                {
                    "name": "Members' coupons",
                    "program_type": "coupons",
                    "trigger": "with_code",
                    "applies_on": "current",
                    "reward_ids": [Command.create(discount)],
                    **only,
                },
            ]
        )
        cls.coupon = cls.env["loyalty.card"].create({"program_id": cls.coupons.id, "points": 1})

    def offered(self, order):
        order._update_programs_and_rewards()
        rewards = order._get_claimable_rewards().values()
        return {reward.program_id for found in rewards for reward in found}

    def test_others_are_not_offered_it(self):
        order = self.order(user=self.seller)
        self.assertNotIn(self.promotion, self.offered(order))
        for code in ("GOLDONLY", self.coupon.code):
            self.assertIn("error", order._try_apply_code(code))
        self.assertIn("error", order._try_apply_program(self.promotion))
        error = order._apply_program_reward(self.promotion.reward_ids, self.coupon)
        self.assertIn("another tier", error["error"])

    def test_members_are(self):
        self.hold(self.gold)
        order = self.order(user=self.seller)
        self.assertIn(self.promotion, self.offered(order))
        order = self.order(user=self.seller)
        self.assertNotIn("error", order._try_apply_code("GOLDONLY"))
        order = self.order(user=self.seller)
        found = order._try_apply_code(self.coupon.code)
        card, rewards = next(iter(found.items()))
        order._apply_program_reward(rewards[0], card)
        self.assertEqual(order.amount_total, 900_000)

    def test_a_lower_tier_is_not_enough(self):
        self.hold(self.silver)
        self.assertNotIn(self.promotion, self.offered(self.order()))

    def test_changing_the_customer_takes_the_reward_away(self):
        self.hold(self.gold)
        order = self.order()
        order._try_apply_code(self.coupon.code)
        order._apply_program_reward(self.coupons.reward_ids, self.coupon)
        self.assertEqual(order.amount_total, 900_000)
        order.partner_id = self.make_partner("Minh")
        order._update_programs_and_rewards()
        self.assertEqual(order.amount_total, 1_000_000)
        self.assertFalse(order.applied_coupon_ids)

    def test_another_companys_user_is_refused_as_well(self):
        """Who may not read the tier does not see the program as open to all."""
        other = self.make_company("Other")
        stranger = new_test_user(
            self.env,
            "stranger_program",
            groups="sales_team.group_sale_salesman",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        order = self.order(company_id=other.id).with_user(stranger).with_company(other)
        self.assertIn("error", order._try_apply_code("GOLDONLY"))

    def test_an_archived_tier_opens_nothing(self):
        self.gold.active = False
        self.assertNotIn(self.promotion, self.offered(self.order()))

    def test_emptied_it_is_for_everyone(self):
        self.promotion.cs_tier_ids = False
        self.assertIn(self.promotion, self.offered(self.order()))
