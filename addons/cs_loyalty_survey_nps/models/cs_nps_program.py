from odoo import api, models


class CsNpsProgram(models.Model):
    _inherit = "cs.nps.program"

    @api.model
    def _get_answer_fields(self):
        return super()._get_answer_fields() | {"cs_tier_id"}
