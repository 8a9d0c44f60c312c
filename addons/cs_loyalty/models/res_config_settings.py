from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_primary_group_id = fields.Many2one(
        "cs.tier.group",
        string="Group Shown on Customers",
        compute="_compute_cs_primary_group_id",
        inverse="_inverse_cs_primary_group_id",
        domain="[('company_id', '=', company_id)]",
    )

    cs_near_percent = fields.Integer(related="company_id.cs_near_percent", readonly=False)
    cs_birthday_days = fields.Integer(related="company_id.cs_birthday_days", readonly=False)

    cs_next_review = fields.Datetime(
        string="Next Nightly Review",
        compute="_compute_cs_next_review",
        inverse="_inverse_cs_next_review",
        help="Every day at this hour all members of all groups are reviewed.",
    )

    @api.depends("company_id")
    def _compute_cs_next_review(self):
        cron = self.env.ref("cs_loyalty.ir_cron_review", raise_if_not_found=False)
        for settings in self:
            settings.cs_next_review = cron and cron.sudo().nextcall

    def _inverse_cs_next_review(self):
        cron = self.env.ref("cs_loyalty.ir_cron_review", raise_if_not_found=False)
        for settings in self:
            if cron and settings.cs_next_review and settings.cs_next_review != cron.nextcall:
                cron.nextcall = settings.cs_next_review

    @api.depends("company_id")
    def _compute_cs_primary_group_id(self):
        for settings in self:
            settings.cs_primary_group_id = self.env["cs.tier.group"].search(
                [("company_id", "=", settings.company_id.id), ("is_primary", "=", True)], limit=1
            )

    def _inverse_cs_primary_group_id(self):
        for settings in self:
            groups = self.env["cs.tier.group"].search(
                [("company_id", "=", settings.company_id.id), ("is_primary", "=", True)]
            )
            if groups != settings.cs_primary_group_id:
                groups.is_primary = False
                settings.cs_primary_group_id.is_primary = True
