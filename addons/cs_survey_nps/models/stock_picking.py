from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        result = super()._action_done()
        self.env["cs.nps.program"]._on_orders("delivery", self._cs_nps_orders())
        return result

    def _cs_nps_orders(self):
        """Return the orders whose goods reached the customer with these transfers."""
        return self.filtered(
            lambda picking: picking.state == "done"
            and picking.location_dest_id.usage == "customer"
        ).sudo().sale_id
