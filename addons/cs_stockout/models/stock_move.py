from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _cs_picked_qty(self):
        """Return what is picked of these moves, in the product's unit."""
        return sum(
            line.quantity_product_uom for line in self.move_line_ids if line.picked
        )
