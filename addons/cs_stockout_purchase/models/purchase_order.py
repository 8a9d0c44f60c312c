from odoo import fields, models


class PurchaseOrder(models.Model):
    """An RFQ knows the customers who wait for it."""

    _inherit = "purchase.order"

    cs_stockout_case_count = fields.Integer(
        string="Stock-out Cases",
        compute="_compute_cs_stockout_case_count",
        groups="cs_stockout.cs_stockout_group_user",
    )

    def _compute_cs_stockout_case_count(self):
        for order in self:
            order.cs_stockout_case_count = len(order.order_line.cs_stockout_case_ids)

    def action_cs_stockout_cases(self):
        """Open the stock-out cases that these orders were made for.

        :returns: the action
        """
        self.check_access("read")
        self.env["cs.stockout.case"].check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_stockout.cs_stockout_case_action"
        )
        action["domain"] = [("purchase_line_id.order_id", "in", self.ids)]
        action["context"] = {}
        return action

    def button_approve(self, force=False):
        result = super().button_approve(force=force)
        self.filtered(lambda order: order.state == "purchase").order_line._cs_tell_expected({})
        return result

    def button_cancel(self):
        result = super().button_cancel()
        for line in self.order_line:
            line.sudo().cs_stockout_case_ids._cs_expect_no_more(line)
        return result

    def _cs_tidy_origins(self):
        """Name each source once: several needs were joined to one line."""
        for order in self.filtered("origin"):
            origin = ", ".join(dict.fromkeys(order.origin.split(", ")))
            if origin != order.origin:
                order.origin = origin
