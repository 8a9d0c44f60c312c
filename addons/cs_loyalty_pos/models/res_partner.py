from odoo import api, fields, models
from odoo.fields import Domain

POS = "point_of_sale.group_pos_user"
SHOWN = [
    "cs_member_code",
    "cs_pos_color",
    "cs_pos_gap",
    "cs_pos_last",
    "cs_pos_numbers",
    "cs_pos_tier",
    "cs_pos_tiers",
    "cs_pos_times",
]


class ResPartner(models.Model):
    """What the cashier sees of a customer: read with her, so that nothing is asked later."""

    _inherit = "res.partner"

    cs_pos_tier = fields.Char("Tier at the Counter", compute="_compute_cs_pos", groups=POS)
    cs_pos_color = fields.Char("Tier Color at the Counter", compute="_compute_cs_pos", groups=POS)
    cs_pos_gap = fields.Char("Missing at the Counter", compute="_compute_cs_pos", groups=POS)
    cs_pos_last = fields.Char("Last Purchase at the Counter", compute="_compute_cs_pos", groups=POS)
    cs_pos_numbers = fields.Char("Numbers at the Counter", compute="_compute_cs_pos", groups=POS)
    cs_pos_tiers = fields.Char("All Tiers at the Counter", compute="_compute_cs_held", groups=POS)
    cs_pos_times = fields.Float("Times at the Counter", compute="_compute_cs_held", groups=POS)

    @api.depends_context("company", "lang")
    def _compute_cs_pos(self):
        """Fill all of them in three queries, however many customers there are."""
        members = self._cs_pos_members()
        numbers = self.env["cs.partner.phone"].sudo()._read_group(
            [("partner_id", "in", self.ids)], ["partner_id"], ["e164:array_agg"]
        )
        numbers = {partner.id: found for partner, found in numbers}
        for partner in self:
            member = members.get(partner.sudo().commercial_partner_id.id)
            partner.cs_pos_numbers = " ".join(numbers.get(partner._origin.id, ())) or False
            partner.cs_pos_tier = member and member.tier_id.name
            partner.cs_pos_color = member and member._cs_pos_color()
            partner.cs_pos_gap = member and member._get_gap_sentence()
            partner.cs_pos_last = member and member._cs_pos_last()

    @api.depends_context("company")
    def _compute_cs_held(self):
        """Fill what programs ask: the tiers of all groups, and the best multiplier of them."""
        rows = self.env["cs.tier.membership"].sudo()._read_group(
            [
                ("partner_id", "in", self.sudo().commercial_partner_id.ids),
                ("tier_id", "!=", False),
                ("group_id.active", "=", True),
                ("group_id.company_id", "parent_of", self.env.company.ids),
            ],
            ["partner_id"],
            ["tier_id:recordset"],
        )
        held = {partner.id: tiers for partner, tiers in rows}
        for partner in self:
            tiers = held.get(partner.sudo().commercial_partner_id.id, self.env["cs.tier"])
            partner.cs_pos_tiers = " ".join(map(str, sorted(tiers.ids))) or False
            partner.cs_pos_times = max(tiers.mapped("points_multiplier"), default=1)

    def _cs_pos_members(self):
        """Return ``{customer id: membership}`` in the group that the company shows."""
        group = self.env["cs.tier.group"]._primary(self.env.company)
        if not group:
            return {}
        members = self.env["cs.tier.membership"].sudo().search(
            [
                ("group_id", "=", group.id),
                ("partner_id", "in", self.sudo().commercial_partner_id.ids),
            ]
        )
        return {member.partner_id.id: member for member in members}

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), *SHOWN]

    @api.model
    def _server_date_to_domain(self, domain):
        """Load those again whose tier or last purchase is newer than what the counter has."""
        last = self.env.context.get("pos_last_server_date")
        narrowed = super()._server_date_to_domain(domain)
        if not last or domain is False or narrowed == domain:
            return narrowed
        day = str(last)[:10]
        members = self.env["cs.tier.membership"].sudo()._search(
            Domain("last_document_date", ">=", day) | Domain("since", ">=", day)
        )
        fresh = Domain("commercial_partner_id", "in", members.subselect("partner_id"))
        return Domain(narrowed) | (Domain(domain) & fresh)

    @api.model
    def get_new_partner(self, config_id, domain, offset):
        """Find customers by any spelling of a number, and by the code on their card."""
        known = Domain.FALSE
        for leaf in domain:
            if isinstance(leaf, (list, tuple)) and leaf[0] == "phone_mobile_search":
                text = str(leaf[2]).strip("% ")
                known |= self._cs_phone_domain(text)
                known |= Domain("cs_member_code", "=", text)
        if domain and known != Domain.FALSE:
            domain = list(Domain(domain) | known)
        return super().get_new_partner(config_id, domain, offset)
