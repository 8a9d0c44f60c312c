from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, TransactionCase, tagged

from .common import StockoutCommon


@tagged("post_install", "-at_install")
class TestSwap(StockoutCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._rule()

    def test_the_missing_part_is_replaced_and_linked(self):
        order = self._order((self.cooker, 5))
        old = order.order_line
        self.assertIs(old.with_user(self.seller).action_cs_swap(self.newer.id), True)
        new = order.order_line - old
        self.assertEqual((old.product_uom_qty, new.product_uom_qty), (2, 3))
        self.assertEqual((new.product_id, new.cs_replaces_line_id), (self.newer, old))
        self.assertEqual(new.name, "Nồi cơm 1.8L bản 2026\nReplaces Nồi cơm 1.8L")
        self.assertFalse(order.cs_short_line_count)
        note = order.message_ids[0].body
        self.assertIn("Nồi cơm 1.8L bản 2026", note)

    def test_the_whole_line_is_replaced_in_place(self):
        order = self._order((self.cooker, 5))
        line = order.order_line
        line.action_cs_swap(self.newer.id, whole=True)
        self.assertEqual((line.product_id, line.product_uom_qty), (self.newer, 5))
        self.assertEqual(line.name, self.newer.display_name)
        self.assertEqual(len(order.order_line), 1)

    def test_money_and_discount_are_conserved(self):
        order = self._order((self.cooker, 5, {"discount": 10}))
        before = order.amount_total
        order.order_line.action_cs_swap(self.newer.id)
        self.assertEqual(order.amount_total, before)
        self.assertEqual(order.order_line.mapped("discount"), [10, 10])

    def test_a_price_made_by_hand_is_the_promised_one(self):
        order = self._order((self.cooker, 5))
        order.order_line.price_unit = 1_111_111
        order.order_line.action_cs_swap(self.newer.id)
        self.assertEqual(order.order_line[1].price_unit, 1_111_111)
        self.assertEqual(order.amount_untaxed, 5 * 1_111_111)

    def test_a_lower_quantity_does_not_cost_the_quantity_price(self):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Mua nhiều",
                "currency_id": self.company.currency_id.id,
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "0_product_variant",
                            "product_id": self.cooker.id,
                            "compute_price": "fixed",
                            "fixed_price": 1_000_000,
                            "min_quantity": 5,
                        }
                    )
                ],
            }
        )
        order = self._order((self.cooker, 5), pricelist_id=pricelist.id)
        self.assertEqual(order.amount_untaxed, 5_000_000)
        order.order_line.action_cs_swap(self.newer.id)
        self.assertEqual(order.amount_untaxed, 5_000_000)

    def test_a_later_quantity_change_keeps_the_agreed_price_and_discount(self):
        self.env["res.config.settings"].create({"group_discount_per_so_line": True}).execute()
        pricelist = self.env["product.pricelist"].create(
            {"name": "Lẻ", "currency_id": self.company.currency_id.id}
        )
        line = (self.cooker, 5, {"discount": 10})
        order = self._order(line, pricelist_id=pricelist.id)
        order.order_line.action_cs_swap(self.newer.id)
        new = order.order_line[1]
        with Form(order) as form, form.order_line.edit(1) as edited:
            edited.product_uom_qty = 4
        self.assertEqual((new.price_unit, new.discount), (1_250_000, 10))
        order._recompute_prices()
        self.assertEqual((new.price_unit, new.discount), (1_250_000, 10))

    def test_another_product_ends_the_agreement(self):
        order = self._order((self.cooker, 5))
        line = order.order_line
        line.action_cs_swap(self.newer.id, whole=True)
        third = self._product("Nồi áp suất", 2_000_000)
        line.product_id = third
        self.assertFalse(line.cs_price_agreed)
        self.assertEqual(line.price_unit, 2_000_000)

    def test_taxes_follow_the_substitute(self):
        tax = self.env["account.tax"].create({"name": "VAT 8", "amount": 8})
        self.newer.taxes_id = tax
        order = self._order((self.cooker, 5))
        order.order_line.action_cs_swap(self.newer.id)
        self.assertEqual(order.order_line[1].tax_ids, tax)

    def test_what_is_no_substitute_is_refused_with_a_sentence(self):
        other = self._product("Quạt", on_hand=50)
        line = self._order((self.cooker, 5)).order_line
        for product in (other, self.cooker):
            with self.assertRaisesRegex(UserError, "no rule allows it"):
                line.action_cs_swap(product.id)

    def test_a_confirmed_order_goes_through_its_case(self):
        order = self._order((self.cooker, 5))
        order.action_confirm()
        with self.assertRaisesRegex(UserError, "confirmed"):
            order.order_line.action_cs_swap(self.newer.id)

    def test_what_needs_approval_is_swapped_by_a_manager(self):
        self.rule.requires_approval = True
        line = self._order((self.cooker, 5)).order_line
        with self.assertRaisesRegex(UserError, "manager must agree"):
            line.with_user(self.seller).action_cs_swap(self.newer.id)
        self.assertTrue(line.with_user(self.boss).action_cs_swap(self.newer.id))

    def test_two_clicks_without_scripts(self):
        order = self._order((self.cooker, 5), (self.newer, 1)).with_user(self.seller)
        action = order.action_cs_shortages()
        window = self.env[action["res_model"]].with_user(self.seller).browse(action["res_id"])
        self.assertEqual(window.line_ids.substitute_id, self.newer)
        self.assertEqual(window.line_ids.short_qty, 3)
        after = window.line_ids.action_swap()
        self.assertEqual(after["type"], "ir.actions.act_window_close")
        self.assertFalse(order.cs_short_line_count)

    def test_the_window_stays_while_something_is_short(self):
        third = self._product("Quạt", on_hand=0)
        order = self._order((self.cooker, 5), (third, 1))
        window = self.env["cs.stockout.swap"].browse(order.action_cs_shortages()["res_id"])
        self.assertEqual(len(window.line_ids), 2)
        self.assertFalse(window.line_ids[1].substitute_id, "shown without a substitute")
        after = window.line_ids[0].action_swap_whole()
        self.assertEqual(after["res_model"], "cs.stockout.swap")
        self.assertEqual(order.order_line[0].product_id, self.newer)

    def test_a_part_of_a_combo_is_not_swapped(self):
        choices = [Command.create({"product_id": one.id}) for one in (self.cooker, self.newer)]
        combo = self.env["product.combo"].create({"name": "Nồi", "combo_item_ids": choices})
        gift = self._product("Bộ quà", 100, type="combo", combo_ids=[Command.set(combo.ids)])
        order = self._order((gift, 5))
        line = self.env["sale.order.line"].create(
            {
                "order_id": order.id,
                "product_id": self.cooker.id,
                "product_uom_qty": 5,
                "linked_line_id": order.order_line.id,
                "combo_item_id": combo.combo_item_ids[0].id,
            }
        )
        for whole in (False, True):
            with self.assertRaisesRegex(UserError, "part of a combo"):
                line.with_user(self.seller).action_cs_swap(self.newer.id, whole)
        self.assertEqual((line.product_id, line.product_uom_qty), (self.cooker, 5))

    def test_a_product_that_is_given_free_is_not_swapped(self):
        if "loyalty.program" not in self.env:
            return
        reward = {
            "reward_type": "product",
            "reward_product_id": self.cooker.id,
            "reward_product_qty": 3,
        }
        program = self.env["loyalty.program"].create(
            {
                "name": "Tặng nồi",
                "program_type": "promotion",
                "trigger": "auto",
                "rule_ids": [Command.create({"reward_point_mode": "order"})],
                "reward_ids": [Command.create(reward)],
            }
        )
        order = self._order((self._product("Trà", 10, 50), 5))
        order._update_programs_and_rewards()
        [(coupon, _rewards)] = order._get_claimable_rewards().items()
        order._apply_program_reward(program.reward_ids, coupon)
        given = order.order_line.filtered("reward_id")
        self.assertEqual(given.cs_short_qty, 1)
        with self.assertRaisesRegex(UserError, "carries a reward"):
            given.with_user(self.seller).action_cs_swap(self.newer.id)
        self.assertEqual(given.product_uom_qty, 3)
