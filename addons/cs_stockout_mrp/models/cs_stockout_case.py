from odoo import models


class CsStockoutCase(models.Model):
    """Who waits for a kit waits for what was planned, also when its bill was changed since."""

    _inherit = "cs.stockout.case"

    def _cs_effect_wait(self, _option):
        line = self.sale_line_id
        if line._cs_open_moves() and line._cs_is_whole_by_its_parts():
            # By the bill of today something may seem to be missing: planned again it comes twice.
            return None
        return super()._cs_effect_wait(_option)
