from odoo.addons.point_of_sale.tests.test_frontend import TestPointOfSaleHttpCommon
from odoo.fields import Command
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestCounterTour(TestPointOfSaleHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("cs_loyalty.cs_loyalty_group_manager")
        cls.pos_user.lang = "en_US"

    def test_cashier_sees_who_is_there(self):
        self.env["cs.tier.group"].search([]).is_primary = False
        self.env["product.product"].create(
            {
                "name": "Counter Rice",
                "lst_price": 10,
                "taxes_id": False,
                "available_in_pos": True,
            }
        )
        partners = self.env["res.partner"]
        partners.browse(partners.cs_find_by_phone("+84382345678")).phone = False
        lan, _minh = self.env["res.partner"].create(
            [{"name": "AAA Lan", "phone": "+84 38 234 5678"}, {"name": "AAB Minh"}]
        )
        group = self.env["cs.tier.group"].create(
            {
                "name": "Counter",
                "is_primary": True,
                "company_id": self.main_pos_config.company_id.id,
                "tier_ids": [
                    Command.create({"name": "Counter Silver", "rank": 1, "threshold": 40}),
                    Command.create({"name": "Counter Gold", "rank": 2, "threshold": 100}),
                ],
            }
        )
        silver, gold = group.tier_ids
        silver.points_multiplier = 1.5
        self.make_programs(silver)
        self.env["cs.tier.membership"].sudo().create(
            {
                "partner_id": lan.id,
                "group_id": group.id,
                "tier_id": silver.id,
                "next_tier_id": gold.id,
                "contribution": 70,
                "gap": 30,
                "last_document_date": "2026-03-01",
            }
        )
        self.main_pos_config.with_user(self.pos_user).open_ui()
        self.start_pos_tour("cs_loyalty_pos")

    def make_programs(self, tier):
        """Points for everyone, and two off for those who hold a tier."""
        programs = self.env["loyalty.program"]
        programs.search([]).active = False
        company = {"company_id": self.main_pos_config.company_id.id, "trigger": "auto"}
        programs.create(
            [
                {
                    "name": "Counter points",
                    "program_type": "loyalty",
                    "applies_on": "both",
                    "rule_ids": [
                        Command.create({"reward_point_mode": "money", "reward_point_amount": 1})
                    ],
                    "reward_ids": [
                        Command.create({"reward_type": "discount", "required_points": 5000})
                    ],
                    **company,
                },
                {
                    "name": "Silver week",
                    "program_type": "promotion",
                    "applies_on": "current",
                    "cs_tier_ids": [Command.set(tier.ids)],
                    "rule_ids": [Command.create({"reward_point_mode": "order"})],
                    "reward_ids": [
                        Command.create(
                            {
                                "reward_type": "discount",
                                "discount": 2,
                                "discount_mode": "per_order",
                                "required_points": 1,
                                "description": "Silver week",
                            }
                        )
                    ],
                    **company,
                },
            ]
        )
