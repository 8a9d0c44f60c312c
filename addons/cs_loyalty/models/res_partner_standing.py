from odoo import api, fields, models
from odoo.tools import SQL

SALES_OR_LOYALTY = "sales_team.group_sale_salesman,cs_loyalty.cs_loyalty_group_user"


class ResPartner(models.Model):
    """What stands beside the tier in lists and on the contact, and grouping by it."""

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

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let lists be grouped by the tier, which is stored with the membership alone."""
        if field_expr != "cs_tier_id":
            return super()._field_to_sql(alias, field_expr, query)
        return SQL(
            "(SELECT tier_id FROM cs_tier_membership WHERE group_id = %s AND partner_id = %s)",
            self.env["cs.tier.group"]._primary(self.env.company).id or None,
            self._field_to_sql(alias, "commercial_partner_id", query),
        )
