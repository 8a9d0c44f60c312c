import doctest

from odoo import Command
from odoo.tests import TransactionCase, tagged

from ..tools import allocation, chain, change, pricing, ranking
from ..tools.pricing import agreed_price
from .common import StockoutCommon


@tagged("post_install", "-at_install")
class TestPrice(StockoutCommon, TransactionCase):
    """Stock-out 10: the order value is kept."""

    def _agreed(self, policy, own, **rule):
        self.newer.list_price = own
        self.cooker.list_price = 1000
        self._rule(price_policy=policy, **rule)
        found = self._order((self.cooker, 5)).order_line.cs_substitutes()
        return found[0]["price_unit"] if found else None

    def test_examples_in_the_documentation_hold(self):
        for module in (allocation, chain, change, pricing, ranking):
            result = doctest.testmod(module)
            self.assertTrue(result.attempted)
            self.assertFalse(result.failed)

    def test_stockout_10_keep_pays_the_promised_price_for_a_dearer_substitute(self):
        self.assertEqual(self._agreed("keep", 1200), 1000)

    def test_stockout_10_lower_pays_the_smaller_price(self):
        self.assertEqual(self._agreed("lower", 1200), 1000)
        self.newer.list_price = 900
        found = self._order((self.cooker, 5)).order_line.cs_substitutes()
        self.assertEqual(found[0]["price_unit"], 900)

    def test_stockout_10_substitute_pays_the_substitutes_price(self):
        self.assertEqual(self._agreed("substitute", 1200), 1200)

    def test_stockout_10_max_uplift_takes_10_percent_and_refuses_10_01(self):
        self.assertEqual(self._agreed("max_uplift", 1100, max_uplift_percent=10), 1100)
        self.newer.list_price = 1100.1
        self.assertFalse(self._order((self.cooker, 5)).order_line.cs_substitutes())

    def test_a_tenth_is_a_tenth_for_any_price(self):
        for cents in range(1, 400):
            price = cents / 100
            limit = float(pricing.exact(price) * pricing.exact(1.1))
            self.assertTrue(agreed_price("max_uplift", price, limit, 1, 10), price)
            above = float(pricing.exact(limit) + pricing.exact(0.0001) * pricing.exact(price))
            self.assertIsNone(agreed_price("max_uplift", price, above, 1, 10), price)

    def test_two_small_for_one_large_cost_what_the_large_one_was_promised_for(self):
        self.newer.list_price = 700
        self.cooker.list_price = 1001
        self._rule(price_policy="keep", ratio=2)
        order = self._order((self.cooker, 5))
        before = order.amount_untaxed
        order.order_line.action_cs_swap(self.newer.id)
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [2, 6])
        self.assertEqual(order.amount_untaxed, before)

    def test_three_for_one_keep_the_total_although_a_third_is_endless(self):
        self.cooker.list_price = 100
        self._rule(price_policy="keep", ratio=3)
        order = self._order((self.cooker, 3))
        before = order.amount_untaxed
        order.order_line.action_cs_swap(self.newer.id, whole=True)
        self.assertEqual(order.order_line.product_uom_qty, 9)
        self.assertEqual(order.amount_untaxed, before)

    def test_one_large_for_two_small_is_whole_and_the_total_stays(self):
        self.cooker.list_price = 100
        self._rule(price_policy="keep", ratio=0.5)
        order = self._order((self.cooker, 5))
        order.order_line.action_cs_swap(self.newer.id)
        self.assertEqual(order.order_line[1].product_uom_qty, 2, "3 missing, 2 large ones")
        self.assertEqual(order.amount_untaxed, 500)

    # -- taxes of both kinds ---------------------------------------------------------------

    def _tax(self, percent, kind):
        return self.env["account.tax"].create(
            {
                "name": f"{percent} % {kind}", "amount": percent, "amount_type": "percent",
                "type_tax_use": "sale", "price_include_override": kind,
                "company_id": self.company.id,
            }
        )

    def _swapped(self, policy, line, substitute, own=500, **rule):
        """Return an order of 3 cookers at 110 whose line was swapped, and its totals before."""
        self.cooker.write({"list_price": 110, "taxes_id": [Command.set(line.ids)]})
        self.newer.write({"list_price": own, "taxes_id": [Command.set(substitute.ids)]})
        self._rule(price_policy=policy, **rule)
        order = self._order((self.cooker, 3))
        before = order.amount_untaxed, order.amount_total
        [found] = order.order_line.cs_substitutes()
        order.order_line.action_cs_swap(self.newer.id, whole=True)
        self.assertEqual(order.order_line.product_id, self.newer)
        return order, before, found["difference"]

    def test_a_promised_price_with_taxes_is_what_is_paid(self):
        order, (_untaxed, total), difference = self._swapped(
            "keep", self._tax(10, "tax_included"), self._tax(5, "tax_excluded")
        )
        self.assertEqual((total, difference), (330, 0))
        self.assertAlmostEqual(order.amount_total, total, delta=0.02)
        self.assertAlmostEqual(order.order_line.price_unit, 110 / 1.05, delta=0.01)

    def test_a_promised_price_before_taxes_stays_before_taxes(self):
        order, (untaxed, _total), difference = self._swapped(
            "keep", self._tax(10, "tax_excluded"), self._tax(5, "tax_included")
        )
        self.assertEqual((untaxed, difference), (330, 0))
        self.assertAlmostEqual(order.amount_untaxed, untaxed, delta=0.02)
        self.assertAlmostEqual(order.order_line.price_unit, 115.5, delta=0.01)

    def test_the_lower_price_is_the_lower_of_one_kind(self):
        order, (_untaxed, total), _difference = self._swapped(
            "lower", self._tax(10, "tax_included"), self._tax(10, "tax_excluded"), own=105
        )
        self.assertAlmostEqual(order.amount_total, total, delta=0.02)
        self.assertAlmostEqual(order.order_line.price_unit, 100, delta=0.01)

    def test_an_uplift_is_one_of_prices_of_one_kind(self):
        with_taxes, without = self._tax(10, "tax_included"), self._tax(10, "tax_excluded")
        order, _before, difference = self._swapped(
            "max_uplift", with_taxes, without, own=110, max_uplift_percent=10
        )
        self.assertEqual((order.amount_total, difference), (363, 11))
        self.newer.list_price = 111
        self.assertFalse(self._order((self.cooker, 3)).order_line.cs_substitutes())

    def test_taxes_of_one_kind_leave_the_number_alone(self):
        order, _before, _difference = self._swapped(
            "keep", self._tax(10, "tax_excluded"), self._tax(8, "tax_excluded")
        )
        self.assertEqual(order.order_line.price_unit, 110)

    def test_the_pricelist_of_the_order_prices_the_substitute(self):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Đại lý",
                "currency_id": self.company.currency_id.id,
                "item_ids": [
                    (
                        0,
                        0,
                        {
                            "applied_on": "0_product_variant",
                            "product_id": self.newer.id,
                            "compute_price": "fixed",
                            "fixed_price": 777,
                            "min_quantity": 3,
                        },
                    )
                ],
            }
        )
        self._rule(price_policy="substitute")
        order = self._order((self.cooker, 5), pricelist_id=pricelist.id)
        self.assertEqual(order.order_line.cs_substitutes()[0]["price_unit"], 777)
        order = self._order((self.cooker, 4), pricelist_id=pricelist.id)
        price = order.order_line.cs_substitutes()[0]["price_unit"]
        self.assertEqual(price, 1_300_000, "2 missing are not 3")
