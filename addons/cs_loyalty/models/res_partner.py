from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class TierOfPartner(fields.Many2one):
    """The tier, which is stored with the membership alone: lists can be grouped by it."""

    def to_sql(self, model, alias):
        return SQL(
            "(SELECT tier_id FROM cs_tier_membership WHERE group_id = %s AND partner_id = %s)",
            model.env["cs.tier.group"]._primary(model.env.company).id or None,
            model._field_to_sql(alias, "commercial_partner_id"),
        )


class ResPartner(models.Model):
    _inherit = "res.partner"

    cs_membership_ids = fields.One2many(
        "cs.tier.membership",
        "partner_id",
        string="Memberships",
        groups="sales_team.group_sale_salesman,cs_loyalty.cs_loyalty_group_user",
    )
    cs_tier_id = TierOfPartner(
        "cs.tier",
        string="Tier",
        compute="_compute_cs_tier_id",
        search="_search_cs_tier_id",
        compute_sudo=True,
        help="Tier of the customer's commercial entity in the group that the company shows.",
    )
    cs_tier_color = fields.Integer(related="cs_tier_id.color", related_sudo=True)

    @api.depends("commercial_partner_id")
    @api.depends_context("company")
    def _compute_cs_tier_id(self):
        group = self.env["cs.tier.group"]._primary(self.env.company)
        members = self.env["cs.tier.membership"]
        if group:
            members = members.search_fetch(
                [("group_id", "=", group.id), ("partner_id", "in", self.commercial_partner_id.ids)],
                ["partner_id", "tier_id"],
            )
        tiers = {member.partner_id: member.tier_id for member in members}
        for partner in self:
            partner.cs_tier_id = tiers.get(partner.commercial_partner_id)

    def _search_cs_tier_id(self, operator, value):
        if operator not in ("in", "any", "any!"):
            return NotImplemented
        group = self.env["cs.tier.group"]._primary(self.env.company)
        mine = Domain("group_id", "=", group.id)
        if operator != "in":
            chosen, empty = Domain("tier_id", "any!", value), False
        else:
            chosen, empty = Domain("tier_id", "in", [v for v in value if v]), False in value
        domain = self._cs_in_membership(mine & chosen)
        if empty:
            domain |= ~self._cs_in_membership(mine & Domain("tier_id", "!=", False))
        return domain

    @api.model
    def _cs_in_membership(self, domain):
        members = self.env["cs.tier.membership"].sudo()._search(domain)
        return Domain("commercial_partner_id", "in", members.subselect("partner_id"))

    def action_cs_membership(self):
        """Open the memberships of the customer's commercial entity."""
        self.ensure_one()
        entity = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_loyalty.cs_tier_membership_action"
        )
        members = self.env["cs.tier.membership"].search([("partner_id", "=", entity.id)])
        if len(members) == 1:
            return dict(action, views=[(False, "form")], res_id=members.id, context={})
        return dict(action, domain=[("partner_id", "=", entity.id)], context={})
