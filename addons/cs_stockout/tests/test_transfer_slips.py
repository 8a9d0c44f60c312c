"""Goods that come from another warehouse, later than planned or not at all."""

from datetime import timedelta

from odoo import Command, fields
from odoo.tests import TransactionCase, tagged

from .common import StockoutCommon


@tagged("post_install", "-at_install")
class TestTransferSlips(StockoutCommon, TransactionCase):
    """Ten are promised for the fifth day; all of them are to come on the second."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.item = cls._product("Ấm đun", 200)
        cls.other = cls.env["stock.warehouse"].create({"name": "Kho hai", "code": "KH"})
        cls._add_stock(cls.item, 10, cls.other)

    def _promise(self, source):
        """Return an order that is safe by a transfer from ``source``, and that transfer."""
        places = {
            "location_id": source.id,
            "location_dest_id": self.warehouse.lot_stock_id.id,
        }
        move = {**places, "product_id": self.item.id, "product_uom_qty": 10}
        transfer = self.env["stock.picking"].create(
            {
                **places,
                "picking_type_id": self.warehouse.int_type_id.id,
                "scheduled_date": fields.Datetime.now() + timedelta(days=2),
                "move_ids": [Command.create(move)],
            }
        )
        transfer.action_confirm()
        order = self._order((self.item, 10, {"customer_lead": 5}))
        order.action_confirm()
        self.assertFalse(order.cs_stockout_case_ids)
        return order, transfer

    def _review(self, order):
        with self.enter_registry_test_mode():
            self.env.ref("cs_stockout.ir_cron_review").method_direct_trigger()
        self.env.invalidate_all()
        return order.cs_stockout_case_ids

    def test_a_transfer_that_is_cancelled_opens_a_case(self):
        order, transfer = self._promise(self.other.lot_stock_id)
        transfer.action_cancel()
        case = self._review(order)
        self.assertEqual((case.short_qty, case.origin), (10, "transfer"))
        self.assertEqual(case.cause_id.kind, "transport")
        self.assertFalse(case.receipt_id)
        case._cs_make_options()
        self.assertIn("a transfer from elsewhere", order.message_ids[0].body)

    def test_a_transfer_that_comes_later_opens_a_case_and_one_in_time_again_closes_it(self):
        order, transfer = self._promise(self.other.lot_stock_id)
        transfer.move_ids.date = fields.Datetime.now() + timedelta(days=4)
        self.assertFalse(self._review(order))
        late = fields.Datetime.now() + timedelta(days=9)
        transfer.move_ids.date = late
        case = self._review(order)
        self.assertEqual((case.short_qty, case.state), (10, "open"))
        self.assertEqual(case.restock_date, late.replace(microsecond=0))
        transfer.move_ids.date = fields.Datetime.now() + timedelta(days=3)
        self.env["cs.stockout.pending"]._cs_note(
            [(self.item, self.warehouse, self.env["stock.picking"])], "transfer"
        )
        self._review(order)
        self.assertEqual(case.state, "cancelled")

    def test_a_transfer_that_brings_less_opens_a_case_for_the_rest(self):
        order, transfer = self._promise(self.other.lot_stock_id)
        transfer.move_ids.product_uom_qty = 7
        self.assertEqual(self._review(order).short_qty, 3)

    def test_goods_in_transit_are_the_companys_own(self):
        order, transfer = self._promise(self.env.company.internal_transit_location_id)
        transfer.action_cancel()
        self.assertEqual(self._review(order).origin, "transfer")

    def test_a_move_within_the_warehouse_brings_nothing(self):
        shelf = self.env["stock.location"].create(
            {"name": "Kệ", "location_id": self.warehouse.lot_stock_id.id}
        )
        self._add_stock(self.item, 10)
        _order, transfer = self._promise(shelf)
        transfer.action_cancel()
        noted = self.env["cs.stockout.pending"].search([("product_id", "=", self.item.id)])
        self.assertFalse(noted)
