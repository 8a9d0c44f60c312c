from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_service_phone = fields.Char(related="company_id.cs_service_phone", readonly=False)
    cs_message_from_hour = fields.Integer(
        related="company_id.cs_message_from_hour", readonly=False
    )
    cs_message_to_hour = fields.Integer(related="company_id.cs_message_to_hour", readonly=False)
    cs_message_sundays = fields.Boolean(related="company_id.cs_message_sundays", readonly=False)
    cs_message_holidays = fields.Boolean(related="company_id.cs_message_holidays", readonly=False)
    cs_message_cap = fields.Integer(related="company_id.cs_message_cap", readonly=False)
    cs_message_cap_days = fields.Integer(related="company_id.cs_message_cap_days", readonly=False)
    cs_consent_required = fields.Boolean(related="company_id.cs_consent_required", readonly=False)
    cs_care_user_id = fields.Many2one(related="company_id.cs_care_user_id", readonly=False)
