from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import MILLION, LoyaltyCase


class PointsCase(LoyaltyCase):
    """A shop whose loyalty program gives one point for each 1,000 dong."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.make_group((40, 100))
        cls.silver, cls.gold = cls.group.tier_ids
        cls.chief = cls.make_user("sales_chief", "sales_team.group_sale_manager")
        cls.env["loyalty.program"].search([]).active = False
        cls.program = cls.env["loyalty.program"].create(
            {
                "name": "Points",
                "program_type": "loyalty",
                "applies_on": "both",
                "trigger": "auto",
                "company_id": cls.company.id,
                "rule_ids": [
                    Command.create(
                        {"reward_point_mode": "money", "reward_point_amount": 0.001}
                    )
                ],
                "reward_ids": [
                    Command.create(
                        {
                            "reward_type": "discount",
                            "discount": 10,
                            "discount_mode": "percent",
                            "discount_applicability": "order",
                            "required_points": 5000,
                        }
                    )
                ],
            }
        )
        cls.product = cls.make_product(type="service", invoice_policy="order")

    @classmethod
    def order(cls, amount=1, user=None, **values):
        orders = cls.env["sale.order"].with_user(user or cls.env.user)
        return orders.create(
            {
                "partner_id": cls.lan.id,
                "company_id": cls.company.id,
                "user_id": cls.seller.id,
                "order_line": [
                    Command.create(
                        {"product_id": cls.product.id, "product_uom_qty": 10,
                         "price_unit": amount * MILLION / 10, "tax_ids": False}
                    )
                ],
                **values,
            }
        )

    @classmethod
    def sell(cls, amount=1, user=None):
        order = cls.order(amount, user)
        order._update_programs_and_rewards()
        order.action_confirm()
        return order

    @classmethod
    def bill(cls, order):
        invoice = order.sudo()._create_invoices()
        invoice.invoice_date = "2027-06-15"
        invoice.action_post()
        return invoice

    def take(self, invoice, quantity=None, post=True):
        """Credit an invoice, wholly or so many of its ten pieces."""
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id, "date": "2027-06-15"})
        )
        refund = self.env["account.move"].browse(wizard.refund_moves()["res_id"])
        if quantity:
            refund.invoice_line_ids.quantity = quantity
        if post:
            refund.action_post()
            self.settle()
        return refund

    def settle(self):
        self.env.cr.flush()
        self.env["cs.points.pending"]._process_batch()
        self.assertFalse(self.env["cs.points.pending"].search([]))

    def card(self):
        return self.env["loyalty.card"].search(
            [("partner_id", "=", self.lan.id), ("program_id", "=", self.program.id)]
        )

    def hold(self, tier):
        self.env["cs.tier.membership"].create(
            {"partner_id": self.lan.id, "group_id": self.group.id, "tier_id": tier.id}
        )
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestMultiplier(PointsCase):
    def test_points_of_a_member_are_multiplied(self):
        self.sell()
        self.assertEqual(self.card().points, 1000)
        self.gold.points_multiplier = 1.5
        self.hold(self.gold)
        self.sell(user=self.seller)
        self.assertEqual(self.card().points, 2500)
        self.assertEqual(self.card().history_ids.mapped("issued"), [1500, 1000])

    def test_the_tier_of_the_orders_company_counts(self):
        other = self.make_company("Other")
        group = self.make_group((1,), company_id=other.id)
        group.tier_ids.points_multiplier = 3
        self.env["cs.tier.membership"].create(
            {"partner_id": self.lan.id, "group_id": group.id, "tier_id": group.tier_ids.id}
        )
        self.sell()
        self.assertEqual(self.card().points, 1000)

    def test_money_on_a_card_is_not_multiplied(self):
        self.gold.points_multiplier = 2
        self.hold(self.gold)
        wallet = self.env["loyalty.program"].create(
            {
                "name": "Wallet",
                "program_type": "ewallet",
                "applies_on": "future",
                "trigger": "auto",
                "company_id": self.company.id,
                "rule_ids": [
                    Command.create(
                        {"reward_point_mode": "money", "reward_point_amount": 1,
                         "product_ids": [Command.set(self.product.ids)]}
                    )
                ],
            }
        )
        order = self.order()
        status = order._program_check_compute_points(wallet | self.program)
        self.assertEqual(status[wallet]["points"][0], MILLION)
        self.assertEqual(status[self.program]["points"][0], 2000)


@tagged("post_install", "-at_install")
class TestCreditNotes(PointsCase):
    def test_a_whole_credit_note_takes_all(self):
        invoice = self.bill(self.sell())
        self.take(invoice)
        self.assertEqual(self.card().points, 0)
        line = self.card().history_ids[0]
        self.assertEqual((line.used, line.issued, line.order_model), (1000, 0, "account.move"))
        self.assertIn("Credit note", line.description)
        self.assertIn("/my/invoices/", line._get_order_portal_url())
        self.assertTrue(line._get_order_description())

    def test_parts_add_up_to_the_whole(self):
        invoice = self.bill(self.sell())
        self.take(invoice, 3)
        self.assertEqual(self.card().points, 700)
        self.take(invoice, 3)
        self.assertEqual(self.card().points, 400)
        self.take(invoice, 4)
        self.assertEqual(self.card().points, 0)
        self.take(invoice, 10)
        self.assertEqual(self.card().points, 0, "more than the order takes nothing more")

    def test_never_below_zero(self):
        order = self.sell()
        invoice = self.bill(order)
        self.card().points = 250
        self.take(invoice)
        self.assertEqual(self.card().points, 0)
        self.assertEqual(self.card().history_ids[0].used, 250)

    def test_twice_is_once(self):
        invoice = self.bill(self.sell())
        refund = self.take(invoice, 5)
        for _time in range(2):
            refund._cs_settle_points()
        self.assertEqual(self.card().points, 500)
        refund._cs_queue_points()
        self.settle()
        self.assertEqual(self.card().points, 500)

    def test_given_again_when_the_credit_note_is_reset(self):
        invoice = self.bill(self.sell())
        refund = self.take(invoice, 5)
        refund.button_draft()
        self.settle()
        self.assertEqual(self.card().points, 1000)
        self.assertEqual(self.card().history_ids[0].issued, 500)
        refund.action_post()
        self.settle()
        self.assertEqual(self.card().points, 500)
        refund.button_draft()
        refund.button_cancel()
        self.settle()
        self.assertEqual(self.card().points, 1000)

    def test_only_what_was_taken_is_given_again(self):
        invoice = self.bill(self.sell())
        self.card().points = 250
        refund = self.take(invoice)
        refund.button_draft()
        self.settle()
        self.assertEqual(self.card().points, 250)

    def test_cancelling_the_order_takes_them_once(self):
        order = self.sell()
        other = self.sell(2)
        refund = self.take(self.bill(order))
        self.assertEqual(self.card().points, 2000)
        order.with_user(self.chief)._action_cancel()
        self.assertEqual(order.state, "cancel")
        self.assertEqual(self.card().points, 2000)
        refund._cs_queue_points()
        self.settle()
        self.assertEqual(self.card().points, 2000)
        self.assertEqual(other.state, "sale")

    def test_a_credit_note_with_a_line_of_its_own(self):
        invoice = self.bill(self.sell())
        refund = self.draft(self.lan, 0.2, "2027-06-15", move_type="out_refund",
                            reversed_entry_id=invoice.id)
        refund.action_post()
        self.settle()
        self.assertEqual(self.card().points, 800)

    def test_a_credit_note_of_another_sale_takes_nothing(self):
        self.sell()
        alone = self.invoice(self.lan, 5, "2027-06-14")
        self.refund(alone, 5, "2027-06-15")
        self.settle()
        self.assertEqual(self.card().points, 1000)

    def test_one_failure_does_not_hold_the_others(self):
        first, second = self.bill(self.sell()), self.bill(self.sell())
        refunds = self.take(first, post=False) | self.take(second, post=False)
        refunds.action_post()
        self.env.cr.flush()
        moves = type(self.env["account.move"])
        take = moves._cs_take_points

        def failing(move):
            if move == refunds[0]:
                raise ValueError("broken")
            return take(move)

        self.patch(moves, "_cs_take_points", failing)
        with self.assertLogs("odoo.addons.cs_loyalty", "ERROR"):
            self.assertEqual(self.env["cs.points.pending"]._process_batch(), 1)
        self.assertEqual(self.env["cs.points.pending"].search([]).move_id, refunds[0])
        self.assertEqual(self.card().points, 1000)

    def test_points_in_another_currency(self):
        order = self.sell()
        invoice = self.bill(order)
        refund = self.take(invoice, 5, post=False)
        self.assertEqual(refund._cs_get_shares(), {order: refund._cs_get_shares()[order]})
        self.assertEqual(float(refund._cs_get_shares()[order]), 0.5)


@tagged("post_install", "-at_install")
class TestHands(PointsCase):
    """Points are written by the engine, whose rights are the salesperson's, and by no hand."""

    def test_the_engine_works_for_salespeople(self):
        order = self.sell(6, user=self.seller)
        self.assertEqual(self.card().points, 6000)
        second = self.order(1, user=self.seller)
        second._update_programs_and_rewards()
        card, rewards = next(iter(second._get_claimable_rewards().items()))
        self.assertEqual(second._apply_program_reward(rewards[0], card), {})
        second.action_confirm()
        self.assertEqual(self.card().points, 6000 - 5000 + 1000)
        second.copy()
        second.with_user(self.chief)._action_cancel()
        self.assertEqual(self.card().points, 6000)
        order.with_user(self.chief)._action_cancel()
        self.assertEqual(self.card().points, 0)

    def test_salespeople_write_no_points(self):
        order = self.sell(user=self.seller)
        card, line = self.card().with_user(self.seller), order.order_line
        wizard = self.env["loyalty.card.update.balance"].with_user(self.seller).create(
            {"card_id": card.id, "new_balance": 9, "description": "gift"}
        )
        for action in (
            lambda: card.write({"points": 9}),
            lambda: card.write({"partner_id": self.seller.partner_id.id}),
            lambda: card.write({"code": "1"}),
            card.action_archive,
            card.action_loyalty_update_balance,
            wizard.action_update_card_point,
            lambda: card.history_ids.write({"issued": 9}),
            lambda: self.env["loyalty.history"].with_user(self.seller).create(
                {"card_id": card.id, "description": "gift", "issued": 9}
            ),
            lambda: line.write({"points_cost": -9, "coupon_id": card.id}),
            lambda: order.write(
                {"order_line": [Command.create({"product_id": self.product.id,
                                                "coupon_id": card.id, "points_cost": -9})]}
            ),
            lambda: self.program.with_user(self.seller).write({"cs_tier_ids": [Command.clear()]}),
        ):
            with self.assertRaises(AccessError):
                action()
        self.assertEqual(self.card().points, 1000)

    def test_sales_administrators_write_points(self):
        self.sell()
        self.card().with_user(self.chief).points = 77
        self.assertEqual(self.card().points, 77)
