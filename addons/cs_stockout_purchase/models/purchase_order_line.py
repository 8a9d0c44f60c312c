from odoo import Command, api, fields, models


class PurchaseOrderLine(models.Model):
    """What is bought for customers who wait, and when it comes."""

    _inherit = "purchase.order.line"

    cs_stockout_case_ids = fields.One2many(
        "cs.stockout.case", "purchase_line_id", string="Stock-outs", readonly=True
    )
    cs_outlook_ids = fields.One2many(
        "cs.product.outlook", "purchase_line_id", string="Stock Outlook", readonly=True
    )

    def _prepare_purchase_order_line_from_procurement(self, *args, **kwargs):
        result = super()._prepare_purchase_order_line_from_procurement(*args, **kwargs)
        values = kwargs["values"] if "values" in kwargs else args[7]
        return {**result, **self._prepare_cs_need_values(values)}

    @api.model
    def _prepare_cs_need_values(self, values):
        """Return the links of a line to what it is bought for."""
        needs = values.get("cs_needs")
        if not needs:
            return {}
        return {needs._PURCHASE_LINKS: [Command.link(need_id) for need_id in needs.ids]}

    def _merge_po_line(self, rfq_line):
        # The RFQ that is merged into this one is cancelled: who waits for it, waits here.
        for needs in (rfq_line.cs_stockout_case_ids, rfq_line.cs_outlook_ids):
            needs.sudo().purchase_line_id = self
        return super()._merge_po_line(rfq_line)

    def write(self, vals):
        if "date_planned" not in vals:
            return super().write(vals)
        before = {line: line.date_planned for line in self}
        result = super().write(vals)
        self.filtered(lambda line: line.order_id.state == "purchase")._cs_tell_expected(before)
        return result

    def _cs_tell_expected(self, before):
        """Tell the cases that wait for these lines when the goods come.

        A date that a person set and that is sooner stays.

        :param dict before: dates of the lines that were told before
        """
        for line in self:
            for case in line.sudo().cs_stockout_case_ids:
                case._cs_expect_purchase(line, before.get(line))
