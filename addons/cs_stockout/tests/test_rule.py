from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import TransactionCase, tagged

from .common import StockoutCommon


@tagged("post_install", "-at_install")
class TestRule(StockoutCommon, TransactionCase):
    def _refused(self, sentence, **values):
        with self.assertRaisesRegex(ValidationError, sentence):
            self._rule(**values)

    def test_a_product_does_not_replace_itself(self):
        self._refused("cannot replace itself", substitute=self.cooker)
        rule = self._rule()
        with self.assertRaisesRegex(ValidationError, "cannot replace itself"):
            rule.substitute_id = self.cooker

    def test_a_template_with_one_variant_does_not_replace_itself(self):
        template = self.cooker.product_tmpl_id
        self._refused(
            "cannot replace itself",
            product_id=False,
            product_tmpl_id=template.id,
            substitute_id=self.cooker.id,
        )

    def test_exactly_one_source(self):
        self._refused("only one of the three", product_id=False)
        self._refused("only one of the three", categ_id=self.cooker.categ_id.id)
        template = self.cooker.product_tmpl_id
        self._refused("only one of the three", product_tmpl_id=template.id)

    def test_the_ratio_is_more_than_zero(self):
        self._refused("must be more than zero", ratio=0)
        self._refused("must be more than zero", ratio=-1)
        self._refused("more than a million", ratio=1e30)

    def test_the_uplift_is_not_negative(self):
        self._refused("cannot be less than zero", max_uplift_percent=-1)

    def test_dates_in_order(self):
        self._refused("before it begins", date_from="2026-06-01", date_to="2026-05-01")

    def test_units_that_cannot_be_converted(self):
        kilo = self.env.ref("uom.product_uom_kgm")
        self._refused("cannot be converted", uom_id=kilo.id)
        rice = self._product("Gạo", uom_id=kilo.id)
        self._refused("give the unit of the substitute", substitute=rice)
        self.assertTrue(self._rule(substitute=rice, uom_id=kilo.id, ratio=0.5))

    def test_only_products_work_both_ways(self):
        self._refused(
            "Only a rule between two products",
            product_id=False,
            categ_id=self.cooker.categ_id.id,
            two_way=True,
        )

    def test_two_rules_in_a_circle_do_no_harm(self):
        self._rule()
        self._rule(self.newer, self.cooker)
        self._add_stock(self.cooker, 30)
        order = self._order((self.newer, 20))
        order.order_line.action_cs_swap(self.cooker.id)
        swapped = order.order_line.filtered("cs_replaces_line_id")
        self.assertEqual(swapped.product_id, self.cooker)
        self.assertFalse(swapped.cs_substitutes(), "not back to where it came from")

    def test_rules_in_a_circle_are_told(self):
        third = self._product("Nồi cơm 1.2L")
        rule = self._rule(two_way=True)
        self.assertFalse(rule.circle, "both ways is no circle of rules")
        rule.two_way = False
        self._rule(self.newer, third)
        self.assertFalse(rule.circle)
        back = self._rule(third, self.cooker)
        rule.invalidate_recordset(["circle"])
        self.assertIn(
            "Nồi cơm 1.8L → Nồi cơm 1.8L bản 2026 → Nồi cơm 1.2L → Nồi cơm 1.8L", rule.circle
        )
        back.exclude = True
        rule.invalidate_recordset(["circle"])
        self.assertFalse(rule.circle)

    def test_another_companys_product_is_refused(self):
        other = self._company("Chi nhánh")
        third = self._product("Riêng", company_id=other.id)
        with self.assertRaises(UserError):
            self._rule(substitute=third, company_id=self.company.id)

    def test_the_name_says_what_replaces_what(self):
        rule = self._rule(two_way=True)
        self.assertEqual(rule.display_name, "Nồi cơm 1.8L ↔ Nồi cơm 1.8L bản 2026")
        self.assertFalse(self.env["cs.substitution.rule"].new().display_name)

    def test_product_buttons_count_and_open_the_rules(self):
        rule = self._rule()
        for record in (self.cooker, self.cooker.product_tmpl_id, self.newer):
            record = record.with_user(self.seller)
            self.assertEqual(record.cs_substitution_count, 1)
            domain = record.action_cs_substitutions()["domain"]
            self.assertEqual(self.env["cs.substitution.rule"].search(domain), rule)

    def test_a_rule_holds_within_its_dates(self):
        today = fields.Date.today()
        rule = self._rule(date_from=fields.Date.add(today, days=1))
        line = self._order((self.cooker, 5)).order_line
        self.assertFalse(line.cs_substitutes())
        rule.write({"date_from": False, "date_to": fields.Date.subtract(today, days=1)})
        self.assertFalse(line.cs_substitutes())
        rule.write({"date_from": today, "date_to": today})
        self.assertTrue(line.cs_substitutes())
