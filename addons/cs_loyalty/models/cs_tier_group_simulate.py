from odoo import models
from odoo.addons.cs_base.tools.arguments import is_id, is_plain
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..tools import simulation


class CsTierGroup(models.Model):
    """Other thresholds tried on the documents there are: read only, one aggregate for all."""

    _inherit = "cs.tier.group"

    def cs_simulate(self, candidates, as_of=False, long_run=False):
        """Count who would hold which tier under other thresholds, and write nothing.

        :param candidates: sets to compare, each a list of dicts with ``threshold`` and ``tier_id``
            of the present tier, or none for a new one; a present tier left out is given up
        :param as_of: ISO date up to today; default today
        :param bool long_run: what the contribution earns, whatever is still kept by retention and
            grace; always so on a day in the past
        :returns: a list, for each set a dict of ``moves``, a list of dicts ``from_tier_id``,
            ``to_tier_id`` (False for none; −1, −2 … for the first, second … new tier) and ``count``
        :raises AccessError: for those who may not change tier groups
        :raises UserError: for a day to come, and for what is no list of such sets
        :raises ValidationError: where a higher tier asks no more than a lower one
        """
        self.ensure_one()
        self.check_access("write")
        day = self._get_simulated_day(as_of)
        if not isinstance(candidates, (list, tuple)):
            candidates = [candidates]
        sets = [self._get_candidates(candidate) for candidate in candidates]
        counted = self.sudo()._simulate(day, sets, long_run or day < self._today())
        return [
            {
                "moves": [
                    {"from_tier_id": before, "to_tier_id": after, "count": count}
                    for (before, after), count in sorted(counts.items())
                ]
            }
            for counts in counted
        ]

    def _get_simulated_day(self, day):
        today = self._today()
        day = self.env["res.company"]._cs_read_day(day)
        if day and day > today:
            raise UserError(
                self.env._("What customers will have bought is not known yet: choose today or a "
                           "day in the past.")
            )
        return day or today

    def _get_candidates(self, candidate):
        """Return one set of ``cs_simulate`` as :meth:`_arrange_tiers` has it."""
        self._check_candidate(candidate)
        asked = {row["tier_id"]: row["threshold"] for row in candidate if row.get("tier_id")}
        present = self.sudo().with_context(active_test=False).tier_ids
        if unknown := set(asked) - set(present.ids):
            raise UserError(
                self.env._(
                    "%(group)s has no tier %(ids)s: read its tiers again.",
                    group=self.name,
                    ids=", ".join(map(str, sorted(unknown))),
                )
            )
        news = [row["threshold"] for row in candidate if not row.get("tier_id")]
        return self._arrange_tiers(
            [
                simulation.Candidate(t.id, t.rank, asked.get(t.id, t.threshold), t.id in asked)
                for t in present
            ]
            + [simulation.Candidate(-n, 0, value) for n, value in enumerate(news, start=1)]
        )

    def _check_candidate(self, candidate):
        """Refuse what another program got wrong, before anything is reckoned."""
        rows = candidate if isinstance(candidate, (list, tuple)) else [False]
        for row in rows:
            known = isinstance(row, dict)
            threshold = known and row.get("threshold")
            if (
                not known
                or isinstance(threshold, bool)
                or not isinstance(threshold, (int, float))
                or not is_plain(threshold)
                or not is_id(row.get("tier_id") or 0)
            ):
                raise UserError(
                    self.env._(
                        "A set of thresholds is a list like [{'tier_id': 3, 'threshold': 500}]: "
                        "each threshold a number, and no tier_id for a new tier."
                    )
                )

    def _arrange_tiers(self, candidates):
        """Return (id, rank, threshold, active) of tiers on paper, or say which are in disorder."""
        try:
            arranged = simulation.arrange(candidates)
        except ValueError as error:
            thresholds = {c.key: c.threshold for c in candidates}
            lower, upper = (self._format_value(thresholds[key]) for key in error.args[0])
            raise ValidationError(
                self.env._(
                    "A higher tier must ask for more than a lower one, but %(upper)s comes "
                    "above %(lower)s: mend the thresholds.",
                    upper=upper,
                    lower=lower,
                )
            ) from error
        if any(threshold < 0 for _id, _rank, threshold, _active in arranged):
            raise ValidationError(
                self.env._("A tier's threshold cannot be negative: enter 0 or more.")
            )
        return arranged

    def _simulate(self, day, sets, long_run):
        """Return, for each set of tiers, ``{(before, after): customers}``, False for no tier."""
        self.env.flush_all()
        parts = [
            SQL(
                "SELECT %s AS candidate, before_id, after_id, COUNT(*) FROM (%s) placed"
                " GROUP BY before_id, after_id",
                index,
                self._sql_placed(day, tiers, long_run),
            )
            for index, tiers in enumerate(sets)
        ]
        if not parts:
            return []
        query = SQL(
            "WITH %s %s", self._sql_simulated(day), SQL(" UNION ALL ").join(parts)
        )
        found = [{} for _set in sets]
        for index, before, after, count in self.env.execute_query(query):
            found[index][before or False, after or False] = count
        return found

    def _sql_simulated(self, day):
        """Return the CTEs with the one sum of documents that all candidates share."""
        return SQL(
            "%s, total AS MATERIALIZED (%s)",
            self._sql_counted(day, None),
            self._sql_totals(day),
        )

    def _sql_placed(self, day, tiers, long_run):
        """Return the query of ``partner_id, value, before_id, after_id`` under some tiers."""
        if long_run:
            return self._sql_earned(tiers)
        return SQL(
            """WITH state AS (%s), target AS (%s)
               SELECT partner_id, value, tier_id AS before_id, new_tier_id AS after_id
                 FROM target""",
            self._sql_state(day, None, tiers),
            self._sql_changed(day, tiers),
        )

    def _sql_earned(self, tiers):
        """Return the same by contribution alone: no retention, grace, nor tier set by hand."""
        before = [tier for tier in self._get_tiers() if tier[3]]
        after = [tier for tier in tiers if tier[3]]
        return SQL(
            """SELECT partner_id, value, %s AS before_id, %s AS after_id
                 FROM total WHERE %s""",
            self._sql_tier_of(before),
            self._sql_tier_of(after),
            self._sql_eligible(SQL("partner_id")),
        )

    def _sql_tier_of(self, tiers):
        if not tiers:
            return SQL("NULL::integer")
        return SQL(
            "(%s::integer[])[width_bucket(value, %s::numeric[])]",
            [tier[0] for tier in tiers],
            [tier[2] for tier in tiers],
        )
