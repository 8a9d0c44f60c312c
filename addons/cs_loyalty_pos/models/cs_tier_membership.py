from odoo import models
from odoo.addons.cs_loyalty.tools.palette import tier_color
from odoo.tools import format_date


class CsTierMembership(models.Model):
    _inherit = "cs.tier.membership"

    def _cs_pos_color(self):
        return tier_color(self.tier_id.color) if self.tier_id else False

    def _cs_pos_last(self):
        if not self.last_document_date:
            return False
        return self.env._(
            "Last purchase on %(date)s.", date=format_date(self.env, self.last_document_date)
        )
