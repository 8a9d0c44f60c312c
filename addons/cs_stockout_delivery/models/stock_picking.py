from markupsafe import Markup
from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _add_delivery_cost_to_so(self):
        """Charge nothing for a shipment that holds only what a customer waited for."""
        self.ensure_one()
        if self._cs_is_waited():
            text = self.env._(
                "The cost of this shipment is not charged: it brings what the customer waited for."
            )
            for record in (self, self.sale_id):
                record._message_log(body=Markup("<p>%s</p>") % text)
            return None
        return super()._add_delivery_cost_to_so()

    def _cs_is_waited(self):
        """Return whether all that this picking brings was waited for, delivery promised free."""
        lines = self.move_ids.filtered(lambda move: move.state != "cancel").sale_line_id
        cases = self.env["cs.stockout.case"].sudo().search(
            [("sale_line_id", "in", lines.ids), ("state", "in", ("waiting", "done"))]
        )
        return bool(lines) and lines <= cases._cs_delivers_free().sale_line_id
