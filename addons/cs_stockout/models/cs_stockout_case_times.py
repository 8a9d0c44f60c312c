from odoo import fields, models


class CsStockoutCase(models.Model):
    """When a case was offered and closed: the moments that the figures need."""

    _inherit = "cs.stockout.case"

    offered_at = fields.Datetime(string="First Offered", readonly=True)
    closed_at = fields.Datetime(string="Closed", readonly=True)

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self.sudo()._cs_note_times(vals["state"])
        return result

    def _cs_note_times(self, state):
        now = fields.Datetime.now()
        if state == "offered":
            self.filtered(lambda case: not case.offered_at).offered_at = now
        closed = state in ("done", "cancelled")
        changed = self.filtered(lambda case: bool(case.closed_at) != closed)
        if changed:
            changed.closed_at = now if closed else False
