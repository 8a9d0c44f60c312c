from odoo.tests import TransactionCase, tagged

from .common import StockoutCommon


@tagged("post_install", "-at_install")
class TestMoney(StockoutCommon, TransactionCase):
    """Orders paid or invoiced before something was missing: prepared, never posted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._rule(price_policy="substitute")
        cls.cooker.invoice_policy = "order"

    def _choose(self, case, kind):
        return case.sudo()._cs_choose(kind, self._option(case, kind).id)

    def _paid(self, case):
        """Record an online payment of the whole order."""
        provider = self.env["payment.provider"].create(
            {"name": "Thẻ", "code": "none", "company_id": self.company.id}
        )
        method = self.env["payment.method"].search([], limit=1)
        order = case.order_id
        self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "reference": f"TX-{order.id}",
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "state": "done",
                "sale_order_ids": [(6, 0, order.ids)],
            }
        )
        order.invalidate_recordset(["amount_paid"])
        self.assertEqual(order.amount_paid, order.amount_total)

    def test_what_was_invoiced_is_settled_by_the_draft_and_said_in_the_receipt(self):
        case = self._offered()
        invoice = case.order_id._create_invoices()
        invoice.action_post()
        self.assertEqual(self._choose(case, "cancel")[0], "done")
        (note,) = case.order_id.invoice_ids - invoice
        self.assertEqual((note.state, note.move_type), ("draft", "out_refund"))
        self.assertEqual(case.settle_amount, -note.amount_total)
        self.assertEqual(case.settle_amount, -3 * 1_250_000)
        self.assertIn("back to you", case._cs_money_words()[0])
        self.assertEqual(len(case.activity_ids), 1)

    def test_a_paid_order_that_shrinks_is_paid_back_by_a_person(self):
        case = self._offered()
        self._paid(case)
        self.assertEqual(self._choose(case, "cancel")[0], "done")
        self.assertEqual(case.settle_amount, -3 * 1_250_000)
        self.assertIn("Pay back", case.activity_ids.note)
        self.assertFalse(case.order_id.invoice_ids)
        (words,) = case._cs_money_words()
        self.assertIn("3,750,000", words)

    def test_a_paid_order_with_a_dearer_substitute_gets_a_payment_link(self):
        case = self._offered()
        self._paid(case)
        self.assertEqual(self._choose(case, "substitute")[0], "done")
        self.assertEqual(case.settle_amount, 3 * 50_000)
        self.assertIn("payment_amount=150000", case.payment_link)
        self.assertIn("payment link", case.activity_ids.note)

    def test_a_cheaper_substitute_is_paid_back(self):
        self.newer.list_price = 1_200_000
        case = self._offered()
        self._paid(case)
        self._choose(case, "substitute")
        self.assertEqual(case.settle_amount, -3 * 50_000)

    def test_taken_back_nothing_is_owed(self):
        case = self._offered()
        self._paid(case)
        self._choose(case, "substitute")
        case.action_undo()
        self.assertFalse(case.settle_amount)
        self.assertFalse(case.payment_link)
        self.assertFalse(case._cs_money_words())

    def test_who_has_not_paid_owes_nothing_yet(self):
        case = self._offered()
        self._choose(case, "substitute")
        self.assertFalse(case.settle_amount)
        self.assertFalse(case.payment_link)
        self.assertFalse(case.activity_ids)

    def test_waiting_costs_nothing(self):
        case = self._offered()
        self._paid(case)
        self._choose(case, "wait")
        self.assertFalse(case.settle_amount)

    def test_an_order_that_is_cancelled_afterwards_asks_for_no_money(self):
        case = self._offered()
        self._paid(case)
        self._choose(case, "substitute")
        self.assertTrue(case._cs_is_to_pay())
        order = case.order_id
        order._action_cancel()
        self.assertFalse(case._cs_is_to_pay())
        self.assertIn("cancelled", case._cs_sentence())
        self.assertFalse(case._cs_receipt(order._cs_moment, order._cs_day))

    def test_who_has_paid_the_difference_is_not_asked_again(self):
        case = self._offered()
        self._paid(case)
        self._choose(case, "substitute")
        order = case.order_id
        order.transaction_ids.amount = order.amount_total
        order.invalidate_recordset(["amount_paid"])
        self.assertFalse(case._cs_is_to_pay())
        self.assertFalse(case._cs_money_words())

    def test_a_difference_that_was_invoiced_and_paid_is_not_asked_for(self):
        case = self._offered()
        case.order_id._create_invoices().action_post()
        self._choose(case, "substitute")
        document = case.change_ids.settlement_id
        self.assertTrue(case._cs_is_to_pay())
        document.action_post()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=document.ids
        ).create({}).action_create_payments()
        self.assertFalse(case._cs_is_to_pay())
