from odoo import api, fields, models

SALES_OR_LOYALTY = "sales_team.group_sale_salesman,cs_loyalty.cs_loyalty_group_user"


class ResPartner(models.Model):
    """What stands beside the tier in lists and on the contact."""

    _inherit = "res.partner"  # pylint: disable=consider-merging-classes-inherited

    cs_tier_since = fields.Date(
        string="Tier Since",
        compute="_compute_cs_standing",
        compute_sudo=True,
        groups=SALES_OR_LOYALTY,
        help="Day of the last move in the group that the company shows.",
    )
    cs_last_purchase = fields.Date(
        string="Last Purchase",
        compute="_compute_cs_standing",
        compute_sudo=True,
        groups=SALES_OR_LOYALTY,
        help="Latest document that is not a return, in the group that the company shows.",
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("company")
    def _compute_cs_standing(self):
        group = self.env["cs.tier.group"]._primary(self.env.company)
        members = self.env["cs.tier.membership"].browse()
        if group:
            members = members.search_fetch(
                [("group_id", "=", group.id), ("partner_id", "in", self.commercial_partner_id.ids)],
                ["partner_id", "tier_id", "since", "last_document_date"],
            )
        standing = {member.partner_id: member for member in members}
        for partner in self:
            member = standing.get(partner.commercial_partner_id, members.browse())
            partner.cs_tier_since = member.tier_id and member.since
            partner.cs_last_purchase = member.last_document_date
