from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .common import StockoutCommon


@tagged("post_install", "-at_install")
class TestSubstitutes(StockoutCommon, TransactionCase):
    def _names(self, *lines, **values):
        found = self._order(*(lines or [(self.cooker, 5)]), **values).order_line
        return [one["name"] for one in found.cs_substitutes()]

    def test_what_a_substitute_says_about_itself(self):
        rule = self._rule()
        order = self._order((self.cooker, 5))
        (found,) = order.order_line.cs_substitutes()
        self.assertEqual(found["id"], self.newer.id)
        self.assertEqual(found["line_id"], order.order_line.id)
        self.assertEqual(found["rule_id"], rule.id)
        self.assertEqual((found["quantity"], found["replaces"], found["available"]), (3, 3, 14))
        self.assertEqual(len(found["reasons"]), 6)
        self.assertEqual(sum(found["parts"].values()), found["score"])
        self.assertNotIn(None, found.values())
        self.assertEqual(found["score"], 35 + 11.8 + 15 + 7.5 + 10 + 5)

    def test_rank_then_stock_then_price_make_the_order(self):
        third = self._product("Nồi cơm 1.2L", 890_000, 100)
        self._rule(rank=5)
        self._rule(substitute=third, rank=1)
        self.assertEqual(self._names(), ["Nồi cơm 1.2L", "Nồi cơm 1.8L bản 2026"])

    def test_no_more_than_asked_for(self):
        for number in range(7):
            self._rule(substitute=self._product(f"Nồi {number}", on_hand=10))
        line = self._order((self.cooker, 5)).order_line
        self.assertEqual(len(line.cs_substitutes()), 5)
        self.assertEqual(len(line.cs_substitutes(limit=2)), 2)
        for everything in (0, False):
            self.assertEqual(len(line.cs_substitutes(limit=everything)), 7)
        for wrong in ("5", 1.5, -1):
            with self.assertRaisesRegex(UserError, "whole number"):
                line.cs_substitutes(limit=wrong)

    def test_too_little_stock_is_no_substitute(self):
        self._rule(substitute=self._product("Nồi cuối", on_hand=2))
        self.assertEqual(self._names(), [])
        self.assertEqual(self._names((self.cooker, 4)), ["Nồi cuối"])

    def test_a_count_that_is_not_applied_yet_is_no_stock(self):
        counted = self._product("Nồi đang đếm")
        self._rule(substitute=counted)
        quant = self.env["stock.quant"].with_context(inventory_mode=True)
        quant = quant.create(
            {
                "product_id": counted.id,
                "location_id": self.warehouse.lot_stock_id.id,
                "inventory_quantity": 30,
            }
        )
        self.assertEqual(self._names(), [])
        quant.action_apply_inventory()
        self.assertEqual(self._names(), ["Nồi đang đếm"])

    def test_what_the_order_takes_itself_is_not_free(self):
        self._rule()
        self.assertEqual(self._names((self.cooker, 5), (self.newer, 12)), [])
        self.assertEqual(len(self._names((self.cooker, 5), (self.newer, 11))), 1)

    def test_archived_unsaleable_and_untracked_products_are_left_out(self):
        self._rule()
        for field, value in (("sale_ok", False), ("active", False), ("is_storable", False)):
            self.newer[field] = value
            self.assertEqual(self._names(), [], field)
            self.newer[field] = not value
        self.assertEqual(len(self._names()), 1)

    def test_rules_by_template_and_by_category(self):
        parent = self.env["product.category"].create({"name": "Bếp"})
        child = self.env["product.category"].create({"name": "Nồi", "parent_id": parent.id})
        self.cooker.categ_id = child
        by_category = self._rule(product_id=False, categ_id=parent.id)
        self.assertEqual(len(self._names()), 1)
        by_category.write(
            {"categ_id": False, "product_tmpl_id": self.cooker.product_tmpl_id.id}
        )
        self.assertEqual(len(self._names()), 1)
        self.cooker.categ_id = self.kitchen
        by_category.write({"categ_id": parent.id, "product_tmpl_id": False})
        self.assertEqual(self._names(), [])

    def test_both_ways(self):
        self._rule(two_way=True, ratio=2)
        self._add_stock(self.cooker, 20)
        (found,) = self._order((self.newer, 18)).order_line.cs_substitutes()
        self.assertEqual(found["id"], self.cooker.id)
        self.assertEqual((found["replaces"], found["quantity"]), (4, 2))

    def test_never_is_stronger_than_any_rule(self):
        self._rule()
        self._rule(product_id=False, categ_id=self.cooker.categ_id.id, exclude=True)
        self.assertEqual(self._names(), [])

    def test_scope_customer_warehouse_company(self):
        rule = self._rule(partner_id=self._partner("Anh Minh").id)
        self.assertEqual(self._names(), [])
        rule.partner_id = self.lan
        self.assertEqual(len(self._names()), 1)
        rule.partner_id = False
        other = self.env["stock.warehouse"].create({"name": "Đà Nẵng", "code": "DN"})
        rule.warehouse_id = other
        self.assertEqual(self._names(), [])
        rule.warehouse_id = self.warehouse
        self.assertEqual(len(self._names()), 1)
        rule.write({"warehouse_id": False, "company_id": self._company("Chi nhánh").id})
        self.assertEqual(self._names(), [])

    def test_a_contact_has_the_rules_of_its_company(self):
        shop = self._partner("Công ty Lan", is_company=True)
        contact = self._partner("Kế toán", parent_id=shop.id)
        self._rule(partner_id=shop.id)
        self.assertEqual(len(self._names(partner_id=contact.id)), 1)

    def test_pieces_for_dozens(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self._rule()
        order = self._order((self.cooker, 1, {"product_uom_id": dozen.id}))
        (found,) = order.order_line.cs_substitutes()
        self.assertEqual(found["quantity"], 10)

    def test_the_rule_may_count_in_another_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self._add_stock(self.newer, 100)
        self._rule(uom_id=dozen.id, ratio=1)
        (found,) = self._order((self.cooker, 5)).order_line.cs_substitutes()
        self.assertEqual((found["quantity"], found["uom"]), (3, dozen.name))

    def test_kilos_are_not_rounded_to_pieces(self):
        kilo = self.env.ref("uom.product_uom_kgm")
        rice, other = (self._product(name, uom_id=kilo.id, on_hand=9) for name in ("A", "B"))
        self._rule(rice, other, ratio=0.5)
        (found,) = self._order((rice, 10)).order_line.cs_substitutes()
        self.assertEqual(found["quantity"], 0.5)

    def test_taxes_of_the_substitute_are_in_the_difference_to_pay(self):
        tax = self.env["account.tax"].create({"name": "VAT 10", "amount": 10})
        self.cooker.taxes_id = tax
        self.newer.taxes_id = tax
        self._rule(price_policy="substitute")
        case = self._offered()
        self.assertAlmostEqual(self._option(case).difference, 3 * 50_000 * 1.1)

    def test_a_price_with_tax_is_mapped_by_the_fiscal_position(self):
        included = self.env["account.tax"].create(
            {"name": "VAT in", "amount": 10, "price_include_override": "tax_included"}
        )
        self.newer.write({"taxes_id": [Command.set(included.ids)], "list_price": 1100})
        position = self.env["account.fiscal.position"].create({"name": "Xuất khẩu"})
        self._rule(price_policy="substitute")
        order = self._order((self.cooker, 5), fiscal_position_id=position.id)
        (found,) = order.order_line.cs_substitutes()
        order.order_line.action_cs_swap(self.newer.id)
        computed = self._order((self.newer, 3), fiscal_position_id=position.id)
        self.assertAlmostEqual(found["price_unit"], computed.order_line.price_unit)
        self.assertEqual(order.order_line[1].tax_ids, computed.order_line.tax_ids)

    def test_hard_filters_and_reasons_are_hooks(self):
        self._rule()
        line_class = type(self.env["sale.order.line"])
        with patch.object(line_class, "_cs_may_use", lambda line, product: False):
            self.assertEqual(self._names(), [])
        with patch.object(line_class, "_cs_reasons", lambda line, candidate: ["vì thế"]):
            (found,) = self._order((self.cooker, 5)).order_line.cs_substitutes()
        self.assertEqual(found["reasons"], ["vì thế"])

    def test_kilos_are_priced_as_the_order_counts_them(self):
        kilo = self.env.ref("uom.product_uom_kgm")
        rice, other = (self._product(name, 30, 9, uom_id=kilo.id) for name in ("A", "B"))
        self._rule(rice, other, ratio=1.333)
        case = self._offered((rice, 11.08))
        self.assertEqual((case.missing_qty, self._option(case).quantity), (2.08, 2.78))
        order, total = case.order_id, case.order_id.amount_total
        self.assertEqual(case.sudo()._cs_choose("substitute", self._option(case).id)[0], "done")
        self.assertEqual(order.amount_total, total)
