from odoo import api, fields, models


class CsTieredMixin(models.AbstractModel):
    """What concerns a customer shows her tier: needs ``partner_id`` and ``company_id``."""

    _name = "cs.tiered.mixin"
    _description = "Shows the Customer's Tier"

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
        for company, records in self.grouped("company_id").items():
            customers = records.partner_id.with_company(company)
            tiers = {customer.id: customer.cs_tier_id for customer in customers}
            for record in records:
                record.cs_tier_id = tiers.get(record.partner_id.id)
                record.cs_tier_color = record.cs_tier_id.color
