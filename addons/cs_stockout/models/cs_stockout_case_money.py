from odoo import fields, models
from odoo.tools import format_amount


class CsStockoutCase(models.Model):
    """Orders that are paid already: what is owed is prepared, never posted or paid by itself."""

    _inherit = "cs.stockout.case"

    settle_amount = fields.Monetary(
        string="To Settle",
        readonly=True,
        help="More than zero: the customer pays it. Less: it is paid back. Taxes included.",
    )
    payment_link = fields.Char(readonly=True, help="Where the customer pays the difference.")

    def _cs_settle_payment(self, option):
        """Prepare what a paid order owes after this choice, and have a person see to it.

        Where something was invoiced, the draft of the change says what is owed.
        """
        self.ensure_one()
        if option.kind not in ("substitute", "cancel"):
            return
        document = self._cs_settlement_document()
        if document:
            sign = -1 if document.move_type == "out_refund" else 1
            self.settle_amount = sign * document.amount_total
            return
        paid = self.order_id.amount_paid
        if self.currency_id.compare_amounts(paid, 0.0) > 0:
            amount = self.currency_id.round(self._cs_amount_to_settle(option))
            self._cs_settle_paid(amount, paid, self.order_id.amount_total)

    def _cs_settlement_document(self):
        """Return the draft that the change of the order prepared, if any."""
        changes = self.change_ids.filtered(lambda change: not change.undone_at)
        return changes[:1].settlement_id

    def _cs_amount_to_settle(self, option):
        """Return what the customer pays more (or less) because of this choice."""
        if option.kind == "substitute":
            return option.difference
        line = self.sale_line_id
        return -line._cs_to_pay(
            line.tax_ids, line.product_id, line.price_unit, line.discount, self.missing_qty
        )

    def _cs_settle_paid(self, amount, paid, total):
        """Prepare what is owed on an order of ``total`` of which ``paid`` was paid before.

        Who has only paid a part of it owes nothing now: the invoice will say the rest.
        """
        currency = self.currency_id
        if amount > 0 and currency.compare_amounts(paid, total - amount) >= 0:
            self.settle_amount = amount
            self.payment_link = self._cs_payment_link(amount)
            self._cs_todo(
                self.env._(
                    "The customer pays %(amount)s more. Send the payment link, or invoice it.",
                    amount=format_amount(self.env, amount, currency),
                )
            )
        elif amount < 0 and currency.compare_amounts(paid, total) > 0:
            back = min(-amount, paid - total)
            self.settle_amount = -back
            self._cs_todo(
                self.env._(
                    "Pay back %(amount)s: the order was paid before its quantity changed.",
                    amount=format_amount(self.env, back, currency),
                )
            )

    def _cs_payment_link(self, amount):
        """Return the link by which the customer pays the difference."""
        order = self.order_id
        wizard = self.env["payment.link.wizard"].create(
            {
                "res_model": order._name,
                "res_id": order.id,
                "amount": amount,
                "amount_max": amount,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_invoice_id.id,
            }
        )
        return wizard.link

    def _cs_is_to_pay(self):
        """Return whether the customer still owes what this choice costs more."""
        self.ensure_one()
        order, document = self.order_id, self._cs_settlement_document()
        if self.settle_amount <= 0 or order.state == "cancel":
            return False
        if document:
            return document.payment_state not in ("in_payment", "paid", "reversed")
        return self.currency_id.compare_amounts(order.amount_paid, order.amount_total) < 0

    def _cs_money_words(self):
        """Return what the receipt says about money, for the customer."""
        amount = format_amount(self.env, abs(self.settle_amount), self.currency_id)
        if self._cs_is_to_pay():
            return [self.env._("%(amount)s are still to be paid.", amount=amount)]
        if self.settle_amount < 0:
            return [self.env._("We pay %(amount)s back to you.", amount=amount)]
        return []
