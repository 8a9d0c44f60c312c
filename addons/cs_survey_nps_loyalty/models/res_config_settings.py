from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_nps_offer_program_id = fields.Many2one(
        related="company_id.cs_nps_offer_program_id",
        readonly=False,
        domain="[('program_type', '=', 'coupons'), ('company_id', 'in', [False, company_id])]",
    )
    cs_nps_offer_days = fields.Integer(related="company_id.cs_nps_offer_days", readonly=False)
