from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_stockout_offer = fields.Selection(related="company_id.cs_stockout_offer", readonly=False)
    cs_stockout_policy = fields.Selection(
        related="company_id.cs_stockout_policy", readonly=False
    )
    cs_stockout_deadline_hours = fields.Float(
        related="company_id.cs_stockout_deadline_hours", readonly=False
    )
    cs_stockout_default_choice = fields.Selection(
        related="company_id.cs_stockout_default_choice", readonly=False
    )
    cs_stockout_reminder_hours = fields.Float(
        related="company_id.cs_stockout_reminder_hours", readonly=False
    )
    cs_stockout_free_delivery = fields.Boolean(
        related="company_id.cs_stockout_free_delivery", readonly=False
    )
    cs_stockout_cause_id = fields.Many2one(
        related="company_id.cs_stockout_cause_id", readonly=False
    )
    cs_stockout_demand_days = fields.Integer(
        related="company_id.cs_stockout_demand_days", readonly=False
    )
    cs_stockout_service_level = fields.Selection(
        related="company_id.cs_stockout_service_level", readonly=False
    )
    cs_stockout_repurchase_days = fields.Integer(
        related="company_id.cs_stockout_repurchase_days", readonly=False
    )
    cs_stockout_fair_queue = fields.Boolean(
        related="company_id.cs_stockout_fair_queue", readonly=False
    )
    cs_stockout_affinity = fields.Boolean(
        related="company_id.cs_stockout_affinity", readonly=False
    )
