from itertools import pairwise

import pytz
from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools.safe_eval import safe_eval

from .cs_tier import TOGETHER

RULE_FIELDS = {
    "company_id",
    "metric",
    "source",
    "period",
    "period_months",
    "retention_months",
    "grace_days",
    "downgrade_policy",
    "paid_only",
    "partner_domain",
}


class CsTierGroup(models.Model):
    _name = "cs.tier.group"
    _inherit = ["cs.cached.mixin"]
    _description = "Tier Group"
    _order = "sequence, id"
    _CACHED_FIELDS = {"active", "company_id", "is_primary", "source"}

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    is_primary = fields.Boolean(
        string="Shown on Customers",
        default=lambda self: self._default_is_primary(),
        help="The tiers of this group are the ones shown on customers and orders of the "
        "company: one group a company.",
    )
    metric = fields.Selection(
        [("spend", "Net spend"), ("orders", "Number of orders"), ("units", "Units bought")],
        required=True,
        default="spend",
        help="Net spend is without tax, less credit notes, in the company's currency. Units are "
        "those of goods. An order wholly taken back is not counted.",
    )
    source = fields.Selection(
        [("invoice", "Posted invoices"), ("order", "Confirmed orders")],
        required=True,
        default="invoice",
        help="Orders count as confirmed and disregard credit notes; a cancelled one is left out.",
    )
    period = fields.Selection(
        [
            ("rolling", "The last months"),
            ("calendar_year", "Calendar year"),
            ("anniversary", "Year from the first purchase"),
            ("lunar_year", "Lunar year, Tết to Tết"),
            ("lifetime", "All time"),
        ],
        required=True,
        default="rolling",
        help="Where years count, the last completed year decides, and the running one may only "
        "raise a customer.",
    )
    period_months = fields.Integer(
        string="Months", default=12, help="Length of the window that moves with the day."
    )
    retention_months = fields.Integer(
        string="Kept for",
        help="A tier, once reached, is kept at least so many months. 0: it follows the "
        "contribution from day to day.",
    )
    grace_days = fields.Integer(
        string="Grace", help="Days between falling short and losing the tier."
    )
    downgrade_policy = fields.Selection(
        [
            ("earned", "To the tier that the contribution earns"),
            ("one_step", "One tier at a time"),
            ("never", "Never"),
        ],
        required=True,
        default="one_step",
        string="When Short",
    )
    paid_only = fields.Boolean(
        string="Paid Invoices Only", help="An unpaid invoice is not counted until it is paid."
    )
    partner_domain = fields.Char(
        string="Customers",
        default="[]",
        help="Who takes part. Leave out walk-in customers here, by a tag for example.",
    )
    upgrade_template_id = fields.Many2one(
        "mail.template",
        string="Upgrade Mail",
        domain="[('model', '=', 'cs.tier.event')]",
        default=lambda self: self.env.ref(
            "cs_loyalty.mail_template_upgrade", raise_if_not_found=False
        ),
        help="Sent to a customer whose purchases raised her, in her language, unless she "
        "refuses offers and news. Empty: no mail.",
    )
    tier_ids = fields.One2many("cs.tier", "group_id", string="Tiers", copy=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    metric_currency_id = fields.Many2one("res.currency", compute="_compute_metric_currency_id")
    member_count = fields.Integer(compute="_compute_member_count")
    rule_version = fields.Integer(default=1, readonly=True, copy=False)
    reviewed_version = fields.Integer(default=0, readonly=True, copy=False)
    reviewed_on = fields.Date(string="Last Review", readonly=True, copy=False)
    rules_pending = fields.Boolean(compute="_compute_rules_pending")

    _months_positive = models.Constraint(
        "CHECK (period <> 'rolling' OR period_months > 0)",
        "The window needs at least one month.",
    )
    _keeping_positive = models.Constraint(
        "CHECK (retention_months >= 0 AND grace_days >= 0)",
        "Months of retention and days of grace cannot be negative.",
    )

    @api.model
    def _default_is_primary(self):
        company = self.env.company
        return not self.search_count(
            [("company_id", "=", company.id), ("is_primary", "=", True)], limit=1
        )

    @api.depends("metric", "company_id.currency_id")
    def _compute_metric_currency_id(self):
        for group in self:
            group.metric_currency_id = group.metric == "spend" and group.company_id.currency_id

    def _compute_member_count(self):
        counts = dict(
            self.env["cs.tier.membership"]._read_group(
                [("group_id", "in", self.ids), ("tier_id", "!=", False)], ["group_id"], ["__count"]
            )
        )
        for group in self:
            group.member_count = counts.get(group, 0)

    @api.depends("rule_version", "reviewed_version")
    def _compute_rules_pending(self):
        for group in self:
            group.rules_pending = 0 < group.reviewed_version < group.rule_version

    @api.constrains("is_primary", "company_id", "active")
    def _check_primary(self):
        for group in self.filtered(lambda group: group.is_primary and group.active):
            others = self.sudo().with_context(active_test=True).search(
                [
                    ("company_id", "=", group.company_id.id),
                    ("is_primary", "=", True),
                    ("id", "!=", group.id),
                ],
                limit=1,
            )
            if others:
                raise ValidationError(
                    self.env._(
                        "%(other)s is already the group shown on the customers of %(company)s. "
                        "Untick it there first, because one group a company is shown.",
                        other=others.name,
                        company=group.company_id.name,
                    )
                )

    @api.constrains("paid_only", "source")
    def _check_paid_only(self):
        if self.filtered(lambda group: group.paid_only and group.source != "invoice"):
            raise ValidationError(
                self.env._("Only invoices are paid: a group of orders cannot ask for payment.")
            )

    @api.constrains("partner_domain")
    def _check_partner_domain(self):
        for group in self:
            try:
                self.env["res.partner"].sudo().search(group._get_partner_domain(), limit=1)
            except Exception as error:
                raise ValidationError(
                    self.env._(
                        "The filter of customers of %(group)s cannot be read: %(error)s",
                        group=group.name,
                        error=error,
                    )
                ) from error

    @api.model_create_multi
    def create(self, vals_list):
        groups = super(CsTierGroup, self._together()).create(vals_list)
        groups._check_tiers()
        return groups._apart()

    def write(self, vals):
        if RULE_FIELDS & vals.keys() and any(self._rule_differs(group, vals) for group in self):
            self._touch_rules()
        together = self._together() if "tier_ids" in vals else self
        result = super(CsTierGroup, together).write(vals)
        if "tier_ids" in vals:
            self._check_tiers()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        if self.env["cs.tier.event"].sudo().search_count([("group_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "A group whose members have moved keeps its history: archive it instead."
                )
            )

    def copy_data(self, default=None):
        return [
            dict(vals, name=self.env._("%s (copy)", group.name), is_primary=False)
            for group, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def _together(self):
        return self.with_context(cs_tiers_together=TOGETHER)

    def _apart(self):
        context = dict(self.env.context)
        context.pop("cs_tiers_together", None)
        return self.with_context(context)  # pylint: disable=context-overridden

    @api.model
    def _rule_differs(self, group, vals):
        present = group._convert_to_write({name: group[name] for name in RULE_FIELDS & vals.keys()})
        return any(vals[name] != value for name, value in present.items())

    def _touch_rules(self):  # pylint: disable=missing-return
        """Note that the rules changed: the next review applies them, to all, without mails."""
        for version, groups in self.grouped("rule_version").items():
            # Past our own write, which would note a change of rules once more.
            # pylint: disable-next=super-method-mismatch
            super(CsTierGroup, groups).write({"rule_version": version + 1})

    def _check_tiers(self):
        """Raise where two tiers share a rank, or a higher rank asks no more than a lower."""
        for group in self:
            tiers = group.tier_ids.filtered("active").sorted(lambda tier: (tier.rank, tier.id))
            for lower, upper in pairwise(tiers):
                if lower.rank == upper.rank:
                    raise ValidationError(
                        self.env._(
                            "%(a)s and %(b)s have the same rank: number the tiers 1, 2, 3 "
                            "from the lowest up.",
                            a=lower.name,
                            b=upper.name,
                        )
                    )
                if lower.threshold >= upper.threshold:
                    raise ValidationError(
                        self.env._(
                            "%(upper)s ranks above %(lower)s, so its threshold must be higher "
                            "than %(threshold)s.",
                            upper=upper.name,
                            lower=lower.name,
                            threshold=group._format_value(lower.threshold),
                        )
                    )

    def _format_value(self, value):
        """Return a contribution or threshold as the user reads it."""
        self.ensure_one()
        if self.metric == "spend":
            return tools.formatLang(self.env, value, currency_obj=self.sudo().currency_id)
        number = tools.formatLang(self.env, value, digits=0)
        if self.metric == "orders":
            return self.env._("%(number)s orders", number=number)
        return self.env._("%(number)s units", number=number)

    def _get_partner_domain(self):
        """Return the domain of the customers that take part."""
        self.ensure_one()
        return Domain(safe_eval(self.partner_domain or "[]"))

    def _get_companies(self):
        """Return the group's company and its branches, whose documents count."""
        self.ensure_one()
        return self.env["res.company"].sudo().search([("id", "child_of", self.company_id.id)])

    def _today(self):
        """Return today's date where the company is."""
        self.ensure_one()
        company = self.company_id.sudo()
        zone = company.partner_id.tz or company.resource_calendar_id.tz or self.env.user.tz
        now = pytz.utc.localize(fields.Datetime.now())
        return now.astimezone(pytz.timezone(zone or "UTC")).date()

    @api.model
    @tools.ormcache()
    def _live_sources(self):
        """Return the kinds of documents that some group counts."""
        return frozenset(self.sudo().search([("active", "=", True)]).mapped("source"))

    @api.model
    def _primary(self, company):
        """Return the group shown on customers of ``company``: its own or its parent's."""
        return self.sudo().browse(self._primary_id(company.id))

    @api.model
    @tools.ormcache("company_id")
    def _primary_id(self, company_id):
        groups = self.sudo().with_context(active_test=True).search(
            [("company_id", "parent_of", company_id), ("is_primary", "=", True)]
        )
        nearest = max(groups, key=lambda g: len(g.company_id.parent_path or ""), default=groups)
        return nearest.id

    def action_review(self):
        """Review all members now and tell how many moved."""
        moved = len(self.cs_review())
        message = self.env._("Customers who moved to another tier: %(count)s.", count=moved)
        if not moved:
            message = self.env._("Every customer already holds the right tier.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_open_members(self):
        """Open the members of the group."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_loyalty.cs_tier_membership_action"
        )
        return dict(action, domain=[("group_id", "=", self.id)], context={"search_default_tier": 1})

    def cs_review(self):
        """Review all members of these groups as of today.

        :returns: the movements, a list of dicts with ``id`` of the ledger row, ``partner_id``,
            ``group_id``, ``date``, ``from_tier_id``, ``to_tier_id``, ``kind``, ``cause``
        :raises AccessError: for those who may not change tier groups
        :raises UserError: while another review of the group runs
        """
        self.check_access("write")
        self.sudo()._lock_for_review()
        events = self.sudo()._review()
        names = ["partner_id", "group_id", "date", "from_tier_id", "to_tier_id", "kind", "cause"]
        rows = events.read(names, load=False)
        return [dict(row, date=fields.Date.to_string(row["date"])) for row in rows]

    def _lock_for_review(self):
        if self.try_lock_for_update(allow_referencing=True) != self:
            raise UserError(
                self.env._("A review is running at this moment: try again in a minute.")
            )

    def _takes_part(self, partner):
        """Return whether the filter of customers lets ``partner`` in."""
        domain = self._get_partner_domain() & Domain("id", "=", partner.id)
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        return bool(partners.search_count(domain, limit=1))

    def _enrol_by_hand(self, partner):
        """Return the membership of ``partner``, a new one without a tier where there is none."""
        self.check_access("write")
        members = self.env["cs.tier.membership"].sudo()
        known = members.search([("group_id", "=", self.id), ("partner_id", "=", partner.id)])
        member = known or members.create({"group_id": self.id, "partner_id": partner.id})
        return member.sudo(self.env.su)

    def _tier_commands(self, tiers):
        """Return commands that create ``(name, threshold)`` pairs, lowest first."""
        return [
            Command.create({"name": name, "rank": rank, "threshold": threshold})
            for rank, (name, threshold) in enumerate(tiers, start=1)
        ]
