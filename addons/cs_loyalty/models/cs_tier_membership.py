from odoo import api, fields, models
from odoo.tools import format_date

SHOWN_DOCUMENTS = 80


class CsTierMembership(models.Model):
    """What a customer holds in a group. Narrow, and written only by the review, in bulk."""

    _name = "cs.tier.membership"
    _description = "Tier Membership"
    _log_access = False
    _order = "contribution desc, id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, ondelete="cascade"
    )
    group_id = fields.Many2one("cs.tier.group", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="group_id.company_id")
    tier_id = fields.Many2one("cs.tier", readonly=True, ondelete="restrict")
    color = fields.Integer(related="tier_id.color")
    since = fields.Date(readonly=True, help="Day of the last move, or of the first document.")
    valid_until = fields.Date(
        readonly=True, help="The tier is kept up to this day, whatever the contribution."
    )
    grace_until = fields.Date(
        readonly=True, help="The contribution falls short; the tier is lost after this day."
    )
    in_grace = fields.Boolean(readonly=True)
    contribution = fields.Monetary(currency_field="metric_currency_id", readonly=True)
    next_tier_id = fields.Many2one("cs.tier", readonly=True, index="btree_not_null")
    gap = fields.Monetary(
        string="Missing to the Next",
        currency_field="metric_currency_id",
        readonly=True,
    )
    last_document_date = fields.Date(string="Last Purchase", readonly=True)
    at_risk_date = fields.Date(
        string="Lost On",
        readonly=True,
        help="First day on which the tier would be lost if nothing more were bought, retention "
        "and grace included.",
    )
    own_tier_id = fields.Many2one(
        "cs.tier",
        string="Tier by Purchases",
        readonly=True,
        ondelete="restrict",
        help="While a tier is set by hand: the one that the purchases alone would hold.",
    )
    manual_tier_id = fields.Many2one(
        "cs.tier", string="Set by Hand", readonly=True, ondelete="restrict"
    )
    manual_kind = fields.Selection(
        [("floor", "At least this tier"), ("fixed", "Just this tier")],
        string="Set As",
        readonly=True,
    )
    manual_until = fields.Date(
        string="Set Until", readonly=True, help="Last day; empty: until it is ended by hand."
    )
    manual_reason = fields.Char(
        string="Reason", readonly=True, groups="cs_loyalty.cs_loyalty_group_user"
    )
    metric_currency_id = fields.Many2one(related="group_id.metric_currency_id")
    next_threshold = fields.Monetary(
        related="next_tier_id.threshold", currency_field="metric_currency_id"
    )
    headline = fields.Char(compute="_compute_headline")

    _partner_group_uniq = models.Constraint(
        "UNIQUE (partner_id, group_id)",
        "A customer has one membership in a group.",
    )
    _manual_complete = models.Constraint(
        "CHECK (manual_tier_id IS NULL OR (manual_kind IS NOT NULL AND manual_reason <> ''))",
        "A tier set by hand needs its kind and a reason.",
    )
    _tier_idx = models.Index("(group_id, tier_id)")
    _unsettled_idx = models.Index("(group_id) WHERE at_risk_date = '-infinity'")

    @api.depends_context("lang")
    @api.depends("tier_id", "gap", "contribution")
    def _compute_headline(self):
        for member in self:
            member.headline = " ".join(filter(None, member._get_sentences()))

    def _get_sentences(self):
        """Return where the member stands, and what is missing, as sentences."""
        self.ensure_one()
        group = self.group_id
        value = group._format_value(self.contribution)
        if self.tier_id:
            held = self.env._(
                "%(value)s counted: %(tier)s, from %(threshold)s.",
                value=value,
                tier=self.tier_id.name,
                threshold=group._format_value(self.tier_id.threshold),
            )
        else:
            held = self.env._("%(value)s counted: no tier yet.", value=value)
        return [
            held,
            self._get_manual_sentence(),
            self._get_gap_sentence(),
            self._get_keeping_sentence(),
        ]

    def _get_gap_sentence(self):
        if not self.next_tier_id:
            return False
        return self.env._(
            "%(gap)s more for %(tier)s.",
            gap=self.group_id._format_value(self.gap),
            tier=self.next_tier_id.name,
        )

    def _get_keeping_sentence(self):
        if self.manual_tier_id:
            return False
        if self.in_grace:
            return self.env._(
                "The contribution falls short: the tier is kept until %(date)s.",
                date=format_date(self.env, self.grace_until),
            )
        if self.tier_id and self.valid_until and self.contribution < self.tier_id.threshold:
            return self.env._("Kept until %(date)s.", date=format_date(self.env, self.valid_until))
        return False

    def action_open_partner(self):
        """Open the customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "view_mode": "form",
        }

    def action_open_events(self):
        """Open the member's movements."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_loyalty.cs_tier_event_action")
        domain = [("partner_id", "=", self.partner_id.id), ("group_id", "=", self.group_id.id)]
        return dict(action, domain=domain, context={})

    def action_open_documents(self):
        """Open the documents of the customer, counted or not."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_loyalty.cs_tier_contribution_action"
        )
        domain = [("partner_id", "=", self.partner_id.id), ("source", "=", self.group_id.source)]
        return dict(action, domain=domain, context={})

    @api.model
    def _fold(self, sources, target):
        """Give ``target`` the best tier that it or one of the merged ``sources`` holds.

        The stronger of the tiers set by hand comes along; the review then looks at both.
        """
        rows = self.search([("partner_id", "in", (sources | target).ids)])
        for members in rows.grouped("group_id").values():
            best = max(members, key=lambda m: (m.tier_id.rank, m.partner_id == target, -m.id))
            values = members._prepare_folded_values(target)
            (members - best).unlink()
            best.write(values)
        self.env.flush_all()
