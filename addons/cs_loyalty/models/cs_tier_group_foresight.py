from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..tools import foresight, review_sql

HISTORY_DAYS = 365
BACKTEST_MONTHS = 12
MOST_DAYS = 3650  # to look ahead on a day of the past
MOST_YEARS = 100  # of any span, so that dates stay within the calendar


class CsTierGroup(models.Model):
    """What is likely to come: rhythms of purchases, and how well foresight did in the past.

    A whole group takes a fixed number of queries; the arithmetic is in ``tools/foresight``.
    """

    _inherit = "cs.tier.group"

    foresight_days = fields.Integer(
        string="Look Ahead",
        default=90,
        help="Members who lose their tier within so many days are in the list “At Risk”.",
    )
    warning_days = fields.Integer(
        string="Warn Before",
        default=30,
        help="Members are told so many days before they would lose their tier, how much more "
        "keeps it. 0: never.",
    )

    _foresight_positive = models.Constraint(
        "CHECK (foresight_days >= 0 AND warning_days >= 0)",
        "The days to look ahead, and those of the warning, cannot be negative.",
    )

    @api.constrains(
        "period_months", "retention_months", "grace_days", "foresight_days", "warning_days"
    )
    def _check_spans(self):
        """Refuse spans beyond the calendar: one such group would stop the nightly jobs of all."""
        for group in self:
            months = max(group.period_months, group.retention_months)
            days = max(group.grace_days, group.foresight_days, group.warning_days)
            if months > 12 * MOST_YEARS or days > 365 * MOST_YEARS:
                raise ValidationError(
                    self.env._(
                        "Months and days of %(group)s can be %(years)s years at most: enter a "
                        "shorter time.",
                        group=group.name,
                        years=MOST_YEARS,
                    )
                )

    def cs_backtest(self, dates=False, lead_days=False):
        """Foresee on past days who would keep her tier, and compare with what happened.

        On each day the members count whose tier, as their contribution earned it that day,
        would be lost within the lead unless they bought more.

        :param dates: list of ISO dates, each with its lead in the past; default the last days of
            the 12 latest months
        :param lead_days: days to look ahead; default the lead of the warning mail, or 30
        :returns: dict with ``lead_days``, ``dates``, ``cases``, ``thin`` (not enough history),
            ``kept`` (share), ``brier``, ``base_brier`` (of one who always says that share),
            ``skill`` (part of the base's error that is gone), and ``bins``, a list of dicts
            ``low``, ``high``, ``cases``, ``predicted``, ``kept``, ``kept_low``, ``kept_high``
        :raises AccessError: for those who may not read contributions
        :raises UserError: where a day's lead is not over, and for what is no day or no lead
        """
        self.ensure_one()
        self.check_access("read")
        self.env["cs.tier.contribution"].check_access("read")
        lead = lead_days or self.warning_days or 30
        read = self.env["res.company"]._cs_read_day
        self._check_lead(lead)
        given = [dates] if dates and not isinstance(dates, (list, tuple)) else dates or []
        days = [day for day in map(read, given) if day] or self._get_backtest_days(lead)
        self._check_backtest_days(days, lead)
        cases = self.sudo()._backtest(days, lead)
        found = foresight.score(
            (case["probability"], case["kept"]) for case in cases if not case["thin"]
        )
        return {
            "lead_days": lead,
            "dates": [str(day) for day in days],
            "thin": sum(case["thin"] for case in cases),
            **found,
        }

    def _check_lead(self, lead):
        if not isinstance(lead, int) or lead > MOST_DAYS:
            raise UserError(
                self.env._("Look ahead by whole days, at most %(days)s.", days=MOST_DAYS)
            )

    def _get_backtest_days(self, lead):
        """Return the last days of the latest months whose lead is over, oldest first."""
        self._check_lead(lead)
        first = (self._today() - timedelta(days=lead)).replace(day=1)
        months = range(BACKTEST_MONTHS - 1, -1, -1)
        return [first - relativedelta(months=month) - timedelta(days=1) for month in months]

    def _check_backtest_days(self, days, lead):
        today = self._today()
        late = [day for day in days if day + timedelta(days=lead) > today]
        if lead <= 0 or late:
            raise UserError(
                self.env._(
                    "What became of %(day)s is known after %(lead)s days only: choose earlier "
                    "days, or a shorter lead of at least one day.",
                    day=max(late, default=today),
                    lead=lead,
                )
            )

    def _backtest(self, days, lead):
        """Return a dict for each member at risk on each day, those of thin history included."""
        return [case for day in days for case in self._backtest_day(day, lead)]

    def _backtest_day(self, day, lead):
        """Return the cases of one day: foreseen then, and what came."""
        self.env.flush_all()
        horizon = day + timedelta(days=lead)
        tiers = [tier for tier in self._get_tiers() if tier[3]]
        held = self._get_earned(day, horizon, tiers)
        chances = self._get_chances(
            day,
            {partner: row["tier_id"] for partner, row in held.items()},
            {
                partner: (row["threshold"] - row["rest"], lead)
                for partner, row in held.items()
                if row["rest"] < row["threshold"]
            },
        )
        reached = self._get_values(horizon, list(chances))
        return [
            {
                "day": day,
                "partner_id": partner,
                "tier_id": held[partner]["tier_id"],
                "needed": float(held[partner]["threshold"] - held[partner]["rest"]),
                "thin": chance is None,
                "probability": chance.probability if chance else 0.0,
                "kept": reached.get(partner, 0) >= held[partner]["threshold"],
            }
            for partner, chance in chances.items()
        ]

    def _get_earned(self, day, horizon, tiers):
        """Return ``{partner id: row}`` of those whose contribution earned a tier on ``day``.

        ``rest`` is what would still be counted on ``horizon`` if nothing were bought.
        """
        if not tiers:
            return {}
        ids, thresholds = [tier[0] for tier in tiers], [tier[2] for tier in tiers]
        self.env.cr.execute(
            SQL(
                """
                WITH %(counted)s, total AS (%(total)s), later AS (%(later)s)
                SELECT total.partner_id, COALESCE(later.value, 0) AS rest,
                       (%(ids)s::integer[])[width_bucket(total.value, %(thresholds)s::numeric[])]
                           AS tier_id,
                       (%(thresholds)s::numeric[])[
                           width_bucket(total.value, %(thresholds)s::numeric[])] AS threshold
                  FROM total LEFT JOIN later ON later.partner_id = total.partner_id
                 WHERE total.value >= %(lowest)s AND %(eligible)s
                """,
                counted=self._sql_counted(day, None),
                total=review_sql.totals(self.metric, self._get_spans(day)),
                later=review_sql.totals(self.metric, self._get_spans(horizon)),
                ids=ids,
                thresholds=thresholds,
                lowest=thresholds[0],
                eligible=self._sql_eligible(SQL("total.partner_id")),
            )
        )
        return {row["partner_id"]: row for row in self.env.cr.dictfetchall()}

    def _get_values(self, day, partner_ids):
        """Return ``{partner id: contribution}`` on a day."""
        query = SQL(
            "WITH %s SELECT partner_id, value FROM (%s) total",
            self._sql_counted(day, partner_ids),
            review_sql.totals(self.metric, self._get_spans(day)),
        )
        return dict(self.env.execute_query(query)) if partner_ids else {}

    def _get_chances(self, day, holders, needs):
        """Return ``{partner id: Chance}`` of those in need, None where history is too thin.

        :param holders: ``{partner id: tier id}`` of all who hold a tier, from whom the group's
            rhythm is learnt: that of the same tier where it has members enough
        :param needs: ``{partner id: (needed, days)}``
        """
        if not needs:
            return {}
        rhythms = self._get_rhythms(day, list(holders))
        by_tier = {}
        for partner, rhythm in rhythms.items():
            by_tier.setdefault(holders[partner], []).append(rhythm)
        everyone = foresight.group_prior(rhythms.values())
        priors = {
            tier: foresight.group_prior(known) or everyone for tier, known in by_tier.items()
        }
        return {
            partner: foresight.keeps(
                rhythms[partner],
                priors[holders[partner]],
                float(needed),
                days,
                counted=self.metric == "orders",
            )
            if partner in rhythms
            else None
            for partner, (needed, days) in needs.items()
        }

    def _get_rhythms(self, day, partner_ids):
        """Return ``{partner id: Rhythm}`` from the documents of the last year, as of ``day``."""
        if not partner_ids:
            return {}
        self.env.cr.execute(
            SQL(
                """
                WITH %(counted)s, bought AS (%(bought)s),
                     seen AS (SELECT *, MIN(date) OVER (PARTITION BY partner_id) AS first
                                FROM bought)
                SELECT partner_id,
                       COUNT(*) FILTER (WHERE amount > 0 AND date > first) AS repeats,
                       %(day)s - first AS days,
                       COUNT(*) FILTER (WHERE amount > 0) AS buys,
                       SUM(amount)::float AS amount,
                       COALESCE(SUM(amount * amount) FILTER (WHERE amount > 0), 0)::float
                           AS squares
                  FROM seen GROUP BY partner_id, first
                """,
                counted=self._sql_counted(day, partner_ids),
                bought=self._sql_bought_since(day - timedelta(days=HISTORY_DAYS), day, partner_ids),
                day=day,
            )
        )
        return {
            row.pop("partner_id"): foresight.Rhythm(**row) for row in self.env.cr.dictfetchall()
        }

    def _sql_bought_since(self, since, day, partner_ids):
        """Return the query of purchases, one a customer and day, or one an order if they count."""
        conditions = SQL(
            """excluded IS NULL AND document_date <= %s AND date <= %s AND date > %s
               AND company_id IN %s AND partner_id = ANY(%s) AND %s""",
            day,
            day,
            since,
            tuple(self._get_companies().ids),
            list(partner_ids),
            SQL("paid") if self.paid_only else SQL("TRUE"),
        )
        if self.metric == "orders":
            return SQL(
                """SELECT partner_id, MIN(date) AS date, (SUM(amount) > 0)::integer AS amount
                     FROM contribution WHERE %s GROUP BY partner_id, order_key""",
                conditions,
            )
        return SQL(
            """SELECT partner_id, date, SUM(%s) AS amount
                 FROM contribution WHERE %s GROUP BY partner_id, date""",
            SQL.identifier("units" if self.metric == "units" else "amount"),
            conditions,
        )
