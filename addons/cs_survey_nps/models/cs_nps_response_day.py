import pytz
from odoo import api, fields, models


class CsNpsResponse(models.Model):
    _inherit = "cs.nps.response"  # by concern; pylint: disable=consider-merging-classes-inherited

    answered_on = fields.Date(
        string="Day",
        compute="_compute_answered_on",
        store=True,
        precompute=True,
        help="Day of the answer where the company is: figures do not move with who looks.",
    )

    @api.depends("answered_at", "program_id")
    def _compute_answered_on(self):
        for response in self:
            zone = pytz.timezone(response.program_id.sudo().timezone or "UTC")
            moment = pytz.utc.localize(response.answered_at)
            response.answered_on = moment.astimezone(zone).date()
