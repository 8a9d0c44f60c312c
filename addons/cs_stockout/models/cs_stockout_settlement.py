from typing import NamedTuple

from odoo import Command, models
from odoo.tools import format_amount

from ..tools.change import invoiced_excess


class Settlement(NamedTuple):
    """What a choice means for money that is invoiced already; taxes included.

    ``quantity`` (line's unit) of the missing part is invoiced: ``invoiced`` is its amount,
    ``agreed`` what the customer pays for what comes instead of it, ``difference`` is
    ``agreed − invoiced``: below zero the shop owes it, above zero the customer does.
    """

    quantity: float
    invoiced: float
    agreed: float
    difference: float


class CsStockoutCase(models.Model):
    """Amounts of what is invoiced before the choice is made."""

    _inherit = "cs.stockout.case"

    def _cs_settlement(self, option=None):
        """Return the ``Settlement`` if ``option`` (a substitute; none: cancelled) is chosen."""
        self.ensure_one()
        line, currency = self.sale_line_id, self.currency_id
        quantity = invoiced_excess(line.product_uom_qty, line.qty_invoiced, self.short_qty)
        invoiced = currency.round(
            line._cs_to_pay(
                line.tax_ids, line.product_id, line.price_unit, line.discount, quantity
            )
        )
        agreed = 0.0
        if option and option.kind == "substitute" and quantity:
            product, order = option.product_id, self.order_id
            taxes = product.taxes_id._filter_taxes_by_company(self.company_id)
            agreed = currency.round(
                line._cs_to_pay(
                    order.fiscal_position_id.map_tax(taxes), product, option.price_unit,
                    option.discount, option.quantity * quantity / self.short_qty,
                )
            )
        return Settlement(quantity, invoiced, agreed, currency.round(agreed - invoiced))


class CsStockoutChange(models.Model):
    """Money that was invoiced before the change: prepared as a draft, posted by a person."""

    _inherit = "cs.stockout.change"

    def _cs_settle(self):
        """Prepare a draft over what is invoiced too much, and have a person look at it."""
        self.ensure_one()
        line = self.line_id
        rest = line.product_uom_qty
        if line.product_uom_id.compare(line.qty_invoiced, rest) <= 0 or not self.quantity:
            return
        drafts = line.invoice_lines.move_id.filtered(lambda move: move.state == "draft")
        if drafts:
            self.case_id._cs_todo(
                self.env._(
                    "%(product)s is on the draft invoice %(invoice)s in the old quantity: "
                    "correct it before it is posted.",
                    product=line.product_id.display_name,
                    invoice=", ".join(drafts.mapped("display_name")),
                )
            )
            return
        self.settlement_id = self._cs_create_settlement()
        self.case_id._cs_todo(
            self.env._(
                "A part that was invoiced is no longer delivered. Check and post the draft "
                "%(document)s over %(amount)s.",
                document=self.settlement_id.display_name,
                amount=format_amount(
                    self.env, self.settlement_id.amount_total, self.settlement_id.currency_id
                ),
            )
        )

    def _cs_create_settlement(self):
        """Return a draft invoice of the difference, as a credit note if the shop owes it."""
        lines = self.line_id | self.added_line_id
        order = self.order_id.with_company(self.company_id)
        move = self.env["account.move"].sudo().with_company(self.company_id).create(
            {
                **order._prepare_invoice(),
                "invoice_line_ids": [
                    Command.create(line._prepare_invoice_line(quantity=line._cs_to_settle()))
                    for line in lines
                    if line._cs_to_settle()
                ],
            }
        )
        if move.currency_id.compare_amounts(move.amount_total, 0.0) < 0:
            move.action_switch_move_type()
        return move


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _cs_to_settle(self):
        """Return what of this line is not invoiced yet; below zero what is too much."""
        self.ensure_one()
        excess = self.product_uom_qty - self.qty_invoiced
        if excess > 0 and self.product_id.invoice_policy == "delivery":
            return self.qty_delivered - self.qty_invoiced
        return excess
