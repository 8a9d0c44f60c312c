from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import MILLION, LoyaltyCase


@tagged("post_install", "-at_install")
class TestOffers(LoyaltyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.make_group()
        cls.silver, cls.gold = cls.group.tier_ids
        cls.cooker = cls.make_product("Cooker")
        cls.bundle = cls.make_product("Cooker bundle", list_price=1.4 * MILLION)
        cls.service = cls.make_product("Service", list_price=0.2 * MILLION, type="service")
        cls.swap, cls.add = cls.env["cs.tier.offer"].create(
            [
                {
                    "name": "Family bundle",
                    "tier_id": cls.silver.id,
                    "product_id": cls.cooker.id,
                    "kind": "swap",
                    "offer_product_ids": [Command.set(cls.bundle.ids)],
                    "more": "Steamer and two years of service",
                },
                {
                    "name": "Service",
                    "tier_id": cls.gold.id,
                    "product_id": cls.cooker.id,
                    "kind": "add",
                    "offer_product_ids": [Command.set(cls.service.ids)],
                    "more": "Two years of service",
                },
            ]
        )
        cls.order = cls.make_order()

    @classmethod
    def make_order(cls, **values):
        return (
            cls.env["sale.order"]
            .with_user(cls.seller)
            .create(
                {
                    "partner_id": cls.lan.id,
                    "order_line": [
                        Command.create({"product_id": cls.cooker.id, "product_uom_qty": 2})
                    ],
                    **values,
                }
            )
        )

    def hold(self, tier):
        self.env["cs.tier.membership"].create(
            {"partner_id": self.lan.id, "group_id": self.group.id, "tier_id": tier.id}
        )
        self.env.invalidate_all()

    def test_nothing_for_others(self):
        self.assertEqual(self.order.cs_offer_count, 0)
        self.assertEqual(self.order.cs_offers(), [])

    def test_of_this_tier_and_below(self):
        self.hold(self.silver)
        self.assertEqual([offer["name"] for offer in self.order.cs_offers()], ["Family bundle"])
        self.env["cs.tier.membership"].search([]).tier_id = self.gold
        self.env.invalidate_all()
        self.assertEqual(self.order.cs_offer_count, 2)

    def test_the_difference_in_price(self):
        self.hold(self.gold)
        swap, add = self.order.cs_offers()
        self.assertEqual(swap["price_now"], 2 * MILLION)
        self.assertEqual(swap["price_offered"], 2.8 * MILLION)
        self.assertEqual(swap["difference"], 0.8 * MILLION)
        self.assertEqual(add["difference"], 0.4 * MILLION)
        self.assertEqual(swap["more"], "Steamer and two years of service")

    def test_taken_with_one_click_and_once(self):
        self.hold(self.gold)
        action = self.order.action_cs_offers()
        wizard = self.env[action["res_model"]].with_user(self.seller).browse(action["res_id"])
        swap, add = wizard.line_ids
        self.assertEqual(swap.difference, 0.8 * MILLION)
        self.assertEqual(add.action_take()["type"], "ir.actions.act_window_close")
        self.assertEqual(self.order.order_line.product_id, self.cooker | self.service)
        self.assertEqual(self.order.cs_offer_count, 1)
        swap.action_take()
        self.assertEqual(self.order.order_line.product_id, self.bundle | self.service)
        self.assertEqual(self.order.amount_untaxed, 3.2 * MILLION)
        self.assertEqual(self.order.cs_take_offer(self.swap.id), [])
        self.assertEqual(len(self.order.order_line), 2)

    def test_another_unit(self):
        self.hold(self.silver)
        self.order.order_line.write(
            {"product_uom_id": self.env.ref("uom.product_uom_dozen").id, "product_uom_qty": 1}
        )
        self.order.cs_take_offer(self.swap.id)
        self.assertEqual(self.order.order_line.product_uom_qty, 12)
        self.assertEqual(self.order.amount_untaxed, 16_800_000)

    def test_on_quotations_only(self):
        self.hold(self.gold)
        self.order.action_confirm()
        self.env.invalidate_all()
        self.assertEqual(self.order.cs_offer_count, 0)
        with self.assertRefused(UserError, "confirmed"):
            self.order.cs_take_offer(self.swap.id)

    def test_one_query(self):
        self.hold(self.gold)
        orders = self.order
        spec = {"partner_id": {}, "company_id": {}, "state": {},
                "order_line": {"fields": {"product_id": {}}}}

        def count(fields):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            orders.web_read(fields)
            return self.env.cr.sql_log_count - before

        count({**spec, "cs_offer_count": {}})  # whether there are offers at all is kept in mind
        self.assertLessEqual(count({**spec, "cs_offer_count": {}}) - count(spec), 1)

    def test_wrong_offers(self):
        with self.assertRefused(ValidationError, "choose another"):
            self.swap.offer_product_ids = self.cooker
        with self.assertRefused(ValidationError, "at least one product"):
            self.swap.offer_product_ids = False

    def test_rights(self):
        self.hold(self.gold)
        with self.assertRaises(AccessError):
            self.swap.with_user(self.seller).name = "Mine"
        self.swap.with_user(self.manager).name = "Ours"
        for user in (self.accountant, self.member_user):
            with self.assertRaises(AccessError):
                self.order.with_user(user).cs_take_offer(self.swap.id)
