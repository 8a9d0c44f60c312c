"""A supplier's page counts the shortages that its receipts caused."""

from lxml import etree
from odoo.tests import TransactionCase, tagged

from .common import StockoutCommon


@tagged("post_install", "-at_install")
class TestSupplier(StockoutCommon, TransactionCase):
    def _late(self, supplier, count=1, **values):
        receipt = self._receipt(self.cooker, 5, 3)
        receipt.partner_id = supplier
        cases = self.env["cs.stockout.case"].union(*(self._case(**values) for _ in range(count)))
        cases.receipt_id = receipt
        return cases

    def test_shortages_of_supplier_and_contacts_are_counted(self):
        supplier = self._partner("Supplier", is_company=True)
        clerk = self._partner("Clerk", parent_id=supplier.id)
        cases = self._late(supplier, 2) | self._late(clerk)
        self._late(self._partner("Another"))
        self._case()
        self.assertEqual(supplier.with_user(self.boss).cs_late_case_count, 3)
        self.assertEqual(clerk.with_user(self.boss).cs_late_case_count, 1)
        action = supplier.with_user(self.boss).action_cs_late_cases()
        found = self.env["cs.stockout.case"].with_user(self.boss).search(action["domain"])
        self.assertEqual(found.ids, cases.sorted().ids)

    def test_who_sees_own_orders_counts_own_orders(self):
        supplier = self._partner("Supplier")
        self._late(supplier)
        self._late(supplier, user_id=self.boss.id)
        self.assertEqual(supplier.with_user(self.seller).cs_late_case_count, 1)
        self.assertEqual(supplier.with_user(self.boss).cs_late_case_count, 2)

    def test_the_button_is_for_who_sees_cases(self):
        clerk = self._user("so_clerk", "base.group_user,base.group_partner_manager")
        view = self.env.ref("base.view_partner_form")
        for user, expected in ((self.seller, True), (clerk, False)):
            arch = self.env["res.partner"].with_user(user).get_view(view.id, "form")["arch"]
            found = etree.fromstring(arch).xpath("//button[@name='action_cs_late_cases']")
            self.assertEqual(bool(found), expected)
        self.assertNotIn("cs_late_case_count", self.lan.with_user(clerk).fields_get())

    def test_one_query_for_many_suppliers(self):
        suppliers = self.env["res.partner"].union(
            *(self._partner(f"Supplier {number}") for number in range(6))
        )
        for supplier in suppliers:
            self._late(supplier)
        self.env.flush_all()
        self.env.invalidate_all()
        suppliers.with_user(self.boss).mapped("name")
        self.env.user.has_group("base.group_user")
        with self.assertQueryCount(12):
            counts = suppliers.with_user(self.boss).mapped("cs_late_case_count")
        self.assertEqual(counts, [1] * 6)
