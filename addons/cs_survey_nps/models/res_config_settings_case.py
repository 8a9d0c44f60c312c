from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_nps_repeat_days = fields.Integer(
        related="company_id.cs_nps_repeat_days", readonly=False
    )
    cs_nps_told_template_id = fields.Many2one(
        related="company_id.cs_nps_told_template_id", readonly=False
    )
