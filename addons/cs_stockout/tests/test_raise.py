"""An order asks for more while its first shortage is on its way."""

from datetime import timedelta

from odoo import fields
from odoo.tests import TransactionCase, tagged

from .common import StockoutCommon


@tagged("post_install", "-at_install")
class TestRaise(StockoutCommon, TransactionCase):
    """Five ordered, two there: three are missing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._rule()
        cls.env["cs.stockout.pending"].search([]).unlink()
        cls.branch = cls.env["stock.warehouse"].create({"name": "Kho hai", "code": "KH"})

    def _review(self):
        with self.enter_registry_test_mode():
            self.env.ref("cs_stockout.ir_cron_review").method_direct_trigger()
        self.env.invalidate_all()

    def _waiting(self, choice="wait"):
        case = self._offered((self.cooker, 5, {"customer_lead": 4}))
        self.assertEqual(case.missing_qty, 3)
        case.sudo()._cs_choose(choice, self._option(case, choice).id)
        self.assertEqual(case.state, "waiting")
        return case

    def _raise(self, case, quantity):
        self._review()
        self.assertEqual((case.missing_qty, case.short_qty), (3, 3))
        case.sale_line_id.product_uom_qty = quantity
        self._review()

    def _notes(self, case):
        return " ".join(case.activity_ids.mapped("note"))

    def test_what_a_receipt_does_not_cover_is_told_to_who_waits_and_to_the_seller(self):
        case = self._waiting()
        self._receipt(self.cooker, 3, 1)
        self._raise(case, 8)
        self.assertEqual((case.state, case.missing_qty, case.short_qty), ("waiting", 6, 3))
        self.assertIn("6 × Nồi cơm 1.8L are missing now", self._notes(case))
        self.assertEqual(case.activity_ids.user_id, self.seller)
        self.assertIn("6 are missing now", case.order_id.message_ids[0].body)

    def test_looking_again_tells_nothing_again(self):
        case = self._waiting()
        self._receipt(self.cooker, 3, 1)
        self._raise(case, 8)
        tasks, messages = case.activity_ids, case.order_id.message_ids
        none = self.env["stock.picking"]
        self.env["cs.stockout.pending"]._cs_note(
            [(self.cooker, self.warehouse, none)], "change"
        )
        self._review()
        self.assertEqual((case.missing_qty, case.activity_ids), (6, tasks))
        self.assertEqual(case.order_id.message_ids, messages)

    def test_a_confirmed_transfer_is_to_bring_more(self):
        self._add_stock(self.cooker, 10, self.branch)
        case = self._waiting("transfer")
        case.transfer_id.action_confirm()
        self._raise(case, 8)
        self.assertEqual(case.missing_qty, 6)
        self.assertIn(f"{case.transfer_id.name} brings 6", self._notes(case))

    def test_an_offer_is_for_all_of_it(self):
        case = self._offered((self.cooker, 5, {"customer_lead": 4}))
        self._receipt(self.cooker, 3, 1)
        self._raise(case, 8)
        self.assertEqual((case.state, case.missing_qty), ("offered", 6))
        self.assertEqual(self._option(case).quantity, 6)
        self.assertIn("6 × Nồi cơm 1.8L are missing now, more than the mail", self._notes(case))
        case.sudo()._cs_choose("wait", self._option(case, "wait").id)
        self.assertFalse(case.activity_ids, "she knows now, and has chosen")

    def test_what_is_not_offered_yet_is_told_to_nobody(self):
        case = self._case((self.cooker, 5, {"customer_lead": 4}))
        self._receipt(self.cooker, 3, 1)
        self._raise(case, 8)
        self.assertEqual((case.state, case.missing_qty), ("open", 6))
        self.assertFalse(case.activity_ids)

    def test_what_is_on_its_way_for_the_rest_as_well_is_nothing_new(self):
        case = self._waiting()
        self._receipt(self.cooker, 20, 1)
        self._raise(case, 8)
        self.assertEqual(case.missing_qty, 3)
        self.assertFalse(case.activity_ids)

    def test_only_what_nobody_brings_is_added(self):
        case = self._waiting()
        self._receipt(self.cooker, 5, 1)
        self._raise(case, 8)
        self.assertEqual(case.missing_qty, 4)

    def test_goods_that_are_here_are_not_missing(self):
        self.warehouse.out_type_id.reservation_method = "manual"
        case = self._waiting()
        self._add_stock(self.cooker, 1)
        self._raise(case, 8)
        self.assertEqual(case.missing_qty, 5)

    def test_a_receipt_that_slips_at_the_same_time_hides_nothing(self):
        case = self._waiting()
        receipt = self._receipt(self.cooker, 3, 1)
        self._review()
        later = fields.Datetime.now() + timedelta(days=9)
        receipt.move_ids.write({"date": later, "product_uom_qty": 6})
        case.sale_line_id.product_uom_qty = 8
        self._review()
        self.assertEqual((case.missing_qty, case.restock_date), (6, later))
