from odoo import models


class SaleOrderLine(models.Model):
    """A kit on a confirmed order: its components move, and are cut, in the bill's proportion."""

    _inherit = "sale.order.line"

    def _cs_planned_qty(self):
        if not self._cs_way_moves().bom_line_id:
            return super()._cs_planned_qty()
        return self._cs_product_qty(self._get_qty_procurement())

    def _cs_situation(self, quantity):
        situation = super()._cs_situation(quantity)
        return situation._replace(kit=True) if self._cs_is_uneven() else situation

    def _cs_is_uneven(self):
        """Return whether the parts that were planned are not in the bill's proportion.

        The bill was changed since, or a part was given up: no number of whole kits says what
        must be cut.
        """
        moves = self._cs_way_moves().sudo()._cs_on_the_shelf()
        if not moves.bom_line_id:
            return False
        planned, parts = moves.grouped("product_id"), self._cs_parts()
        totals = {
            part: planned.get(part, moves.browse())._cs_real_qty() for part in parts
        }
        kits = min(totals[part] / each for part, each in parts.items())
        return any(
            # A share of a piece is rounded up in every delivery.
            totals[part] - kits * each > max(0.01 * totals[part], len(moves) * part.uom_id.rounding)
            for part, each in parts.items()
        )
