from datetime import timedelta

from odoo import fields
from odoo.tests import TransactionCase, tagged

from .common import StockoutCommon


@tagged("post_install", "-at_install")
class TestWatch(StockoutCommon, TransactionCase):
    """Promises that become unsafe after the order was confirmed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.stockout.pending"].search([]).unlink()
        cls.receipt = cls._receipt(cls.cooker, 20, days=2)
        cls.order = cls._order((cls.cooker, 5, {"customer_lead": 4}))
        cls.order.action_confirm()

    def _review(self):
        with self.enter_registry_test_mode():
            self.env.ref("cs_stockout.ir_cron_review").method_direct_trigger()
        self.env.invalidate_all()

    def _days(self, number):
        return fields.Datetime.now() + timedelta(days=number)

    def _cases(self, order=None):
        return (order or self.order).cs_stockout_case_ids

    def test_nothing_is_looked_at_while_nothing_slips(self):
        self.assertFalse(self.env["cs.stockout.pending"].search([]))
        self.assertFalse(self._cases())

    def test_a_receipt_that_slips_opens_a_case_with_its_cause_and_date(self):
        self.receipt.scheduled_date = self._days(9)
        self._review()
        case = self._cases()
        self.assertEqual((case.short_qty, case.origin, case.state), (3, "receipt", "open"))
        self.assertEqual(case.receipt_id, self.receipt)
        self.assertEqual(case.restock_date, self.receipt.move_ids.date)
        self.assertEqual(case.cause_id.kind, "supplier")
        case._cs_make_options()
        self.assertIn("comes later", self.order.message_ids[0].body)
        self.assertFalse(self.env["cs.stockout.pending"].search([]))

    def test_a_second_slip_opens_no_second_case(self):
        self.receipt.scheduled_date = self._days(9)
        self._review()
        self.receipt.scheduled_date = self._days(12)
        self._review()
        self.assertEqual(len(self._cases()), 1)

    def test_the_review_run_twice_changes_nothing(self):
        self.receipt.scheduled_date = self._days(9)
        self._review()
        pending = self.env["cs.stockout.pending"]
        pending._cs_note([(self.cooker, self.warehouse, self.receipt)], "receipt")
        self._review()
        self.assertEqual(len(self._cases()), 1)

    def test_a_receipt_that_comes_back_in_time_closes_the_case(self):
        self.receipt.scheduled_date = self._days(9)
        self._review()
        self.receipt.scheduled_date = self._days(3)
        pending = self.env["cs.stockout.pending"]
        pending._cs_note([(self.cooker, self.warehouse, self.receipt)], "receipt")
        self._review()
        self.assertEqual(self._cases().state, "cancelled")

    def test_a_case_that_the_customer_knows_of_stays(self):
        self.receipt.scheduled_date = self._days(9)
        self._review()
        self._cases().action_offer()
        self.receipt.scheduled_date = self._days(3)
        pending = self.env["cs.stockout.pending"]
        pending._cs_note([(self.cooker, self.warehouse, self.receipt)], "receipt")
        self._review()
        self.assertEqual(self._cases().state, "offered")

    def test_a_slip_within_the_promise_is_no_danger(self):
        self.receipt.scheduled_date = self._days(3)
        self._review()
        self.assertFalse(self._cases())

    def test_a_receipt_that_comes_earlier_is_not_looked_at(self):
        self.receipt.scheduled_date = self._days(1)
        self.assertFalse(self.env["cs.stockout.pending"].search([]))

    def test_a_cancelled_receipt_opens_a_case_without_a_date(self):
        self.receipt.action_cancel()
        self._review()
        self.assertEqual(self._cases().short_qty, 3)
        self.assertFalse(self._cases().restock_date)

    def test_a_smaller_receipt_opens_a_case(self):
        self.receipt.move_ids.product_uom_qty = 1
        self._review()
        self.assertEqual(self._cases().short_qty, 2)

    def test_a_receipt_closed_without_a_backorder_opens_a_case(self):
        self.receipt.move_ids.write({"quantity": 1, "picked": True})
        self.receipt.with_context(cancel_backorder=True)._action_done()
        self._review()
        self.assertEqual(self._cases().short_qty, 2)

    def test_a_new_date_on_the_purchase_order_counts(self):
        vendor = self._partner("Nhà máy", email="factory@example.com")
        kettle = self._product("Ấm", 100)
        purchase = self.env["purchase.order"].create(
            {
                "partner_id": vendor.id,
                "order_line": [
                    fields.Command.create(
                        {
                            "product_id": kettle.id,
                            "product_qty": 10,
                            "date_planned": self._days(2),
                            "price_unit": 1,
                        }
                    )
                ],
            }
        )
        purchase.button_confirm()
        order = self._order((kettle, 5, {"customer_lead": 4}))
        order.action_confirm()
        self.assertFalse(self._cases(order))
        purchase.order_line.date_planned = self._days(8)
        self._review()
        self.assertEqual(self._cases(order).short_qty, 5)
        self.assertEqual(self._cases(order).receipt_id, purchase.picking_ids)
        self.assertEqual(self._cases(order).restock_date, purchase.order_line.date_planned)

    def test_who_was_promised_first_is_served_first(self):
        later = self._order((self.cooker, 15, {"customer_lead": 6}))
        later.action_confirm()
        self.receipt.move_ids.product_uom_qty = 10
        self._review()
        self.assertFalse(self._cases())
        self.assertEqual(self._cases(later).short_qty, 8)

    def test_what_is_reserved_is_kept(self):
        self.order.picking_ids.do_unreserve()
        held = self._order((self.cooker, 2, {"customer_lead": 30}))
        held.action_confirm()
        held.picking_ids.action_assign()
        self.assertEqual(held.picking_ids.state, "assigned")
        self.receipt.action_cancel()
        self._review()
        self.assertFalse(self._cases(held))
        self.assertEqual(self._cases().short_qty, 5)

    def test_a_delivery_moved_past_the_promise_opens_a_case(self):
        self._add_stock(self.cooker, 10)
        self.order.picking_ids.scheduled_date = self._days(9)
        self._review()
        case = self._cases()
        self.assertEqual((case.short_qty, case.origin), (5, "delivery"))
        self.assertEqual(case.restock_date, self.order.picking_ids.move_ids.date)
        self.assertEqual(case.cause_id.kind, "transport")

    def test_a_delivery_moved_to_a_date_that_the_customer_agreed_is_no_case(self):
        self._add_stock(self.cooker, 10)
        self.order.commitment_date = self._days(10)
        self.order.picking_ids.scheduled_date = self._days(9)
        self._review()
        self.assertFalse(self._cases())

    def test_stock_lost_opens_a_case_and_stock_found_none(self):
        self.receipt.action_cancel()
        order = self._order((self.newer, 10, {"customer_lead": 4}))
        order.action_confirm()
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.newer.id), ("location_id.usage", "=", "internal")]
        )
        order.picking_ids.do_unreserve()
        self._review()
        quant.with_context(inventory_mode=True).inventory_quantity = 30
        quant.action_apply_inventory()
        self.assertFalse(self.env["cs.stockout.pending"].search([]))
        quant.with_context(inventory_mode=True).inventory_quantity = 4
        quant.action_apply_inventory()
        self._review()
        self.assertEqual(self._cases(order).short_qty, 6)
        self.assertEqual(self._cases(order).origin, "stock")

    def test_a_line_added_to_a_confirmed_order_is_promised_and_looked_at(self):
        self.order.write(
            {
                "order_line": [
                    fields.Command.create(
                        {"product_id": self.newer.id, "product_uom_qty": 20, "customer_lead": 2}
                    )
                ]
            }
        )
        line = self.order.order_line[1]
        self.assertEqual(line.cs_demand_qty, 20)
        self.assertTrue(line.cs_promise_date)
        self._review()
        case = self._cases()
        self.assertEqual((case.sale_line_id, case.short_qty), (line, 6))
        self.assertEqual(case.origin, "change")

    def test_a_quantity_raised_is_looked_at_and_the_promise_stays(self):
        self.order.order_line.product_uom_qty = 30
        self._review()
        self.assertEqual(self._cases().short_qty, 8)
        self.assertEqual(self.order.order_line.cs_demand_qty, 5)

    def test_a_quantity_lowered_is_not_looked_at(self):
        self.order.order_line.product_uom_qty = 3
        self.assertFalse(self.env["cs.stockout.pending"].search([]))

    def test_a_substitute_is_no_promise_of_its_own(self):
        line = self.env["sale.order.line"].create(
            {
                "order_id": self.order.id,
                "product_id": self.newer.id,
                "product_uom_qty": 1,
                "cs_replaces_line_id": self.order.order_line.id,
            }
        )
        self.assertFalse(line.cs_promise_date)

    def test_any_detector_opens_a_case_once_with_its_own_cause(self):
        cause = self.env.ref("cs_stockout.cs_stockout_cause_disaster")
        line = self.order.order_line
        cases = line._cs_open_cases({line.id: 2.0}, cause=cause, origin="stock")
        self.assertEqual((cases.short_qty, cases.cause_id, cases.origin), (2, cause, "stock"))
        self.assertFalse(line._cs_open_cases({line.id: 2.0}, cause=cause, origin="stock"))
        self.assertEqual(line.action_cs_case()["res_id"], cases.id)

    def test_nothing_short_opens_nothing(self):
        line = self.order.order_line
        self.assertFalse(line._cs_open_cases({line.id: 0.0}, origin="picking"))
        self.assertFalse(line._cs_open_cases({}, origin="picking"))

    def test_the_job_asks_as_often_for_many_lines_as_for_one(self):
        counts = []
        for number in (1, 1, 20):
            product = self._product(f"Hàng {number}", 100)
            receipt = self._receipt(product, 500, days=1)
            for _order in range(number):
                self._order((product, 2, {"customer_lead": 4})).action_confirm()
            receipt.scheduled_date = fields.Datetime.now() + timedelta(days=3)
            pending = self.env["cs.stockout.pending"].search([])
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            self.env["sale.order.line"]._cs_review_promises(self.warehouse, pending)
            counts.append(self.cr.sql_log_count - start)
            pending.unlink()
        self.assertEqual(counts[1], counts[2], counts)
