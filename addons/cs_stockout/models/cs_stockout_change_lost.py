from odoo import api, fields, models


class CsStockoutChange(models.Model):
    """What a shortage cost: the value of what was cancelled, as it was agreed at that time."""

    _inherit = "cs.stockout.change"

    currency_id = fields.Many2one(related="company_id.currency_id")
    lost_amount = fields.Monetary(
        string="Lost Sales", readonly=True, help="Without taxes, in the company's currency."
    )

    @api.model_create_multi
    def create(self, vals_list):
        changes = super().create(vals_list)
        for change in changes.filtered(lambda change: change.kind == "cancel"):
            change.lost_amount = change._cs_lost_amount()
        return changes

    def _cs_lost_amount(self):
        """Return the value of what was cancelled: price before the change, without taxes."""
        self.ensure_one()
        line, before = self.line_id, self.before
        order = line.order_id
        totals = line.tax_ids.compute_all(
            before["price_unit"] * (1 - before["discount"] / 100),
            currency=order.currency_id,
            # The line may be counted in another unit since.
            quantity=before["product_uom_qty"] * self.quantity / before["real_qty"],
            product=line.product_id,
            partner=order.partner_shipping_id,
        )
        return self.currency_id.round(totals["total_excluded"] / (order.currency_rate or 1.0))
