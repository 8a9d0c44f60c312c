from odoo import api, models


class StockMove(models.Model):
    """The operations of a delivery and its slip name what a substitute replaces."""

    _inherit = "stock.move"

    @api.depends("sale_line_id.cs_replaces_line_id")
    def _compute_description_picking(self):
        result = super()._compute_description_picking()
        for move in self:
            replaced = move.sale_line_id.sudo().cs_replaces_line_id
            if not replaced or move.description_picking_manual:
                continue
            lang = replaced.order_id._get_lang()
            text = replaced.with_context(lang=lang)._cs_replaces_text()
            own = move.description_picking
            parts = [own] if own and own != move.product_id.display_name else []
            move.description_picking = "\n".join([*parts, text])
        return result
