from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .common import StockoutCommon


@tagged("post_install", "-at_install")
class TestPolicy(StockoutCommon, TransactionCase):
    """What a company lets a salesperson do with an order that is short."""

    def _confirm(self, order, user=None, button=True):
        return order.with_user(user or self.seller).with_context(
            cs_stockout_ask=button
        ).action_confirm()

    def _policy(self, policy):
        self.company.cs_stockout_policy = policy

    def test_by_default_the_order_is_confirmed_with_a_case(self):
        order = self._order((self.cooker, 5))
        self.assertIs(self._confirm(order), True)
        self.assertEqual(order.cs_stockout_case_ids.short_qty, 3)

    def test_warn_asks_and_confirms_after_the_answer(self):
        self._policy("warn")
        order = self._order((self.cooker, 5), (self.newer, 1))
        action = self._confirm(order)
        self.assertEqual(order.state, "draft")
        wizard = self.env[action["res_model"]].with_user(self.seller).browse(action["res_id"])
        self.assertEqual(wizard.line_ids.product_id, self.cooker)
        wizard.action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertEqual(len(order.cs_stockout_case_ids), 1)

    def test_warn_asks_nothing_when_all_is_there(self):
        self._policy("warn")
        order = self._order((self.cooker, 2))
        self.assertIs(self._confirm(order), True)

    def test_warn_lets_a_program_confirm(self):
        self._policy("warn")
        order = self._order((self.cooker, 5))
        self.assertIs(self._confirm(order, button=False), True)
        self.assertTrue(order.cs_stockout_case_ids)

    def test_the_question_leads_to_the_substitutes(self):
        self._policy("warn")
        self._rule()
        action = self._confirm(self._order((self.cooker, 5)))
        wizard = self.env[action["res_model"]].with_user(self.seller).browse(action["res_id"])
        self.assertEqual(wizard.action_shortages()["res_model"], "cs.stockout.swap")

    def test_block_says_what_is_short_and_what_to_do(self):
        self._policy("block")
        order = self._order((self.cooker, 5), (self.newer, 20))
        for button in (True, False):
            with self.assertRaisesRegex(UserError, "3 .*Nồi cơm 1.8L.*6 .*2026.*manager"):
                self._confirm(order, button=button)
        self.assertEqual(order.state, "draft")

    def test_block_lets_a_manager_pass_with_a_reason(self):
        self._policy("block")
        order = self._order((self.cooker, 5))
        action = self._confirm(order, self.boss)
        wizard = self.env[action["res_model"]].with_user(self.boss).browse(action["res_id"])
        with self.assertRaisesRegex(UserError, "Say why"):
            wizard.action_confirm()
        wizard.reason = "Khách biết và đồng ý chờ"
        wizard.action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertTrue(
            order.message_ids.filtered(lambda note: "Khách biết" in (note.body or ""))
        )

    def test_block_is_not_passed_by_pretending_to_have_answered(self):
        self._policy("block")
        order = self._order((self.cooker, 5))
        with self.assertRaisesRegex(UserError, "Not confirmed"):
            order.with_user(self.seller).with_context(
                cs_stockout_answered=True
            ).action_confirm()

    def test_block_refuses_a_managers_program_too(self):
        self._policy("block")
        orders = self._order((self.cooker, 5)) | self._order((self.cooker, 5))
        with self.assertRaisesRegex(UserError, "own button"):
            self._confirm(orders, self.boss)

    def test_what_a_customer_paid_is_confirmed_with_a_case(self):
        self._policy("block")
        order = self._order((self.cooker, 5))
        order.with_user(self.seller).sudo()._validate_order()
        self.assertEqual(order.state, "sale")
        self.assertTrue(order.cs_stockout_case_ids)

    def test_negative_stock_is_told_as_none_left(self):
        self._policy("block")
        self._add_stock(self.cooker, -10)
        with self.assertRaisesRegex(UserError, "do not cover 5 "):
            self._confirm(self._order((self.cooker, 5)))
