from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from ..tools import risk_sql
from ..tools.at_risk import first_loss, value_steps
from ..tools.decision import Override, Rule, Standing


class CsTierGroup(models.Model):
    """The day on which a tier would be lost: in the review's statement where that can tell."""

    _inherit = "cs.tier.group"

    def _sql_falls(self, day, many):
        return risk_sql.falls(self.period, self.period_months, self.metric, day, many)

    def _sql_lost(self, day):
        return risk_sql.lost(day, self.downgrade_policy, self.retention_months, self.grace_days)

    def _settle_risks(self, day):
        """Reckon one by one the few members of whom the statement could not tell."""
        tiers = [tier for tier in self._get_tiers() if tier[3]]
        members = self._get_unsettled()
        if not members:
            return
        documents = self._get_counted(day, [member["partner_id"] for member in members])
        rule = self._get_rule(tiers)
        values = []
        for member in members:
            rows = documents[member["partner_id"]]
            steps = value_steps(
                rows,
                self.period,
                day,
                self.period_months,
                min((row[0] for row in rows), default=day),
                self.metric,
            )
            standing, override = self._get_standing(member, tiers)
            loss = first_loss(day, standing, rule, steps, override)
            values.append(SQL("(%s, %s::date)", member["id"], loss))
        self.env.cr.execute(
            SQL(
                """UPDATE cs_tier_membership member SET at_risk_date = loss.day
                     FROM (VALUES %s) AS loss (id, day) WHERE member.id = loss.id""",
                SQL(", ").join(values),
            )
        )

    def _get_unsettled(self):
        self.env.cr.execute(
            SQL(
                """SELECT id, partner_id, tier_id, own_tier_id, valid_until, grace_until,
                          manual_tier_id, manual_kind, manual_until
                     FROM cs_tier_membership WHERE group_id = %s AND at_risk_date = %s""",
                self.id,
                risk_sql.UNKNOWN,
            )
        )
        return self.env.cr.dictfetchall()

    def _get_counted(self, day, partner_ids):
        """Return ``{partner id: [(date, number, order key)]}`` of the documents that count."""
        number = SQL.identifier("units" if self.metric == "units" else "amount")
        query = SQL(
            "WITH %s SELECT partner_id, date, %s, order_key FROM counted",
            self._sql_counted(day, partner_ids),
            number,
        )
        documents = defaultdict(list)
        for partner_id, *row in self.env.execute_query(query):
            documents[partner_id].append(tuple(row))
        return documents

    def _get_rule(self, tiers):
        """Return the rule of the group as the pure functions take it, ``tiers`` the active."""
        return Rule(
            tuple(tier[2] for tier in tiers),
            self.downgrade_policy,
            self.retention_months,
            self.grace_days,
        )

    def _get_standing(self, member, tiers):
        """Return what a reviewed member holds by purchases, and what is set by hand or None."""
        places = {tier[0]: place for place, tier in enumerate(tiers, start=1)}
        manual = member["manual_tier_id"]
        own = member["own_tier_id"] if manual else member["tier_id"]
        standing = Standing(places.get(own, 0), member["valid_until"], member["grace_until"])
        if not manual:
            return standing, None
        ranks = [tier[1] for tier in tiers]
        rank = self.env["cs.tier"].browse(manual).rank
        place = sum(other <= rank for other in ranks)
        return standing, Override(place, member["manual_kind"], member["manual_until"])
