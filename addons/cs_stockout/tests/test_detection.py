from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from odoo import Command, fields
from odoo.tests import Form, TransactionCase, tagged

from .common import StockoutCommon


@tagged("post_install", "-at_install")
class TestDetection(StockoutCommon, TransactionCase):
    def test_stock_on_hand_covers_or_not(self):
        self.assertEqual(self._short((self.cooker, 2)), [0])
        self.assertEqual(self._short((self.cooker, 5)), [3])

    def test_the_order_counts_its_short_lines(self):
        order = self._order((self.cooker, 5), (self.newer, 1))
        self.assertEqual(order.cs_short_line_count, 1)

    def test_a_receipt_counts_from_its_date_on(self):
        self._receipt(self.cooker, 20, days=5)
        self.assertEqual(self._short((self.cooker, 5, {"customer_lead": 4})), [3])
        self.assertEqual(self._short((self.cooker, 5, {"customer_lead": 6})), [0])

    def test_the_delivery_date_of_the_order_is_the_promise(self):
        self._receipt(self.cooker, 20, days=5)
        later = fields.Datetime.now() + timedelta(days=7)
        self.assertEqual(self._short((self.cooker, 5), commitment_date=later), [0])

    def test_the_next_receipt_and_the_full_date_are_told(self):
        self._receipt(self.cooker, 1, days=3)
        receipt = self._receipt(self.cooker, 20, days=9)
        found = self._order((self.cooker, 5)).order_line.cs_shortage()[0]
        self.assertEqual((found["short"], found["available"], found["next_quantity"]), (3, 2, 1))
        self.assertEqual(
            found["full_date"], fields.Datetime.to_string(receipt.move_ids.date)
        )

    def test_goods_sold_for_a_later_day_are_not_free_today(self):
        later = fields.Datetime.now() + timedelta(days=10)
        self._order((self.cooker, 2), commitment_date=later).action_confirm()
        self.assertEqual(self._short((self.cooker, 1)), [1])

    def test_another_confirmed_order_takes_its_part(self):
        self._order((self.cooker, 1)).action_confirm()
        self.assertEqual(self._short((self.cooker, 5)), [4])

    def test_another_quotation_holds_nothing(self):
        self._order((self.cooker, 2))
        self.assertEqual(self._short((self.cooker, 2)), [0])

    def test_the_same_product_twice_is_counted_once_in_the_order_of_the_lines(self):
        order = self._order(
            (self.cooker, 2, {"sequence": 20}), (self.cooker, 1, {"sequence": 10})
        )
        second, first = order.order_line
        self.assertEqual((first.cs_short_qty, second.cs_short_qty), (0, 1))

    def test_dozens_are_twelve_and_nothing_is_rounded_away(self):
        self._add_stock(self.cooker, 12)
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._order((self.cooker, 2, {"product_uom_id": dozen.id}))
        self.assertAlmostEqual(order.order_line.cs_short_qty * 12, 10)
        order.action_confirm()
        case = order.cs_stockout_case_ids
        self.assertAlmostEqual(case.sale_line_id._cs_product_qty(case.short_qty), 10)

    def test_services_and_consumables_are_never_short(self):
        service = self.env["product.product"].create({"name": "Giao hàng", "type": "service"})
        sand = self._product("Cát", is_storable=False)
        self.assertEqual(self._short((service, 5), (sand, 5)), [0, 0])

    def test_sections_and_returns_are_never_short(self):
        order = self._order((self.cooker, -3))
        order.order_line = [Command.create({"display_type": "line_section", "name": "Bếp"})]
        self.assertEqual(order.order_line.mapped("cs_short_qty"), [0, 0])

    def test_products_made_to_order_are_left_out(self):
        route = self.warehouse.mto_pull_id.route_id
        route.active = True
        self.cooker.route_ids = route
        self.assertEqual(self._short((self.cooker, 5)), [0])

    def test_a_category_or_a_line_that_is_made_to_order_is_left_out(self):
        route = self.warehouse.mto_pull_id.route_id
        route.write({"active": True, "sale_selectable": True})
        parent = self.env["product.category"].create({"name": "Đặt riêng"})
        child = self.env["product.category"].create({"name": "Tủ", "parent_id": parent.id})
        parent.route_ids = route
        self.assertEqual(self._short((self._product("Tủ", categ_id=child.id), 1)), [0])
        own_route = {"route_ids": [Command.set(route.ids)]}
        self.assertEqual(self._short((self.cooker, 5, own_route)), [0])

    def test_drop_shipped_products_are_left_out(self):
        route = self.env["stock.route"].create({"name": "Dropship", "product_selectable": True})
        self.env["stock.rule"].create(
            {
                "name": "Vendor to customer",
                "route_id": route.id,
                "action": "pull",
                "picking_type_id": self.warehouse.out_type_id.id,
                "location_src_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
            }
        )
        self.cooker.route_ids = route
        self.assertEqual(self._short((self.cooker, 5)), [0])

    def test_each_warehouse_has_its_own_stock(self):
        other = self.env["stock.warehouse"].create({"name": "Đà Nẵng", "code": "DN"})
        self._add_stock(self.cooker, 5, other)
        self.assertEqual(self._short((self.cooker, 5), warehouse_id=other.id), [0])
        self.assertEqual(self._short((self.cooker, 5)), [3])

    def test_stock_in_a_child_location_counts_and_outside_does_not(self):
        shelf = self.env["stock.location"].create(
            {"name": "Kệ", "location_id": self.warehouse.lot_stock_id.id}
        )
        update = self.env["stock.quant"]._update_available_quantity
        update(self.cooker, shelf, 2)
        update(self.cooker, self.env.ref("stock.stock_location_customers"), 50)
        self.assertEqual(self._short((self.cooker, 5)), [1])

    def test_a_negative_stock_is_nothing_not_less(self):
        self._add_stock(self.cooker, -10)
        self.assertEqual(self._short((self.cooker, 5)), [5])

    def test_typing_a_quantity_shows_the_shortage_before_saving(self):
        order = self._order((self.cooker, 1))
        with Form(order.with_user(self.boss)) as form, form.order_line.edit(0) as line:
            self.assertEqual(line.cs_short_qty, 0)
            line.product_uom_qty = 5
            self.assertEqual(line.cs_short_qty, 3)

    def test_a_new_order_in_the_form_shows_it_as_well(self):
        form = Form(self.env["sale.order"].with_user(self.boss))
        form.partner_id = self.lan
        with form.order_line.new() as line:
            line.product_id = self.cooker
            line.product_uom_qty = 4
            self.assertEqual(line.cs_short_qty, 2)

    def test_forecast_agrees_with_the_one_of_odoo(self):
        self._receipt(self.cooker, 7, days=2)
        self._order((self.cooker, 1)).action_confirm()
        supply = self.cooker._cs_supply(self.warehouse)
        forecast = supply[self.warehouse.id, self.cooker.id]
        later = fields.Datetime.now() + timedelta(days=30)
        self.assertEqual(forecast.available(later), self._forecast(self.cooker))

    def test_several_orders_confirmed_together_stand_in_one_queue(self):
        self._add_stock(self.cooker, 8)
        orders = self._order((self.cooker, 8)) | self._order((self.cooker, 8))
        orders.action_confirm()
        self.assertEqual(orders.cs_stockout_case_ids.mapped("short_qty"), [6])

    @freeze_time("2026-05-10 08:00:00")
    def test_quantity_and_date_are_frozen_at_confirmation(self):
        order = self._order((self.cooker, 5, {"customer_lead": 3}))
        order.action_confirm()
        line = order.order_line
        self.assertEqual(line.cs_demand_qty, 5)
        self.assertEqual(line.cs_promise_date, fields.Datetime.to_datetime("2026-05-13 08:00:00"))
        order.commitment_date = "2026-06-01 08:00:00"
        line.product_uom_qty = 9
        self.assertEqual(line.cs_demand_qty, 5)
        self.assertEqual(line.cs_promise_date, fields.Datetime.to_datetime("2026-05-13 08:00:00"))

    def test_which_lines_are_counted_is_a_hook(self):
        with patch.object(
            type(self.env["sale.order.line"]), "_cs_is_counted", lambda line: False
        ):
            self.assertEqual(self._short((self.cooker, 5)), [0])
