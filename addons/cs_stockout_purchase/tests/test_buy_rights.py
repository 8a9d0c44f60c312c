"""Who may buy, and for which company."""

from lxml import etree
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from .common import PurchaseCommon

BUTTON = "//button[@name='action_cs_buy_alternative']"


@tagged("post_install", "-at_install")
class TestBuyRights(PurchaseCommon, TransactionCase):
    def _outlook(self):
        self.env["cs.product.outlook"]._reckon(self.company)
        outlook = self.env["cs.product.outlook"].search([("product_id", "=", self.cooker.id)])
        outlook.proposed_min_qty = 20
        return outlook

    def test_a_salesperson_is_told_to_ask(self):
        case = self._case()
        for needs in (case, self._outlook()):
            with self.assertRaisesRegex(AccessError, "please ask a buyer"):
                self._buy(needs, self.seller)
        self.assertFalse(case.purchase_line_id)
        self.assertTrue(self._buy(case))

    def test_a_buyer_needs_to_see_the_case(self):
        case = self._case()
        only_buys = self._user("so_only_buys", "purchase.group_purchase_user")
        with self.assertRaises(AccessError):
            self._buy(case, only_buys)
        with self.assertRaises(AccessError):
            case.with_user(only_buys).action_cs_open_purchase()

    def test_a_buyer_of_own_orders_buys_for_these(self):
        both = self._user(
            "so_both", "purchase.group_purchase_user,cs_stockout.cs_stockout_group_user"
        )
        case = self._case()
        with self.assertRaises(AccessError):
            self._buy(case, both)
        case.order_id.user_id = both
        self.assertTrue(self._buy(case, both))

    def test_who_only_buys_has_the_outlook(self):
        only_buys = self._user("so_only_buys", "purchase.group_purchase_user")
        outlook = self._outlook().with_user(only_buys)
        self.assertEqual(outlook.read(["risk", "min_qty"])[0]["risk"], "ok")
        self.assertTrue(self._buy(outlook, only_buys))
        with self.assertRaises(AccessError):
            outlook.write({"stock_qty": 1})

    def test_a_stranger_has_nothing(self):
        stranger = self._user("so_stranger", "base.group_user")
        for needs in (self._case(), self._outlook()):
            with self.assertRaises(AccessError):
                self._buy(needs, stranger)

    def test_nobody_writes_the_link_by_hand(self):
        case = self._case()
        rfq = self._rfq(self.usual, self.cooker, 1)
        for user in (self.seller, self.buyer, self.boss):
            with self.assertRaises(UserError):
                case.with_user(user).write({"purchase_line_id": rfq.order_line.id})

    def test_buttons_are_for_who_buys(self):
        views = {
            "cs.stockout.case": ("form", "list"),
            "cs.product.outlook": ("list", "kanban"),
        }
        for model, kinds in views.items():
            for kind in kinds:
                for user, expected in ((self.buyer, True), (self.seller, False)):
                    arch = self.env[model].with_user(user).get_view(view_type=kind)["arch"]
                    found = etree.fromstring(arch).xpath(BUTTON)
                    self.assertEqual(bool(found), expected, (model, kind, user.login))

    def test_the_product_page_has_the_button(self):
        for user, expected in ((self.buyer, True), (self.seller, False)):
            view = self.env["product.template"].with_user(user).get_view(
                self.env.ref("product.product_template_only_form_view").id, "form"
            )
            found = etree.fromstring(view["arch"]).xpath(BUTTON)
            self.assertEqual(bool(found), expected)

    def test_the_count_on_a_purchase_is_for_who_sees_cases(self):
        rfq = self._buy(self._case())
        self.assertEqual(rfq.with_user(self.buyer).cs_stockout_case_count, 1)
        only_buys = self._user("so_only_buys", "purchase.group_purchase_user")
        self.assertNotIn("cs_stockout_case_count", rfq.with_user(only_buys).fields_get())
        with self.assertRaises(AccessError):
            rfq.with_user(only_buys).action_cs_stockout_cases()

    def test_customers_and_vendors_may_call_nothing(self):
        portal = self._user("so_portal", "base.group_portal")
        case = self._case()
        rfq = self._buy(case)
        portal.partner_id.parent_id = rfq.partner_id
        rfq.message_subscribe(portal.partner_id.ids)
        for records, method in (
            (case, "action_cs_buy_alternative"),
            (case, "action_cs_open_purchase"),
            (self._outlook(), "action_cs_buy_alternative"),
            (rfq, "action_cs_stockout_cases"),
        ):
            with self.assertRaises(AccessError):
                getattr(records.with_user(portal), method)()

    def test_the_rfq_is_in_the_company_of_the_case(self):
        company = self._company("Chi nhánh")
        self.buyer.company_ids = [Command.link(company.id)]
        for partner in (self.usual, self.third):
            self._sells(partner, price=7, company_id=company.id,
                        currency_id=company.currency_id.id)
        self.cooker.seller_ids.filtered(
            lambda seller: seller.partner_id == self.usual and seller.price == 800_000
        ).company_id = self.company
        alternative = self.cooker.product_tmpl_id.with_company(company)
        alternative.cs_alternative_supplier_id = self.third
        here = self._case()
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        there = self.env["cs.stockout.case"].browse(
            self._case(company_id=company.id, warehouse_id=warehouse.id).ids
        )
        cases = (here | there).with_user(self.buyer).with_context(
            allowed_company_ids=[self.company.id, company.id]
        )
        rfqs = self.orders.browse(cases.action_cs_buy_alternative()["domain"][0][2])
        self.assertEqual(len(rfqs), 2)
        self.assertEqual(here.purchase_id.company_id, self.company)
        self.assertEqual(here.purchase_id.partner_id, self.usual)
        self.assertEqual(there.purchase_id.company_id, company)
        self.assertEqual(there.purchase_id.currency_id, company.currency_id)
        self.assertEqual(there.purchase_id.partner_id, self.third)
        self.assertEqual(there.purchase_id.picking_type_id, warehouse.in_type_id)

    def test_a_case_of_another_company_is_out_of_reach(self):
        company = self._company("Chi nhánh")
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        case = self._case(company_id=company.id, warehouse_id=warehouse.id)
        with self.assertRaises(AccessError):
            self._buy(case)
