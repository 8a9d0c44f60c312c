from odoo import models


class StockLocation(models.Model):
    """The usage of its locations decides what a rule does."""

    _inherit = "stock.location"

    def write(self, vals):
        result = super().write(vals)
        if "usage" in vals:
            self.env.registry.clear_cache()
        return result
