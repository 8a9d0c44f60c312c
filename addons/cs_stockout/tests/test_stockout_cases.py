"""The worked cases of the suite that need no second process; see also the races."""

from datetime import timedelta

from odoo import fields
from odoo.tests import TransactionCase, tagged

from .common import StockoutCommon


@tagged("post_install", "-at_install")
class TestStockoutCases(StockoutCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._rule()
        cls.env["cs.stockout.case"].search([("state", "=", "offered")])._cs_void()

    def _run(self, name):
        with self.enter_registry_test_mode():
            self.env.ref(f"cs_stockout.{name}").method_direct_trigger()
        self.env.invalidate_all()

    # -- 2: customer, salesperson, deadline ----------------------------------------------

    def test_case_stockout_2_one_effect_and_a_true_answer_to_each(self):
        case = self._offered()
        option = self._option(case)
        customer = case.sudo()._cs_choose("substitute", option.id)
        double = case.sudo()._cs_choose("substitute", option.id)
        phone = case.with_user(self.seller).cs_choose("cancel", note="Chị gọi.")
        case.sudo().deadline = fields.Datetime.now() - timedelta(hours=1)
        self._run("ir_cron_deadline")
        self.assertEqual([customer[0], double[0], phone["status"]], ["done", "already", "already"])
        sentence = "You chose 3 × Nồi cơm 1.8L bản 2026 instead."
        self.assertEqual({customer[1], double[1], phone["message"]}, {sentence})
        self.assertEqual(case.order_id.order_line.mapped("product_uom_qty"), [2, 3])
        self.assertEqual((case.choice, case.chosen_by), ("substitute", "customer"))

    def test_case_stockout_2_the_deadline_was_first(self):
        case = self._offered()
        case.sudo().deadline = fields.Datetime.now() - timedelta(hours=1)
        self._run("ir_cron_deadline")
        status, sentence = case.sudo()._cs_choose("cancel", self._option(case, "cancel").id)
        self.assertEqual(status, "already")
        self.assertIn("wait", sentence)
        self.assertEqual((case.choice, case.chosen_by), ("wait", "deadline"))
        self.assertEqual(case.sale_line_id.product_uom_qty, 5)

    # -- 3: sold out between offer and choice --------------------------------------------

    def test_case_stockout_3_sold_out_is_offered_again(self):
        third = self._product("Nồi cơm 1.2L", 890_000, 50)
        self._rule(substitute=third, rank=2)
        case = self._offered()
        option = case.option_ids.filtered(lambda one: one.product_id == self.newer)
        self._order((self.newer, 14)).action_confirm()
        before = {product: self._forecast(product) for product in (self.newer, self.cooker)}
        status, sentence = case.sudo()._cs_choose("substitute", option.id)
        self.assertEqual(status, "sold_out")
        self.assertIn("Nồi cơm 1.8L bản 2026 has just sold out", sentence)
        self.assertEqual((case.state, case.choice), ("offered", False))
        self.assertEqual(case.option_ids.product_id, third)
        self.assertEqual(before, {product: self._forecast(product) for product in before})
        self.assertFalse(option.exists())

    # -- 8: goods arrive, order cancelled, chains ----------------------------------------

    def test_case_stockout_8_goods_arrive_while_the_offer_is_open(self):
        receipt = self._receipt(self.cooker, 20, days=2)
        case = self._offered()
        option = self._option(case)
        self._receive(receipt)
        case.order_id.picking_ids.action_assign()
        status, sentence = case.sudo()._cs_choose("substitute", option.id)
        self.assertEqual(status, "arrived")
        self.assertIn("The goods are here", sentence)
        self.assertEqual((case.state, case.choice), ("done", False))
        self.assertEqual(case.order_id.order_line.mapped("product_uom_qty"), [5])
        self.assertEqual(case.order_id.cs_stockout_case_ids, case)

    def test_case_stockout_8_who_cancels_may_although_the_goods_are_here(self):
        receipt = self._receipt(self.cooker, 20, days=2)
        case = self._offered()
        self._receive(receipt)
        case.order_id.picking_ids.action_assign()
        status, _sentence = case.sudo()._cs_choose("cancel", self._option(case, "cancel").id)
        self.assertEqual(status, "done")
        self.assertEqual(case.sale_line_id.product_uom_qty, 2)

    def test_case_stockout_8_a_cancelled_order_closes_its_case_for_good(self):
        case = self._offered()
        order = case.order_id
        order._action_cancel()
        case.sudo().deadline = fields.Datetime.now() - timedelta(hours=1)
        for job in ("ir_cron_deadline", "ir_cron_remind", "ir_cron_serve"):
            self._run(job)
        self.assertEqual((case.state, case.choice), ("cancelled", False))
        self.assertEqual(case.sudo()._cs_choose("wait")[0], "already")
        order.action_draft()
        order.action_confirm()
        again = order.cs_stockout_case_ids - case
        self.assertEqual((len(again), again.state), (1, "open"))
        self.assertEqual(order.order_line.cs_demand_qty, 5, "the demand is what was first asked")

    def test_case_stockout_8_a_chain_never_comes_back(self):
        self._rule(self.newer, self.cooker)
        self._add_stock(self.cooker, 4)
        fan = self._product("Quạt", on_hand=1)
        self._rule(self.newer, fan, rank=2)
        case = self._offered((self.cooker, 8))
        self.assertEqual(case.sudo()._cs_choose("substitute", self._option(case).id)[0], "done")
        old, new = case.order_id.order_line
        self.assertEqual((new.product_id, new.cs_replaces_line_id), (self.newer, old))
        offered = {one.product for one in new._cs_candidates({new.id: 1}).get(new.id, [])}
        self.assertNotIn(self.cooker, offered)
        self.assertEqual(case.order_id.cs_stockout_case_ids, case)
        self.assertEqual((old.cs_demand_qty, new.cs_demand_qty), (8, 0))

    def test_case_stockout_8_confirmed_again_the_demand_is_counted_once(self):
        case = self._offered()
        self.assertEqual(case.sudo()._cs_choose("substitute", self._option(case).id)[0], "done")
        order = case.order_id
        order._action_cancel()
        order.action_draft()
        order.action_confirm()
        old, new = order.order_line
        self.assertEqual((old.cs_demand_qty, new.cs_demand_qty), (5, 0))
        self.assertFalse(new.cs_promise_date)
        self.env.flush_all()
        rows = self.env["cs.service.line"].search([("order_id", "=", order.id)])
        self.assertEqual(rows.mapped("demand_qty"), [5])
