from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from ..tools.at_risk import value_on


class CsTierRisk(models.Model):
    """Members who will lose their tier unless they buy more, and how likely they are to.

    Narrow, rebuilt in bulk every night after the review.
    """

    _name = "cs.tier.risk"
    _description = "Tier at Risk"
    _log_access = False
    _order = "at_risk_date, needed desc, id"
    _rec_name = "partner_id"

    membership_id = fields.Many2one(
        "cs.tier.membership", required=True, readonly=True, index=True, ondelete="cascade"
    )
    group_id = fields.Many2one(
        "cs.tier.group", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="group_id.company_id")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, ondelete="cascade"
    )
    tier_id = fields.Many2one("cs.tier", required=True, readonly=True, ondelete="cascade")
    color = fields.Integer(related="tier_id.color")
    metric_currency_id = fields.Many2one(related="group_id.metric_currency_id")
    at_risk_date = fields.Date(
        string="Lost On",
        readonly=True,
        help="First day without the tier if nothing more is bought.",
    )
    days_left = fields.Integer(compute="_compute_days_left")
    contribution = fields.Monetary(
        string="Counted Now", currency_field="metric_currency_id", readonly=True
    )
    leaving = fields.Monetary(
        string="Leaves Until Then",
        currency_field="metric_currency_id",
        readonly=True,
        help="Part of the contribution that is counted no more on that day.",
    )
    needed = fields.Monetary(
        string="Needed to Keep",
        currency_field="metric_currency_id",
        readonly=True,
        help="What must be bought before that day.",
    )
    thin = fields.Boolean(
        string="Not Enough History",
        readonly=True,
        help="Fewer than two purchases, less than a month of them, or too few members to "
        "compare with: no chance is told.",
    )
    probability = fields.Float(
        string="Chance to Keep",
        readonly=True,
        aggregator="avg",
        help="From the customer's own rhythm of purchases and amounts in the last year, blended "
        "with that of the members of her tier.",
    )
    low = fields.Float(string="At Least", readonly=True, aggregator=None)
    high = fields.Float(string="At Most", readonly=True, aggregator=None)
    chance = fields.Char(compute="_compute_chance")

    @api.depends("at_risk_date")
    def _compute_days_left(self):
        for risk in self:
            today = risk.group_id._today()
            risk.days_left = max((risk.at_risk_date - today).days, 0)

    @api.depends_context("lang")
    @api.depends("thin", "probability", "low", "high")
    def _compute_chance(self):
        for risk in self:
            if risk.thin:
                risk.chance = self.env._("not enough history")
                continue
            risk.chance = self.env._(
                "%(chance)s %% (%(low)s to %(high)s %%)",
                chance=round(risk.probability * 100),
                low=round(risk.low * 100),
                high=round(risk.high * 100),
            )

    def action_open_membership(self):
        """Open what the customer holds, and the documents that leave."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "cs.tier.membership",
            "res_id": self.membership_id.id,
            "view_mode": "form",
        }

    @api.model
    def action_refresh(self):
        """Reckon the list anew, of all groups that the user may change."""
        groups = self.env["cs.tier.group"].search([])
        groups.check_access("write")
        for group in groups.sudo():
            group._foresee()
        return {"type": "ir.actions.client", "tag": "soft_reload"}


class CsTierGroup(models.Model):
    """The list of members at risk is rebuilt for a whole group at once."""

    _inherit = "cs.tier.group"

    @api.model
    def _cron_foresee(self):
        """Rebuild the list of members at risk and queue warnings, one transaction a group."""
        groups = self.search([("active", "=", True)])
        for done, group in enumerate(groups, start=1):
            if group.try_lock_for_update(allow_referencing=True):
                group._foresee()
                group._warn_members()
            self.env["ir.cron"]._commit_progress(1, remaining=len(groups) - done)

    def _foresee(self):
        """Rebuild the group's rows of ``cs.tier.risk``, in bulk."""
        self.ensure_one()
        risks = self.env["cs.tier.risk"]
        self.env.flush_all()
        self.env.cr.execute(SQL("DELETE FROM cs_tier_risk WHERE group_id = %s", self.id))
        for batch in split_every(1000, self._get_risk_rows(self._today()), list):
            columns = SQL(", ").join(SQL.identifier(name) for name in batch[0])
            rows = SQL(", ").join(SQL("%s", tuple(row.values())) for row in batch)
            self.env.cr.execute(SQL("INSERT INTO cs_tier_risk (%s) VALUES %s", columns, rows))
        risks.invalidate_model(flush=False)

    def _get_risk_rows(self, day):
        """Return the values of the rows: what leaves, what is needed, and the chance."""
        members = self._get_holders()
        horizon = day + timedelta(days=self.foresight_days)
        risky = [m for m in members if m["at_risk_date"] and day < m["at_risk_date"] <= horizon]
        documents = self._get_counted(day, [member["partner_id"] for member in risky])
        for member in risky:
            rows = documents[member["partner_id"]]
            anchor = min((row[0] for row in rows), default=day)
            member["rest"] = value_on(
                rows, self.period, member["at_risk_date"], self.period_months, anchor, self.metric
            )
        chances = self._get_chances(
            day,
            {member["partner_id"]: member["tier_id"] for member in members},
            {
                member["partner_id"]: (
                    member["threshold"] - member["rest"],
                    (member["at_risk_date"] - day).days,
                )
                for member in risky
            },
        )
        return [self._prepare_risk(member, chances[member["partner_id"]]) for member in risky]

    def _get_holders(self):
        """Return those who hold a tier by their purchases, as dicts."""
        self.env.cr.execute(
            SQL(
                """SELECT member.id, member.partner_id, member.tier_id, member.at_risk_date,
                          member.contribution, tier.threshold
                     FROM cs_tier_membership member JOIN cs_tier tier ON tier.id = member.tier_id
                    WHERE member.group_id = %s ORDER BY member.at_risk_date, member.id""",
                self.id,
            )
        )
        return self.env.cr.dictfetchall()

    def _prepare_risk(self, member, chance):
        return {
            "membership_id": member["id"],
            "group_id": self.id,
            "partner_id": member["partner_id"],
            "tier_id": member["tier_id"],
            "at_risk_date": member["at_risk_date"],
            "contribution": member["contribution"],
            "leaving": max(member["contribution"] - member["rest"], 0),
            "needed": max(member["threshold"] - member["rest"], 0),
            "thin": chance is None,
            "probability": chance.probability if chance else None,
            "low": chance.low if chance else None,
            "high": chance.high if chance else None,
        }
