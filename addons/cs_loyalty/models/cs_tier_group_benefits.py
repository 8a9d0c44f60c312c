from odoo import models
from odoo.tools import SQL


class CsTierGroup(models.Model):
    _inherit = "cs.tier.group"

    def write(self, vals):
        result = super().write(vals)
        if {"active", "company_id", "is_primary", "sequence"} & vals.keys():
            self._queue_benefits()
        return result

    def unlink(self):
        self._queue_benefits()
        return super().unlink()

    def _queue_benefits(self):
        """Have the benefits of all members settled: another group may decide now, or none."""
        self.env["cs.tier.benefit.pending"]._queue(
            SQL(
                """SELECT partner_id FROM cs_tier_membership
                    WHERE group_id = ANY(%s) AND tier_id IS NOT NULL""",
                self.ids,
            )
        )
