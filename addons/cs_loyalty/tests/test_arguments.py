"""What programs send by mistake to the public methods is answered with a sentence."""

from odoo.addons.cs_base.tests.arguments import ArgumentsCase
from odoo.fields import Command
from odoo.tests import tagged

from .common import MILLION, LoyaltyCase


@tagged("post_install", "-at_install")
class TestArguments(ArgumentsCase, LoyaltyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.make_group((40, 100))
        cls.silver, cls.gold = cls.group.tier_ids
        cls.lan.phone = "+84 933 111 222"
        cls.invoice(cls.lan, 50, "2027-05-10")
        cls.review(cls.group)

    def test_every_method_of_tiers(self):
        member = self.member(self.group)
        event = self.env["cs.tier.event"].search([("group_id", "=", self.group.id)], limit=1)
        sets = [[{"tier_id": self.silver.id, "threshold": 30 * MILLION}]]
        for user, records, method, good in (
            (self.manager, member, "cs_override", {
                "tier_id": self.gold.id, "kind": "floor", "reason": "Late", "until": "2027-07-31"
            }),
            (self.manager, member, "cs_end_override", {}),
            (self.manager, member, "cs_explain", {}),
            (self.manager, event, "cs_explain", {}),
            (self.manager, self.group, "cs_simulate", {
                "candidates": sets, "as_of": "2027-06-01", "long_run": True
            }),
            (self.manager, self.group, "cs_backtest", {
                "dates": ["2027-04-30"], "lead_days": 30
            }),
            (self.manager, self.group, "cs_review", {}),
            (self.manager, self.group, "cs_verify", {}),
        ):  # fmt: skip
            self.assert_answers(user, records, method, **good)

    def test_candidates_of_any_shape(self):
        for row in (
            {"tier_id": self.silver.id}, {"threshold": 10**400}, {"threshold": "x"},
            {"tier_id": 10**30, "threshold": 1}, {"tier_id": [1], "threshold": 1},
            {"tier_id": self.silver.id, "threshold": 10**300}, {"threshold": 1e308},
        ):  # fmt: skip
            with self.subTest(row):
                self._answer(self.manager, self.group, "cs_simulate", {"candidates": [[row]]})

    def test_every_method_of_customers_and_quotations(self):
        offer = self.env["cs.tier.offer"].create(
            {
                "name": "Service",
                "tier_id": self.silver.id,
                "product_id": self.make_product().id,
                "kind": "add",
                "more": "Two years of service",
                "offer_product_ids": [Command.set(self.make_product("Service").ids)],
            }
        )
        line = {"product_id": offer.product_id.id, "product_uom_qty": 2}
        order = self.env["sale.order"].with_user(self.seller).create(
            {"partner_id": self.lan.id, "order_line": [Command.create(line)]}
        )
        self.assert_answers(self.seller, self.lan, "cs_find_by_phone", number="0933111222")
        self.assert_answers(self.seller, order, "cs_offers")
        self.assert_answers(self.seller, order, "cs_take_offer", offer_id=offer.id)
