from odoo import api, fields, models


class CsStockoutCase(models.Model):
    """A case knows the tier of who waits."""

    _inherit = "cs.stockout.case"

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

    def _cs_in_queue(self):
        """Tell the members of the tiers with the highest priority first."""
        return super()._cs_in_queue().sorted(lambda case: -case.cs_tier_id.queue_priority)
