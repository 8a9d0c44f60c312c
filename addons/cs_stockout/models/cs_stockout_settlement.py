from odoo import Command, models
from odoo.tools import format_amount


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
