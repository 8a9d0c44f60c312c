from odoo.tests import TransactionCase, tagged

from .common import StockoutCommon


@tagged("post_install", "-at_install")
class TestChain(StockoutCommon, TransactionCase):
    """Substitutes of substitutes. 5 cookers are ordered, 3 are missing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls._product("Nồi B", 1_250_000, 1)
        cls.second = cls._product("Nồi C", 1_250_000, 50)

    def _line(self, quantity=5, **values):
        return self._order((self.cooker, quantity), **values).order_line

    def _found(self, **values):
        return self._line(**values).cs_substitutes()

    def test_what_is_short_as_well_is_looked_behind(self):
        self._rule(substitute=self.first)
        rule = self._rule(self.first, self.second)
        (found,) = self._found()
        self.assertEqual((found["id"], found["rule_id"]), (self.second.id, rule.id))
        self.assertEqual(found["between"], ["Nồi B"])
        self.assertEqual(found["reasons"][0], "because Nồi B is short as well")
        self.assertIn("choice 2 of the shop", found["reasons"][1])

    def test_what_is_there_is_not_looked_behind(self):
        self._rule(substitute=self.first)
        self._rule(self.first, self.second)
        self._add_stock(self.first, 10)
        self.assertEqual([one["name"] for one in self._found()], ["Nồi B"])

    def test_stockout_8_a_chain_in_a_circle_ends(self):
        self._rule(two_way=True, substitute=self.first)
        self._rule(self.first, self.second)
        self._rule(self.second, self.cooker)
        self._add_stock(self.second, -50)
        self.assertEqual(self._found(), [])

    def test_chains_have_three_links_at_most(self):
        before = self.cooker
        for number in range(4):
            following = self._product(f"Nồi {number}", 1_250_000, 50 if number == 3 else 0)
            self._rule(before, following)
            before = following
        self.assertEqual(self._found(), [])
        third = self.env["product.product"].search([("name", "=", "Nồi 2")])
        self._add_stock(third, 9)
        self.assertEqual([one["name"] for one in self._found()], ["Nồi 2"])

    def test_ratios_are_multiplied_and_rounded_once(self):
        self._rule(substitute=self.first, ratio=0.5)
        self._rule(self.first, self.second, ratio=3)
        (found,) = self._found()
        self.assertEqual(found["quantity"], 5, "3 × 0.5 × 3 = 4.5 pieces")

    def test_units_of_each_link(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self._rule(substitute=self.first, ratio=1, uom_id=dozen.id)
        self._rule(self.first, self.second, ratio=1)
        (found,) = self._found()
        self.assertEqual(found["quantity"], 36, "a dozen of B for one, one C for a B")

    def test_each_policy_is_applied_to_what_the_one_before_agreed(self):
        self.first.list_price = 2_000_000
        self.second.list_price = 1_000_000
        first = self._rule(substitute=self.first, price_policy="keep")
        self._rule(self.first, self.second, price_policy="lower")
        (found,) = self._found()
        self.assertEqual(found["price_unit"], 1_000_000)
        first.write({"price_policy": "max_uplift", "max_uplift_percent": 10})
        self.assertEqual(self._found(), [], "B is dearer than its rule allows")
        first.price_policy = "substitute"
        self.second.list_price = 3_000_000
        (found,) = self._found()
        self.assertEqual(found["price_unit"], 2_000_000, "what was agreed for B")

    def test_the_chain_swaps_at_its_price_with_a_discount(self):
        self._rule(substitute=self.first, price_policy="substitute")
        self._rule(self.first, self.second, price_policy="keep")
        self.first.list_price = 1_300_000
        line = self._line()
        line.discount = 10
        (found,) = line.cs_substitutes()
        line.action_cs_swap(self.second.id)
        added = line.order_id.order_line - line
        self.assertEqual((added.product_id, added.product_uom_qty), (self.second, 3))
        self.assertEqual(added.price_unit, found["price_unit"])
        self.assertAlmostEqual(added.price_subtotal, 3 * 1_300_000 * 0.9)

    def test_one_link_that_needs_approval_makes_the_chain_need_it(self):
        self._rule(substitute=self.first, requires_approval=True)
        self._rule(self.first, self.second)
        (found,) = self._found()
        self.assertTrue(found["requires_approval"])

    def test_never_holds_through_a_chain(self):
        self._rule(substitute=self.first)
        self._rule(self.first, self.second)
        never = self._rule(substitute=self.second, exclude=True)
        self.assertEqual(self._found(), [])
        never.product_id = self.first
        self.assertEqual(self._found(), [], "never instead of B either")
        never.product_id = self.newer
        self.assertEqual(len(self._found()), 1)

    def test_an_archived_product_leads_on_to_what_replaces_it(self):
        self._rule(substitute=self.first)
        self._rule(self.first, self.second)
        self.first.active = False
        self.assertEqual([one["name"] for one in self._found()], ["Nồi C"])

    def test_a_link_for_another_customer_is_no_link(self):
        self._rule(substitute=self.first)
        self._rule(self.first, self.second, partner_id=self._partner("Anh Minh").id)
        self.assertEqual(self._found(), [])

    def test_links_by_template_and_category(self):
        self._rule(product_id=False, categ_id=self.cooker.categ_id.id, substitute_id=self.first.id)
        self._rule(
            product_id=False,
            product_tmpl_id=self.first.product_tmpl_id.id,
            substitute_id=self.second.id,
        )
        self.assertEqual([one["name"] for one in self._found()], ["Nồi C"])

    def test_a_direct_rule_goes_before_a_chain(self):
        third = self._product("Nồi D", 1_250_000, 50)
        self._rule(substitute=self.first)
        self._rule(self.first, self.second)
        self._rule(substitute=third)
        self.assertEqual([one["name"] for one in self._found()], ["Nồi D", "Nồi C"])

    def test_units_that_nobody_can_convert_are_not_offered(self):
        kilo = self.env.ref("uom.product_uom_kgm")
        rice = self._product("Gạo", on_hand=50, uom_id=kilo.id)
        rule = self._rule(
            product_id=False, categ_id=self.cooker.categ_id.id, substitute_id=rice.id
        )
        line = self._line()
        self.assertEqual(line.cs_substitutes(), [])
        (refused,) = line.cs_not_offered()
        self.assertIn("cannot be converted", refused["reason"])
        rule.uom_id = kilo
        self.assertEqual(line.cs_substitutes()[0]["quantity"], 3)

    def test_why_it_is_not_offered(self):
        dear = self._product("Nồi đắt", 2_000_000, 50)
        gone = self._product("Nồi cũ", 1_250_000, 50, sale_ok=False)
        for product in (self.first, gone, self.second, self.newer):
            self._rule(substitute=product)
        self._rule(substitute=dear, price_policy="max_uplift", max_uplift_percent=10)
        self._rule(substitute=self.newer, exclude=True)
        line = self._line().with_user(self.seller)
        found = {one["name"]: one["reason"] for one in line.cs_not_offered()}
        self.assertEqual(
            found,
            {
                "Nồi B": "There is not enough of it on the promised date.",
                "Nồi cũ": "It is archived, not for sale here, or not tracked in stock.",
                "Nồi cơm 1.8L bản 2026": "A rule says never, for this customer or product.",
                "Nồi đắt": "It costs more than the rule allows.",
            },
        )
