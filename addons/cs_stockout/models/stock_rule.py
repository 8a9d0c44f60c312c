from odoo import models


class StockRule(models.Model):
    """Which rules get goods to order is known of their routes, until one changes."""

    _name = "stock.rule"
    _inherit = ["stock.rule", "cs.cached.mixin"]
