from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import MILLION, LoyaltyCase


@tagged("post_install", "-at_install")
class TestTourSimulation(HttpCase, LoyaltyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.env["cs.tier.group"].create(
            {
                "name": "Journey shop",
                "company_id": cls.company.id,
                "downgrade_policy": "earned",
                "tier_ids": [
                    Command.create({"name": "Silver", "rank": 1, "threshold": 40 * MILLION}),
                    Command.create({"name": "Gold", "rank": 2, "threshold": 100 * MILLION}),
                ],
            }
        )
        cls.manager.lang = "en_US"
        cls.lan.name = "Lan Journey"
        cls.pricelist = cls.env["product.pricelist"].create(
            {
                "name": "Gold −5 %",
                "company_id": cls.company.id,
                "item_ids": [
                    Command.create({"compute_price": "percentage", "percent_price": 5})
                ],
            }
        )
        cls.shop.tier_ids[1].pricelist_id = cls.pricelist
        today = cls.shop._today()
        cls.invoice(cls.lan, 105, today)
        cls.invoice(cls.make_partner("Minh Journey"), 130, today)
        cls.shop._review()

    def test_journey_4_thresholds_on_paper(self):
        """Before and after, the losers, the cost; then applied without a mail."""
        mails = self.env["mail.mail"].search_count([])
        self.start_tour(
            "/odoo/tier-simulations", "cs_loyalty_simulation", login=self.manager.login
        )
        self.assertEqual(self.shop.tier_ids.mapped("threshold"), [40 * MILLION, 120 * MILLION])
        self.assertEqual(self.member(self.shop).tier_id.name, "Silver")
        event = self.env["cs.tier.event"].search([("partner_id", "=", self.lan.id)], limit=1)
        self.assertEqual((event.kind, event.cause), ("downgrade", "rule"))
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    def test_journey_4_or_discarded(self):
        self.env["cs.tier.simulation"].create(
            {"name": "Dear trial", "group_id": self.shop.id, "as_of": self.shop._today()}
        )
        self.start_tour(
            "/odoo/tier-simulations", "cs_loyalty_simulation_discard", login=self.manager.login
        )
        self.assertFalse(self.env["cs.tier.simulation"].search([("name", "=", "Dear trial")]))
        self.assertEqual(self.shop.tier_ids.mapped("threshold"), [40 * MILLION, 100 * MILLION])
