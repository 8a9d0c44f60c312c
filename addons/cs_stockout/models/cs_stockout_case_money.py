from odoo import Command, fields, models
from odoo.tools import float_compare, format_amount


class CsStockoutCase(models.Model):
    """Orders that are paid or invoiced already: what is owed is prepared, never posted."""

    _inherit = "cs.stockout.case"

    settle_amount = fields.Monetary(
        string="To Settle",
        readonly=True,
        help="More than zero: the customer pays it. Less: it is paid back. Taxes included.",
    )
    credit_note_id = fields.Many2one(
        "account.move",
        readonly=True,
        index="btree_not_null",
        help="Prepared as a draft when the missing part was invoiced already.",
    )
    payment_link = fields.Char(readonly=True, help="Where the customer pays the difference.")

    def _cs_settle(self, option, done):
        """Prepare what an invoiced or paid order owes after this choice.

        :param bool done: the choice was carried out; else only the credit note is prepared,
            which is often what was in its way
        :returns: what a person has to do, a list of sentences
        """
        self.ensure_one()
        steps = []
        if option.kind not in ("substitute", "cancel"):
            return steps
        invoiced = self._cs_invoiced_too_much(done)
        if invoiced and not self.credit_note_id:
            steps.append(self._cs_prepare_credit_note(invoiced))
        paid = self._cs_paid_amount()
        if done and not self.currency_id.is_zero(paid):
            amount = self.currency_id.round(self._cs_amount_to_settle(option))
            steps += self._cs_settle_paid(amount, paid, self.order_id.amount_total)
        return steps

    def _cs_settle_paid(self, amount, paid, total):
        """Prepare what is owed on an order of ``total`` of which ``paid`` was paid before.

        Who has only paid a part of it owes nothing now: the invoice will say the rest.

        :returns: what a person has to do, a list of sentences
        """
        currency = self.currency_id
        if amount > 0 and currency.compare_amounts(paid, total - amount) >= 0:
            self.settle_amount = amount
            return [self._cs_prepare_payment_link(amount)]
        if amount < 0 and currency.compare_amounts(paid, total) > 0:
            back = min(-amount, paid - total)
            self.settle_amount = -back
            return [
                self.env._(
                    "Pay back %(amount)s: the order was paid before its quantity changed.",
                    amount=format_amount(self.env, back, currency),
                )
            ]
        return []

    def _cs_amount_to_settle(self, option):
        """Return what the customer pays more (or less) because of this choice."""
        if option.kind == "substitute":
            return option.difference
        line = self.sale_line_id
        return -line._cs_to_pay(
            line.tax_ids, line.product_id, line.price_unit, line.discount, self.short_qty
        )

    def _cs_invoice_lines(self):
        """Return the posted invoice lines of this order line."""
        return self.sale_line_id.invoice_lines.filtered(
            lambda line: line.parent_state == "posted" and line.move_id.move_type == "out_invoice"
        )

    def _cs_invoiced_too_much(self, done):
        """Return how much of what is missing was invoiced, in the line's unit."""
        if not self._cs_invoice_lines():
            return 0.0
        line = self.sale_line_id
        kept = line.product_uom_qty - (0.0 if done else self.short_qty)
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        over = line.qty_invoiced - max(kept, 0.0)
        return over if float_compare(over, 0.0, precision_digits=digits) > 0 else 0.0

    def _cs_paid_amount(self):
        """Return what was paid for this order, by transaction or on its invoices."""
        invoices = self.order_id.invoice_ids.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice"
        )
        on_invoices = sum(move.amount_total - move.amount_residual for move in invoices)
        return max(self.order_id.amount_paid, on_invoices)

    def _cs_prepare_credit_note(self, quantity):
        """Draft a credit note for what was invoiced and is not delivered.

        :returns: what a person has to do with it
        """
        invoice_line = self._cs_invoice_lines()[:1]
        self.credit_note_id = self.env["account.move"].create(
            self._prepare_credit_note_values(invoice_line, quantity)
        )
        return self.env._(
            "A draft credit note is prepared: check and post it. If the choice was refused, make "
            "it once more."
        )

    def _prepare_credit_note_values(self, invoice_line, quantity):
        """Return the values of the draft credit note (hook)."""
        invoice, line = invoice_line.move_id, self.sale_line_id
        unit = line.product_uom_id
        return {
            "move_type": "out_refund",
            "partner_id": invoice.partner_id.id,
            "company_id": invoice.company_id.id,
            "currency_id": invoice.currency_id.id,
            "fiscal_position_id": invoice.fiscal_position_id.id,
            "invoice_origin": self.order_id.name,
            "reversed_entry_id": invoice.id,
            "journal_id": invoice.journal_id.id,
            "invoice_line_ids": [
                Command.create(
                    {
                        "product_id": line.product_id.id,
                        "name": invoice_line.name,
                        "product_uom_id": unit.id,
                        "quantity": quantity,
                        "price_unit": invoice_line.price_unit,
                        "discount": invoice_line.discount,
                        "tax_ids": [Command.set(invoice_line.tax_ids.ids)],
                        "sale_line_ids": [Command.link(line.id)],
                    }
                )
            ],
        }

    def _cs_prepare_payment_link(self, amount):
        """Prepare the link by which the customer pays the difference.

        :returns: what a person has to do with it
        """
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
        self.payment_link = wizard.link
        return self.env._(
            "The customer pays %(amount)s more. Send the payment link, or invoice it.",
            amount=format_amount(self.env, amount, self.currency_id),
        )

    def _cs_money_words(self):
        """Return what the receipt says about money, for the customer."""
        amount = format_amount(self.env, abs(self.settle_amount), self.currency_id)
        if self.settle_amount > 0:
            return [self.env._("%(amount)s are still to be paid.", amount=amount)]
        if self.settle_amount < 0:
            return [self.env._("We pay %(amount)s back to you.", amount=amount)]
        return []
