from odoo import models


class SaleOrderLine(models.Model):
    """A kit on a confirmed order: its components move, and are cut, in the bill's proportion."""

    _inherit = "sale.order.line"

    def _cs_is_brought_by(self, move):
        return super()._cs_is_brought_by(move) or bool(move.bom_line_id)

    def _cs_planned_qty(self):
        if not self._cs_way_moves().bom_line_id:
            return super()._cs_planned_qty()
        return self._cs_product_qty(self._get_qty_procurement())

    def _cs_products_to_lock(self):
        kits = self.filtered(lambda line: line.product_id.is_kits)
        return super()._cs_products_to_lock() | kits._cs_stocked_products(
            kits.product_id._cs_facts(kits.company_id)
        )
