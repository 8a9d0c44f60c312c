from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .test_swap_delivery import SwapCommon


@tagged("post_install", "-at_install")
class TestSwapRefused(SwapCommon, TransactionCase):
    """Stock-out 7: the right path, or refused with the reason, and nothing half-written."""

    def _everything(self, order):
        return (
            [(line.product_id, line.product_uom_qty, line.price_unit) for line in order.order_line],
            [
                (move.product_id, move.product_qty, move.state)
                for move in order.order_line.move_ids
            ],
            order.locked,
            order.amount_total,
        )

    def _refused(self, case, choice, reason):
        order, before = case.order_id, self._everything(case.order_id)
        self.assertEqual(self._choose(case, choice), "noted")
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertIn(reason, case.activity_ids[-1:].note)
        self.assertEqual(case.activity_ids[-1:].user_id, self.seller)
        self.assertEqual(self._everything(order), before)
        self.assertEqual((case.state, case.choice), ("open", choice))
        self.assertFalse(case.change_ids)

    def _case_by_hand(self, order, quantity):
        """Return an offered case of an order that detection leaves alone."""
        self.env["cs.stockout.case"].search([("order_id", "=", order.id)]).unlink()
        line = order.order_line[0]
        case = self.env["cs.stockout.case"].create(
            {
                "sale_line_id": line.id,
                "order_id": order.id,
                "partner_id": order.partner_id.id,
                "product_id": line.product_id.id,
                "company_id": order.company_id.id,
                "short_qty": quantity,
            }
        )
        case._cs_make_options()
        if not self._option(case):
            self.env["cs.stockout.option"].create(
                {
                    "case_id": case.id,
                    "kind": "substitute",
                    "product_id": self.newer.id,
                    "quantity": quantity,
                    "uom_id": self.newer.uom_id.id,
                    "price_unit": 1,
                }
            )
        case.state = "offered"
        return case

    def _needs(self, module):
        """Return whether an optional application is here: the suite is also tested alone."""
        return self.env["ir.module.module"]._get(module).state == "installed"

    # -- make to order, dropship -------------------------------------------------------

    def _vendor(self, product):
        vendor = self._partner("Nhà cung cấp", email="ncc@example.com")
        product.seller_ids = [Command.create({"partner_id": vendor.id, "price": 10})]

    def _made_to_order(self):
        """Return the case of a line whose goods are bought for its order."""
        mto = self.env.ref("stock.route_warehouse0_mto")
        mto.active = True
        buy = self.env.ref("purchase_stock.route_warehouse0_buy")
        self.cooker.route_ids = [Command.set((mto | buy).ids)]
        self._vendor(self.cooker)
        order = self._order((self.cooker, 5))
        order.action_confirm()
        return self._case_by_hand(order, 3)

    def test_case_stockout_7_make_to_order(self):
        if not self._needs("purchase_stock"):
            return
        case = self._made_to_order()
        purchase = self.env["purchase.order"].search([], order="id desc", limit=1)
        self.assertEqual(purchase.order_line.product_qty, 5)
        self._refused(case, "cancel", "bought or made for this order")

    def test_case_stockout_7_make_to_order_with_a_confirmed_purchase(self):
        if not self._needs("purchase_stock"):
            return
        case = self._made_to_order()
        purchase = self.env["purchase.order"].search([], order="id desc", limit=1)
        purchase.button_confirm()
        self._refused(case, "substitute", "bought or made for this order")
        self.assertEqual(purchase.order_line.product_qty, 5)
        self.assertEqual(purchase.state, "purchase")

    def test_case_stockout_7_dropship(self):
        if not self._needs("stock_dropshipping"):
            return
        self.cooker.route_ids = self.env.ref("stock_dropshipping.route_drop_shipping")
        self._vendor(self.cooker)
        order = self._order((self.cooker, 5))
        order.action_confirm()
        case = self._case_by_hand(order, 3)
        self._refused(case, "cancel", "own route")
        purchase = self.env["purchase.order"].search([], order="id desc", limit=1)
        purchase.button_confirm()
        case.write({"state": "offered"})
        self._refused(case, "substitute", "bought or made for this order")

    # -- kits --------------------------------------------------------------------------

    def test_case_stockout_7_kit(self):
        """Without the glue for kits a person does it; see ``cs_stockout_mrp`` with it."""
        case = self._offered()
        line = case.sale_line_id
        # As if it were one: what moves is not what was ordered.
        moves = line.move_ids
        moves.product_id = self.newer
        moves.sale_line_id = line
        self._refused(case, "cancel", "is a kit")

    # -- rewards -----------------------------------------------------------------------

    def _rewarded(self, **reward):
        """Return an offered case of an order with a reward on it."""
        program = self.env["loyalty.program"].create(
            {
                "name": "Khuyến mãi",
                "program_type": "promotion",
                "trigger": "auto",
                "applies_on": "current",
                "rule_ids": [Command.create({"minimum_amount": 0})],
                "reward_ids": [
                    Command.create(
                        {
                            "reward_type": "discount",
                            "discount": 10,
                            "discount_mode": "percent",
                            **reward,
                        }
                    )
                ],
            }
        )
        order = self._order((self.cooker, 5))
        order._update_programs_and_rewards()
        rewards = order._get_claimable_rewards()
        for coupon, claimable in rewards.items():
            order._apply_program_reward(claimable.filtered(
                lambda one: one.program_id == program
            )[:1], coupon)
        self.assertTrue(order.order_line.reward_id)
        order.action_confirm()
        case = order.cs_stockout_case_ids
        case.action_offer()
        return case

    def test_a_reward_on_the_amount_stays_where_the_amount_stays(self):
        if not self._needs("sale_loyalty"):
            return
        case = self._rewarded()
        total = case.order_id.amount_total
        self.assertEqual(self._choose(case, "substitute"), "done")
        self.assertEqual(case.order_id.amount_total, total)

    def test_a_reward_on_the_amount_refuses_what_changes_the_amount(self):
        if not self._needs("sale_loyalty"):
            return
        self._refused(self._rewarded(), "cancel", "depends on its amount")

    def test_a_dearer_substitute_is_refused_beside_a_reward(self):
        if not self._needs("sale_loyalty"):
            return
        self.rule.price_policy = "substitute"
        self._refused(self._rewarded(), "substitute", "depends on its amount")

    def test_a_reward_for_certain_products_is_left_to_a_person(self):
        if not self._needs("sale_loyalty"):
            return
        case = self._rewarded(
            discount_applicability="specific", discount_product_ids=[Command.set(self.cooker.ids)]
        )
        self._refused(case, "substitute", "reward for certain products")

    # -- the rest ----------------------------------------------------------------------

    def test_what_is_picked(self):
        case = self._offered()
        self._pick_all(case)
        for choice in ("cancel", "substitute"):
            self._refused(case, choice, "picked or is delivered")
            case.sudo().state = "offered"

    def test_a_substitute_that_is_made_to_order(self):
        mto = self.env.ref("stock.route_warehouse0_mto")
        mto.active = True
        case = self._offered()
        self.newer.route_ids = mto
        rule = mto.rule_ids.filtered(
            lambda one: one.warehouse_id == self.warehouse and one.active
        )
        self.assertTrue(rule)
        # Something must answer the procurement, or Odoo itself refuses.
        rule[:1].procure_method = "make_to_order"
        order, before = case.order_id, self._everything(case.order_id)
        self.assertEqual(self._choose(case, "substitute"), "noted")
        self.env.invalidate_all()
        self.assertEqual(self._everything(order), before)

    def test_a_phantom_return_is_rolled_back_and_refused(self):
        """Odoo's own decrease in a printed delivery plans a return: never let it through."""
        case = self._offered()
        case.order_id.picking_ids.printed = True
        case.order_id.picking_ids.move_ids.date_deadline = "2031-01-01"
        line, before = case.sale_line_id, self._everything(case.order_id)
        with self.assertRaisesRegex(UserError, "plan a return"), self.env.cr.savepoint():
            with line.order_id._cs_changing():
                line.product_uom_qty = 2
        self.env.invalidate_all()
        self.assertEqual(self._everything(case.order_id), before)
        self.assertFalse(self._returns(case.order_id))

    def test_a_delivery_that_differs_from_the_order_is_refused(self):
        case = self._offered()
        line = case.sale_line_id
        line.with_context(skip_procurement=True).product_uom_qty = 4
        with self.assertRaisesRegex(UserError, "would not agree"):
            line._cs_check_agreement(0.0)

    def test_an_order_that_is_not_confirmed(self):
        line = self._order((self.cooker, 5)).order_line
        with self.assertRaisesRegex(UserError, "not confirmed"):
            line._cs_cut(3)

    def test_part_of_a_combo(self):
        combo = self.env["product.combo"].create(
            {"name": "Bếp", "combo_item_ids": [Command.create({"product_id": self.cooker.id})]}
        )
        kitchen = self.env["product.product"].create(
            {"name": "Bộ bếp", "type": "combo", "combo_ids": [Command.set(combo.ids)]}
        )
        order = self._order((kitchen, 5))
        item = self.env["sale.order.line"].create(
            {
                "order_id": order.id,
                "product_id": self.cooker.id,
                "product_uom_qty": 5,
                "linked_line_id": order.order_line.id,
                "combo_item_id": combo.combo_item_ids.id,
            }
        )
        order.action_confirm()
        case = item.cs_stockout_case_ids
        case.action_offer()
        self._refused(case, "cancel", "part of a combo")

    def test_a_locked_order_stays_locked(self):
        case = self._offered()
        case.order_id.action_lock()
        self.assertEqual(self._choose(case, "substitute"), "done")
        self.assertTrue(case.order_id.locked)
        case.action_undo()
        self.assertTrue(case.order_id.locked)
        self.assertEqual(case.sale_line_id.product_uom_qty, 5)
