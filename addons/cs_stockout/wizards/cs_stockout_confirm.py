from odoo import api, fields, models


class CsStockoutConfirm(models.TransientModel):
    """Asks before an order is confirmed that cannot be delivered whole."""

    _name = "cs.stockout.confirm"
    _description = "Confirm a Short Order"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    line_ids = fields.Many2many("sale.order.line", compute="_compute_line_ids")
    reason = fields.Char(help="It goes into the chatter of the order.")

    @api.depends("order_id")
    def _compute_line_ids(self):
        for wizard in self:
            wizard.line_ids = wizard.order_id._cs_short_lines()

    def _get_action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("This Order Is Short"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_confirm(self):
        """Confirm the order although it is short.

        :returns: closes the window
        """
        self.ensure_one()
        self.order_id._cs_confirm_short(self.reason)
        return {"type": "ir.actions.act_window_close"}

    def action_shortages(self):
        """See the substitutes instead.

        :returns: the action
        """
        self.ensure_one()
        return self.order_id.action_cs_shortages()
