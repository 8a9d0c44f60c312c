from odoo.addons.cs_base.tests.rights import RightsCase
from odoo.tests import TransactionCase, tagged

from .common import StockoutCommon


@tagged("post_install", "-at_install")
class TestRights(RightsCase, StockoutCommon, TransactionCase):
    """Who may do what with every model, method and route, held against ``rights.json``."""

    addon = "cs_stockout"
    manager_groups = "cs_stockout.cs_stockout_group_manager,sales_team.group_sale_manager"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._rule()
        cls.case = cls._offered()
        stock = cls._user("rights_stock", "stock.group_stock_user")
        cls._set_roles(cls.lan, seller=cls.seller, stock=stock, manager=cls.boss)

    def known_records(self):
        line = self.case.sale_line_id
        return {
            "res.partner": self.lan,
            "sale.order": self.case.order_id,
            "sale.order.line": line,
            "product.product": self.cooker,
            "product.template": self.cooker.product_tmpl_id,
            "stock.picking": self.case.order_id.picking_ids,
            "cs.stockout.case": self.case,
            "cs.stockout.option": self.case.option_ids[:1],
            "cs.substitution.rule": self.rule,
            "cs.service.line": self.env["cs.service.line"].browse(line.ids),
        }

    def company_records(self):
        known = self.known_records()
        names = ("cs.stockout.case", "cs.stockout.option", "cs.service.line", "sale.order",
                 "sale.order.line")
        return {name: known[name] for name in names}

    def test_what_was_promised_and_changed_is_written_by_no_one(self):
        for name in ("cs.service.line", "cs.stockout.change", "cs.stockout.report"):
            for role, rights in self.snapshot["models"][name].items():
                self.assertIn(rights, ("", "read"), f"{role} {name}")
        for name, rights in self.snapshot["models"].items():
            self.assertEqual(rights["employee"], "", name)
