from odoo.fields import Command
from odoo.tests import tagged

from .common import MILLION, LoyaltyCase


@tagged("post_install", "-at_install")
class TestCredit(LoyaltyCase):
    """eWallet and gift-card credit is a means of payment, in invoices and orders alike."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods = cls.make_product(invoice_policy="order")
        cls.top_up = cls.make_product("Top-up", type="service", invoice_policy="order")
        cls.wallet = cls.env["loyalty.program"].create(
            {
                "name": "Wallet",
                "program_type": "ewallet",
                "company_id": cls.company.id,
                "currency_id": cls.vnd.id,
                "applies_on": "future",
                "trigger": "auto",
                "rule_ids": [
                    Command.create(
                        {
                            "reward_point_amount": 1,
                            "reward_point_mode": "money",
                            "product_ids": [Command.set(cls.top_up.ids)],
                        }
                    )
                ],
                "reward_ids": [
                    Command.create(
                        {
                            "discount": 1,
                            "discount_mode": "per_point",
                            "discount_applicability": "order",
                            "required_points": 1,
                            "description": "Wallet",
                        }
                    )
                ],
            }
        )
        cls.wallet.reward_ids.discount_line_product_id.invoice_policy = "order"
        cls.by_invoice = cls.make_group((5, 10))
        cls.by_order = cls.make_group(
            (5, 10), name="Orders", is_primary=False, source="order"
        )

    def _order(self, product, millions, **values):
        return self.env["sale.order"].create(
            {
                "partner_id": self.lan.id,
                "company_id": self.company.id,
                "currency_id": self.vnd.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": millions,
                            "price_unit": MILLION,
                            "tax_ids": False,
                        }
                    )
                ],
                **values,
            }
        )

    def _invoice_order(self, order, day):
        move = order._create_invoices()
        move.invoice_date = day
        move.action_post()
        return move

    def _pay_from_wallet(self, order, millions):
        card = self.env["loyalty.card"].create(
            {
                "program_id": self.wallet.id,
                "partner_id": self.lan.id,
                "points": millions * MILLION,
            }
        )
        order._update_programs_and_rewards()
        order._apply_program_reward(self.wallet.reward_ids, card)

    def _contributions(self, day="2027-06-15"):
        for group in (self.by_invoice, self.by_order):
            self.review(group, day)
        return [
            self.member(group).contribution / MILLION
            for group in (self.by_invoice, self.by_order)
        ]

    def test_case_7_goods_paid_from_a_wallet_count_whole(self):
        order = self._order(self.goods, 10)
        self._pay_from_wallet(order, 3)
        self.assertEqual(order.amount_untaxed, 7 * MILLION)
        order.action_confirm()
        move = self._invoice_order(order, "2027-06-10")
        self.assertEqual(move.amount_untaxed_signed, 7 * MILLION)
        self.assertEqual(self._contributions(), [10, 10])
        row = self.env["cs.tier.contribution"].search([("res_id", "=", move.id)])
        self.assertEqual((row.amount, row.set_apart), (10 * MILLION, -3 * MILLION))

    def test_case_7_credit_sold_is_no_purchase(self):
        order = self._order(self.top_up, 5)
        order.action_confirm()
        self._invoice_order(order, "2027-06-10")
        self.assertEqual(self._contributions(), [0, 0])
        rows = self.env["cs.tier.contribution"].search([("partner_id", "=", self.lan.id)])
        self.assertEqual(rows.mapped("excluded"), ["credit_sold"] * 2)
        mixed = self._order(self.goods, 4)
        mixed.order_line = [
            Command.create(
                {"product_id": self.top_up.id, "price_unit": MILLION, "tax_ids": False}
            )
        ]
        mixed.action_confirm()
        self._invoice_order(mixed, "2027-06-11")
        self.assertEqual(self._contributions(), [4, 4])
        self.wallet.active = False
        self.assertEqual(self._contributions(), [4, 4], "an archived program's credit stays so")

    def test_case_7_a_deposit_counts_each_part_on_its_own_date(self):
        order = self._order(self.goods, 10)
        order.action_confirm()
        context = {"active_model": "sale.order", "active_ids": order.ids}
        wizard = self.env["sale.advance.payment.inv"].with_context(**context)
        deposit = wizard.create({"advance_payment_method": "percentage", "amount": 30})
        first = deposit._create_invoices(order)
        first.invoice_date = "2026-07-10"
        first.action_post()
        rest = order._create_invoices(final=True)
        rest.invoice_date = "2027-01-10"
        rest.action_post()
        self.assertEqual(first.amount_untaxed, 3 * MILLION)
        self.assertEqual(rest.amount_untaxed, 7 * MILLION)
        self.assertEqual(self._contributions("2027-07-09")[0], 10)
        self.assertEqual(self._contributions("2027-07-10")[0], 7)
        self.assertEqual(self._contributions("2028-01-10")[0], 0)

    def test_a_refund_takes_the_goods_back_whole(self):
        order = self._order(self.goods, 10)
        self._pay_from_wallet(order, 3)
        order.action_confirm()
        move = self._invoice_order(order, "2027-06-10")
        wizard = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        action = wizard.create({"journal_id": move.journal_id.id}).refund_moves()
        back = self.env["account.move"].browse(action["res_id"])
        back.invoice_date = "2027-06-12"
        back.action_post()
        self.assertEqual(self._contributions()[0], 0)
        row = self.env["cs.tier.contribution"].search([("res_id", "=", back.id)])
        self.assertEqual((row.amount, row.set_apart), (-10 * MILLION, 3 * MILLION))

    def test_units_are_goods_only(self):
        group = self.make_group((1,), name="Units", is_primary=False, metric="units")
        self.top_up.type = "consu"
        order = self._order(self.goods, 4)
        order.order_line = [
            Command.create(
                {"product_id": self.top_up.id, "price_unit": MILLION, "tax_ids": False}
            )
        ]
        order.action_confirm()
        self._invoice_order(order, "2027-06-11")
        self.review(group, "2027-06-15")
        self.assertEqual(self.member(group).contribution, 4)
