"""How long stock lasts, and what is proposed against running out."""

from datetime import timedelta

from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as st
from odoo import fields
from odoo.addons.cs_base.tests.hostile import SEEDED
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from ..tools import cover
from .common import StockoutCommon

NOW = "2026-06-01 05:00:00"


@tagged("post_install", "-at_install")
class TestOutlook(StockoutCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.outlooks = cls.env["cs.product.outlook"]
        cls.startClassPatcher(freeze_time(NOW))
        cls.company.write({"cs_stockout_demand_days": 90, "cs_stockout_service_level": "95"})

    def _sold(self, product, quantity, days_ago):
        order = self._order((product, quantity))
        order.action_confirm()
        order.order_line.move_ids._action_cancel()  # nothing stays promised
        order.date_order = fields.Datetime.now() - timedelta(days=days_ago)

    def _outlook(self, product):
        self.outlooks._reckon(self.company)
        return self.outlooks.search(
            [("product_id", "=", product.id), ("warehouse_id", "=", self.warehouse.id)]
        )

    def test_demand_of_a_day_and_cover(self):
        tea = self._product("Trà", 10, 30)
        self._sold(tea, 60, 29)
        self._sold(tea, 60, 1)
        outlook = self._outlook(tea)
        self.assertEqual((outlook.daily_demand, outlook.stock_qty), (4.0, 30))
        self.assertEqual(outlook.days_of_cover, 7.5)
        self.assertEqual(str(outlook.stockout_date), "2026-06-08")
        template = tea.product_tmpl_id
        self.assertEqual(template.cs_days_of_cover, 7.5)
        self.assertEqual(str(template.cs_stockout_date), "2026-06-08")
        found = self.env["product.template"].search([("cs_stockout_date", "<", "2026-06-09")])
        self.assertIn(template, found)
        self.assertNotIn(self.newer.product_tmpl_id, found)

    def test_lost_demand_is_demand(self):
        case = self._offered()  # five asked for, three of them short
        case.cs_choose("cancel")
        self.assertEqual(case.sale_line_id.product_uom_qty, 2)
        outlook = self._outlook(self.cooker)
        self.assertEqual(outlook.lost_demand, 3)
        self.assertAlmostEqual(outlook.daily_demand, 5 / 14, places=3)

    def test_a_substitute_is_no_demand_for_itself(self):
        self._rule()
        case = self._offered()
        case.cs_choose("substitute", self._option(case).id)
        self.assertEqual(self._outlook(self.newer).daily_demand, 0)
        self.assertAlmostEqual(self._outlook(self.cooker).daily_demand, 5 / 14, places=3)

    def test_demand_lost_with_a_whole_order_is_demand(self):
        self._case().order_id._action_cancel()  # three short of five
        outlook = self._outlook(self.cooker)
        self.assertEqual(outlook.lost_demand, 3)
        self.assertEqual(outlook.daily_demand, round(3 / 14, 3), "the two were there")
        case = self._offered((self.cooker, 4))  # two more short, given up before the order
        case.cs_choose("cancel")
        case.order_id._action_cancel()
        outlook = self._outlook(self.cooker)
        self.assertEqual(outlook.lost_demand, 5)
        self.assertEqual(outlook.daily_demand, round(5 / 14, 3))

    def test_an_order_cancelled_after_it_was_served_is_no_demand(self):
        self._rule()
        case = self._offered()
        case.cs_choose("substitute", self._option(case).id)
        case.order_id._action_cancel()
        outlook = self._outlook(self.cooker)
        self.assertEqual((outlook.lost_demand, outlook.daily_demand), (0, 0))

    def test_what_was_swapped_on_the_quotation_is_demand_for_the_substitute(self):
        self._rule()
        order = self._order((self.cooker, 5))
        order.order_line.action_cs_swap(self.newer.id)
        order.action_confirm()
        self.assertEqual(self._outlook(self.cooker).daily_demand, round(2 / 14, 3))
        self.assertEqual(self._outlook(self.newer).daily_demand, round(3 / 14, 3))

    def test_receipts_in_time_put_the_date_off(self):
        tea = self._product("Trà", 10, 30)
        self._sold(tea, 120, 29)
        self._receipt(tea, 20, 5)
        self.assertEqual(str(self._outlook(tea).stockout_date), "2026-06-13")

    def test_what_is_promised_is_not_free(self):
        tea = self._product("Trà", 10, 30)
        self._sold(tea, 120, 29)
        self._order((tea, 10)).action_confirm()
        outlook = self._outlook(tea)
        self.assertEqual(outlook.stock_qty, 20)
        self.assertAlmostEqual(outlook.daily_demand, 130 / 30, places=3)

    def test_sales_without_an_order_are_demand(self):
        tea = self._product("Trà", 10, 30)
        move = self.env["stock.move"].create(
            {
                "product_id": tea.id,
                "product_uom_qty": 14,
                "location_id": self.warehouse.lot_stock_id.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
            }
        )
        move._action_confirm()
        move.write({"quantity": 14, "picked": True})
        move._action_done()
        outlook = self._outlook(tea)
        self.assertEqual((outlook.daily_demand, outlook.stock_qty), (1.0, 16))

    def test_no_demand_no_date(self):
        outlook = self._outlook(self.newer)
        self.assertFalse(outlook.stockout_date)
        self.assertEqual((outlook.daily_demand, outlook.risk), (0, "ok"))
        with self.assertRaisesRegex(UserError, "no demand for Nồi cơm 1.8L bản 2026"):
            outlook.action_adjust_orderpoint()

    def test_negative_stock_is_empty(self):
        tea = self._product("Trà", 10, -4)
        self._sold(tea, 28, 10)
        outlook = self._outlook(tea)
        self.assertEqual((outlook.stock_qty, outlook.days_of_cover, outlook.risk), (-4, 0, "out"))
        self.assertEqual(str(outlook.stockout_date), "2026-06-01")

    def test_risk_is_searched_as_it_is_shown(self):
        empty = self._product("Hết", 10, 0)
        late = self._product("Chậm", 10, 3)
        covered = self._product("Đủ", 10, 500)
        for product in (empty, late, covered):
            self._sold(product, 60, 29)
            product.seller_ids = [
                (0, 0, {"partner_id": self.lan.id, "delay": 5, "min_qty": 0, "price": 1})
            ]
        products = empty | late | covered
        self._outlook(empty)
        for risk, product in (("out", empty), ("late", late), ("ok", covered)):
            found = self.outlooks.search(
                [("risk", "=", risk), ("product_id", "in", products.ids)]
            )
            self.assertEqual(found.product_id, product)
            self.assertEqual(set(found.mapped("risk")), {risk})

    def test_the_proposal_becomes_the_minimum(self):
        tea = self._product("Trà", 10, 30)
        for days in range(30):
            self._sold(tea, 4, days)
        tea.seller_ids = [(0, 0, {"partner_id": self.lan.id, "delay": 9, "price": 1})]
        outlook = self._outlook(tea)
        self.assertEqual((outlook.lead_days, outlook.proposed_min_qty), (9, 36))
        outlook.action_adjust_orderpoint()
        point = outlook.orderpoint_id
        self.assertEqual((point.product_min_qty, point.product_max_qty), (36, 36))
        point.write({"product_min_qty": 5, "product_max_qty": 80})
        outlook.invalidate_recordset()
        outlook.action_adjust_orderpoint()
        self.assertEqual((point.product_min_qty, point.product_max_qty), (36, 80))
        self.assertEqual(outlook.action_open_demand()["res_model"], "cs.service.line")

    def test_a_second_night_writes_nothing(self):
        tea = self._product("Trà", 10, 30)
        self._sold(tea, 60, 29)
        self.assertGreater(self.outlooks._reckon(self.company), 0)
        self.assertEqual(self.outlooks._reckon(self.company), 0)
        tea.active = False
        self.assertFalse(self._outlook(tea))

    def test_the_job_reckons_every_company(self):
        other = self.env["res.company"].create({"name": "Chi nhánh"})
        self.env["stock.quant"]._update_available_quantity(
            self.newer, self.env["stock.warehouse"].search([("company_id", "=", other.id)],
                                                           limit=1).lot_stock_id, 7
        )
        with self.enter_registry_test_mode():
            self.env.ref("cs_stockout.ir_cron_outlook").method_direct_trigger()
        found = self.outlooks.search([("product_id", "=", self.newer.id)])
        self.assertEqual({(one.company_id, one.stock_qty) for one in found},
                         {(self.company, 14.0), (other, 7.0)})

    def test_who_may_do_what(self):
        tea = self._product("Trà", 10, 30)
        self._sold(tea, 60, 29)
        outlook = self._outlook(tea)
        self.assertEqual(outlook.with_user(self.seller).daily_demand, outlook.daily_demand)
        with self.assertRaises(AccessError):
            outlook.with_user(self.seller).write({"stock_qty": 1})
        with self.assertRaises(AccessError):
            outlook.with_user(self.seller).action_adjust_orderpoint()
        stranger = self._user("so_stranger", "base.group_user")
        with self.assertRaises(AccessError):
            outlook.with_user(stranger).read(["stock_qty"])

    @settings(SEEDED, max_examples=12)
    @given(
        stock=st.integers(-5, 60),
        sold=st.integers(1, 200),
        receipts=st.lists(st.tuples(st.integers(1, 20), st.integers(1, 40)), max_size=4),
    )
    def test_the_statement_says_what_the_tools_say(self, stock, sold, receipts):
        with self.env.cr.savepoint() as savepoint:
            tea = self._product("Trà", 10, stock)
            self._sold(tea, sold, 29)
            for days, quantity in receipts:
                self._receipt(tea, quantity, days)
            outlook = self._outlook(tea)
            pace = sold / 30
            days = cover.runs_out_after(
                stock, pace, [(days, quantity) for days, quantity in receipts]
            )
            expected = fields.Date.today() + timedelta(days=int(days + 1e-9))
            self.assertEqual(outlook.stockout_date, expected)
            self.assertAlmostEqual(
                outlook.days_of_cover, cover.days_of_cover(stock, pace), delta=0.051
            )
            deviation = (sold**2 / 30 - pace**2) ** 0.5
            self.assertEqual(
                outlook.proposed_min_qty, cover.reorder_level(pace, deviation, 1)
            )
            savepoint.rollback()
            self.env.invalidate_all()
