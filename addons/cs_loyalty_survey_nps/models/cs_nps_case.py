from odoo import api, fields, models


class CsNpsCase(models.Model):
    """A complaint knows the tier of who complains, and waits no longer than that tier allows."""

    _inherit = "cs.nps.case"

    cs_tier_id = fields.Many2one(
        "cs.tier",
        string="Tier",
        compute="_compute_cs_tier_id",
        compute_sudo=True,
        help="Tier of the customer today, in the group that the company shows.",
    )
    cs_tier_color = fields.Integer(
        string="Tier Color", compute="_compute_cs_tier_id", compute_sudo=True
    )

    @api.depends("partner_id", "company_id")
    def _compute_cs_tier_id(self):
        for company, cases in self.grouped("company_id").items():
            customers = cases.partner_id.with_company(company)
            tiers = {customer.id: customer.cs_tier_id for customer in customers}
            for case in cases:
                case.cs_tier_id = tiers.get(case.partner_id.id)
                case.cs_tier_color = case.cs_tier_id.color

    @api.model
    def _get_deadline_hours(self, program, partner, company):
        customer = partner.sudo().with_company(company)
        hours = customer.cs_tier_id.case_deadline_hours
        return hours or super()._get_deadline_hours(program, partner, company)
