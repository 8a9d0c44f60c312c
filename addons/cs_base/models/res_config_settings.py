from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_service_phone = fields.Char(related="company_id.cs_service_phone", readonly=False)
