"""What will run out is bought before anybody has to wait."""

from freezegun import freeze_time
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .common import PurchaseCommon


@tagged("post_install", "-at_install")
class TestBuyOutlook(PurchaseCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-06-01 05:00:00"))
        cls.outlook = cls._outlook_of(cls.cooker, 20)

    @classmethod
    def _outlook_of(cls, product, wanted):
        return cls.env["cs.product.outlook"].create(
            {
                "product_id": product.id,
                "warehouse_id": cls.warehouse.id,
                "company_id": cls.company.id,
                "proposed_min_qty": wanted,
            }
        )

    def test_up_to_the_proposed_minimum(self):
        rfq = self._buy(self.outlook)
        self.assertEqual((rfq.partner_id, rfq.order_line.product_qty), (self.usual, 18))
        self.assertEqual(rfq.origin, "Stock Outlook")
        self.assertEqual(self.outlook.purchase_id, rfq)
        self.assertEqual(rfq.order_line.cs_outlook_ids, self.outlook)

    def test_what_is_promised_on_its_way_and_asked_for_counts(self):
        self._order((self.cooker, 6)).action_confirm()
        self._receipt(self.cooker, 5, 2)
        self._rfq(self.third, self.cooker, 4)
        self.assertEqual(self._buy(self.outlook).order_line.product_qty, 20 - 2 + 6 - 5 - 4)

    def test_another_warehouse_does_not_count(self):
        branch = self.env["stock.warehouse"].create({"name": "Branch", "code": "BR"})
        self._add_stock(self.cooker, 50, branch)
        self.assertEqual(self._buy(self.outlook).order_line.product_qty, 18)

    def test_a_second_click_opens_the_same_rfq(self):
        rfq = self._buy(self.outlook)
        self.assertEqual(self._buy(self.outlook), rfq)
        self.assertEqual(rfq.order_line.product_qty, 18)

    def test_a_confirmed_purchase_covers_it(self):
        rfq = self._buy(self.outlook)
        rfq.button_confirm()
        with self.assertRaisesRegex(UserError, "cover the proposed minimum of Nồi cơm 1.8L"):
            self._buy(self.outlook)
        self.outlook.proposed_min_qty = 30
        again = self._buy(self.outlook)
        self.assertNotEqual(again, rfq)
        self.assertEqual(again.order_line.product_qty, 10)

    def test_a_cancelled_rfq_is_bought_again(self):
        self._buy(self.outlook).button_cancel()
        self.assertEqual(self._buy(self.outlook).order_line.product_qty, 18)

    def test_several_products_share_the_rfq_of_a_supplier(self):
        self._sells(self.usual, self.newer, price=5)
        covered = self._outlook_of(self._product("Nồi áp suất", 10, 90), 20)
        other = self._outlook_of(self.newer, 20)
        rfq = self._buy(self.outlook | other | covered)
        self.assertEqual(rfq.order_line.product_id, self.cooker | self.newer)
        self.assertEqual(sum(rfq.order_line.mapped("product_qty")), 18 + 6)

    def test_a_case_and_an_outlook_share_a_line(self):
        case = self._case()
        rfq = self._buy(case)
        self.assertEqual(self._buy(self.outlook), rfq)
        # Two in stock less five sold, three asked for: nothing but the minimum is missing.
        self.assertEqual(rfq.order_line.product_qty, 3 + 20)
        self.assertEqual(case.purchase_line_id, self.outlook.purchase_line_id)

    def test_what_the_outlook_buys_is_not_bought_for_a_case_again(self):
        case = self._case()
        rfq = self._buy(self.outlook)
        self.assertEqual(rfq.order_line.product_qty, 20 + 3)
        self.assertEqual(case.purchase_id, rfq)
        self.assertIn(f"RFQ {rfq.name}", case.message_ids[0].body)
        self.assertEqual(self._buy(case), rfq)
        self.assertEqual(rfq.order_line.product_qty, 20 + 3)
        later = self._case()
        self.assertFalse(later.purchase_id, "it came after the RFQ")
        self._buy(later)
        self.assertEqual(sum(later.purchase_id.order_line.mapped("product_qty")), 20 + 3 + 5)

    def test_a_case_is_not_covered_by_the_supplier_that_let_it_down(self):
        case = self._case()
        self._slipped(case)
        rfq = self._buy(self.outlook)
        self.assertEqual(rfq.partner_id, self.usual)
        self.assertFalse(case.purchase_id)
        self.assertEqual(self._buy(case).partner_id, self.other)

    def test_the_nightly_statement_keeps_the_rfq(self):
        rfq = self._buy(self.outlook)
        self.env["cs.product.outlook"]._reckon(self.company)
        self.assertEqual(self.outlook.purchase_id, rfq)

    def test_a_named_alternative(self):
        self._name_alternative(self.third)
        self.assertEqual(self._buy(self.outlook).partner_id, self.third)
