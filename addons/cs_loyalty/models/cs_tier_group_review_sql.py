import json

from odoo import fields, models
from odoo.tools import SQL

from ..tools import review_sql
from ..tools.periods import windows

MEMBER_COLUMNS = (
    "tier_id",
    "since",
    "valid_until",
    "grace_until",
    "in_grace",
    "contribution",
    "next_tier_id",
    "gap",
    "last_document_date",
    "at_risk_date",
    "own_tier_id",
    "manual_tier_id",
    "manual_kind",
    "manual_until",
    "manual_reason",
)


class CsTierGroup(models.Model):
    """The statement of the review, built from the group's rules."""

    _inherit = "cs.tier.group"

    def _get_tiers(self):
        """Return (id, rank, threshold, active) of all tiers, exact, lowest first."""
        return self.env.execute_query(
            SQL(
                """SELECT id, rank, threshold, active FROM cs_tier
                    WHERE group_id = %s ORDER BY rank, id""",
                self.id,
            )
        )

    def _sql_counted(self, day, partner_ids, reach=True, once=False):
        """Return the CTEs ``contribution`` and ``counted``: the rows that the review sums.

        :param bool reach: only as far back as the period of ``day`` goes
        :param bool once: keep what a review needs of the rows, rather than read them at each use
        """
        queries = [
            query
            for source, query in self.env["cs.tier.contribution"]._contribution_queries()
            if source == self.source
        ]
        conditions = [
            SQL("excluded IS NULL AND document_date <= %s AND date <= %s", day, day),
            SQL("company_id IN %s", tuple(self._get_companies().ids)),
        ]
        if reach and self.period in ("rolling", "calendar_year", "lunar_year"):
            conditions.append(SQL("date > %s", windows(self.period, day, self.period_months)[0][0]))
        if self.paid_only:
            conditions.append(SQL("paid"))
        if partner_ids is not None:
            conditions.append(SQL("partner_id = ANY(%s)", list(partner_ids)))
        anchor = SQL(", MIN(date) OVER (PARTITION BY partner_id) AS anchor")
        return SQL(
            """contribution AS NOT MATERIALIZED (%s),
               counted AS %s (SELECT %s%s FROM contribution WHERE %s)""",
            SQL(" UNION ALL ").join(SQL("(%s)", query) for query in queries),
            SQL("MATERIALIZED" if once else "NOT MATERIALIZED"),
            self._sql_review_columns() if once else SQL("*"),
            anchor if self.period == "anniversary" else SQL(),
            SQL(" AND ").join(conditions),
        )

    def _sql_review_columns(self):
        """Return the columns of documents that the statement of the review reads."""
        names = ["id", "partner_id", "date", "kind"]
        names += {"units": ["units"], "orders": ["amount", "order_key"]}.get(
            self.metric, ["amount"]
        )
        return SQL(", ").join(SQL.identifier(name) for name in names)

    def _sql_eligible(self, column):
        domain = self._get_partner_domain()
        if domain.is_true():
            return SQL("TRUE")
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        return SQL("%s IN %s", column, partners._search(domain).subselect())

    def _sql_state(self, day, partner_ids, tiers):
        """Return the query ``state``: sums beside memberships, in positions of tiers.

        ``shown`` is the position of the tier, ``held`` that of the purchases alone, which
        differs while a tier is set by hand. ``OFFSET 0`` here and below keeps an expression
        from being written out, and reckoned, once for each of its uses.
        """
        mine = SQL("group_id = %s", self.id)
        if partner_ids is not None:
            mine = SQL("%s AND partner_id = ANY(%s)", mine, list(partner_ids))
        active = [tier for tier in tiers if tier[3]]
        reached = [SQL("(value >= %s)::integer", tier[2]) for tier in active]
        return SQL(
            """
            SELECT *, %(reached)s AS earned, %(shown)s AS shown, %(held)s AS held,
                   CASE WHEN lasting AND eligible THEN %(manual)s END AS manual_position
              FROM (
                SELECT COALESCE(total.partner_id, member.partner_id) AS partner_id,
                       member.id AS member_id, member.tier_id, member.since,
                       member.valid_until, member.grace_until, member.contribution,
                       member.next_tier_id, member.gap, member.last_document_date,
                       member.own_tier_id, member.manual_tier_id, member.manual_kind,
                       member.manual_until, member.manual_reason,
                       member.manual_tier_id IS NOT NULL
                           AND COALESCE(member.manual_until >= %(day)s, TRUE) AS lasting,
                       COALESCE(total.value, 0) AS value,
                       COALESCE(total.running, 0) AS running, total.anchor,
                       GREATEST(total.last_date, member.last_document_date) AS last_date,
                       %(eligible)s AS eligible
                  FROM total
                  FULL JOIN (SELECT * FROM cs_tier_membership WHERE %(mine)s) member
                    ON member.partner_id = total.partner_id
                OFFSET 0
            ) joined
            WHERE eligible OR tier_id IS NOT NULL OR manual_tier_id IS NOT NULL
               OR next_tier_id IS NOT NULL OFFSET 0
            """,
            day=day,
            reached=SQL(" + ").join(reached) if reached else SQL("0"),
            shown=self._sql_position(SQL("tier_id"), tiers),
            held=self._sql_position(
                SQL("CASE WHEN manual_tier_id IS NULL THEN tier_id ELSE own_tier_id END"), tiers
            ),
            manual=self._sql_position(SQL("manual_tier_id"), tiers),
            eligible=self._sql_eligible(SQL("COALESCE(total.partner_id, member.partner_id)")),
            mine=mine,
        )

    def _sql_position(self, tier_id, tiers):
        """Return the position of a tier among the active ones; an archived one's is below it."""
        ranks = [rank for _id, rank, _threshold, active in tiers if active]
        return SQL(
            "COALESCE((%s::integer[])[array_position(%s::integer[], %s)], 0)",
            [sum(other <= rank for other in ranks) for _id, rank, _threshold, _active in tiers],
            [tier[0] for tier in tiers],
            tier_id,
        )

    def _sql_changed(self, day, tiers):
        """Return the query ``target``: the new state of members beside the old."""
        active = [tier for tier in tiers if tier[3]]
        new = review_sql.decided(
            day, self.downgrade_policy, self.retention_months, self.grace_days
        )
        return SQL(
            """
            SELECT *, new_grace_until IS NOT NULL AS new_in_grace,
                   CASE WHEN tier_id IS NOT DISTINCT FROM new_tier_id THEN COALESCE(since, %(day)s)
                        ELSE %(day)s END AS new_since,
                   CASE WHEN new_next_tier_id IS NOT NULL THEN new_threshold - value END AS new_gap,
                   CASE WHEN lasting THEN (%(ids)s::integer[])[own] END AS new_own_tier_id
              FROM (SELECT *, (%(ids)s::integer[])[position] AS new_tier_id,
                           (%(thresholds)s::numeric[])[position] AS held_threshold,
                           CASE WHEN eligible
                                 AND (manual_position IS NULL OR manual_kind <> 'fixed')
                                THEN (%(ids)s::integer[])[position + 1] END AS new_next_tier_id,
                           (%(thresholds)s::numeric[])[position + 1] AS new_threshold,
                           %(valid)s AS new_valid_until, %(grace)s AS new_grace_until
                      FROM (SELECT *, %(shown)s AS position,
                                   manual_tier_id IS NOT NULL AND eligible
                                       AND shown <> %(before)s AS by_hand
                              FROM (SELECT *, %(own)s AS own FROM state OFFSET 0) reckoned
                            OFFSET 0) placed
                    OFFSET 0) target
            """,
            day=day,
            ids=[tier[0] for tier in active],
            thresholds=[tier[2] for tier in active],
            own=new["position"],
            shown=review_sql.overridden(SQL("own")),
            before=review_sql.overridden(SQL("held")),
            valid=new["valid_until"],
            grace=new["grace_until"],
        )

    def _sql_decision(self, day, tiers):
        """Return the decision record: numbers and ids, no names."""
        spans = []
        if self.period != "anniversary":
            spans = windows(self.period, day, self.period_months)
        known = {
            "as_of": str(day),
            "windows": [[after and str(after), str(until)] for after, until in spans],
            "rule_version": self.rule_version,
            "thresholds": {str(tier[0]): float(tier[2]) for tier in tiers if tier[3]},
        }
        return SQL(
            """%s::jsonb || jsonb_build_object(
                'contribution', value, 'gap', new_gap, 'next_tier', new_next_tier_id,
                'valid_until', new_valid_until, 'last_document', last_date,
                'partner', partner_id, 'earned_tier', (%s::integer[])[earned])
                || CASE WHEN manual_position IS NULL THEN '{}' ELSE jsonb_build_object(
                   'manual_tier', manual_tier_id, 'manual_kind', manual_kind,
                   'manual_until', manual_until, 'own_tier', new_own_tier_id) END""",
            json.dumps(known),
            [tier[0] for tier in tiers if tier[3]],
        )

    def _review_query(self, day, partner_ids, ledger=False):
        """Return the statement of the review.

        :param bool ledger: log the moves as a change of rules and return their ids, instead of
            returning the moves
        """
        tiers = self._get_tiers()
        parts = [
            self._sql_counted(day, partner_ids, once=ledger),
            SQL("total AS (%s)", self._sql_totals(day)),
            SQL("state AS (%s)", self._sql_state(day, partner_ids, tiers)),
            SQL("target AS (%s)", self._sql_changed(day, tiers)),
            SQL(
                "changed AS MATERIALIZED (%s)",
                self._sql_differences(day, tiers, everyone=partner_ids is not None),
            ),
            SQL("falling AS MATERIALIZED (%s)", self._sql_falls(day, many=ledger)),
            self._sql_write_members(day),
        ]
        if ledger:
            parts.append(SQL("logged AS (%s)", self._sql_log(day)))
        return SQL(
            "WITH %s %s",
            SQL(", ").join(parts),
            SQL("SELECT id FROM logged ORDER BY id")
            if ledger
            else SQL("SELECT * FROM changed WHERE kind IS NOT NULL ORDER BY partner_id"),
        )

    def _get_spans(self, day):
        return review_sql.sql_windows(self.period, self.period_months, day)

    def _sql_totals(self, day):
        return review_sql.totals(
            self.metric, self._get_spans(day), anchored=self.period == "anniversary"
        )

    def _sql_differences(self, day, tiers, everyone):
        """Return the rows of ``target`` to write, with the kind of move where the tier changes.

        :param bool everyone: write the rows that stay alike too: where documents changed, the
            day on which the tier is at risk may change alone
        """
        active = [tier for tier in tiers if tier[3]]
        return SQL(
            """
            SELECT *, %(decision)s AS decision,
                   CASE WHEN tier_id IS NOT DISTINCT FROM new_tier_id THEN NULL
                        WHEN tier_id IS NULL THEN 'enrol'
                        WHEN new_tier_id IS NULL THEN 'leave'
                        WHEN position > shown THEN 'upgrade' ELSE 'downgrade' END AS kind,
                   CASE WHEN position < shown THEN (%(thresholds)s::numeric[])[shown] END
                        AS lost_threshold
              FROM target
             WHERE %(everyone)s OR member_id IS NULL
                OR (tier_id, valid_until, grace_until, contribution,
                    next_tier_id, gap, last_document_date, own_tier_id)
                IS DISTINCT FROM
                   (new_tier_id, new_valid_until, new_grace_until, value,
                    new_next_tier_id, new_gap, last_date, new_own_tier_id)
                OR (manual_tier_id IS NOT NULL AND NOT lasting)
            """,
            everyone=SQL("TRUE") if everyone else SQL("FALSE"),
            decision=self._sql_decision(day, tiers),
            thresholds=[tier[2] for tier in active],
        )

    def _sql_write_members(self, day):
        columns = SQL(", ").join(SQL.identifier(name) for name in MEMBER_COLUMNS)
        values = SQL(
            """new_tier_id, new_since, new_valid_until, new_grace_until, new_in_grace, value,
               new_next_tier_id, new_gap, last_date, %s, new_own_tier_id,
               CASE WHEN lasting THEN changed.manual_tier_id END,
               CASE WHEN lasting THEN changed.manual_kind END,
               CASE WHEN lasting THEN changed.manual_until END,
               CASE WHEN lasting THEN changed.manual_reason END""",
            self._sql_lost(day),
        )
        return SQL(
            """
            updated AS (
                UPDATE cs_tier_membership member SET (%(columns)s) = ROW(%(values)s)
                  FROM changed LEFT JOIN falling USING (partner_id)
                 WHERE member.id = changed.member_id),
            inserted AS (
                INSERT INTO cs_tier_membership (partner_id, group_id, %(columns)s)
                SELECT partner_id, %(group)s, %(values)s
                  FROM changed LEFT JOIN falling USING (partner_id)
                 WHERE member_id IS NULL ORDER BY partner_id)
            """,
            columns=columns,
            values=values,
            group=self.id,
        )

    def _sql_log(self, day):
        return SQL(
            """
            INSERT INTO cs_tier_event (
                   partner_id, group_id, date, from_tier_id, to_tier_id, kind, cause, decision,
                   create_uid, create_date, write_uid, write_date)
            SELECT changed.partner_id, %(group)s, %(day)s, tier_id, new_tier_id, kind,
                   CASE WHEN by_hand THEN 'manual' ELSE 'rule' END,
                   decision || jsonb_build_object('documents', COALESCE(known.ids, '{}')),
                   %(uid)s, %(now)s, %(uid)s, %(now)s
              FROM changed
              LEFT JOIN (SELECT partner_id, array_agg(id ORDER BY date, id) AS ids
                           FROM counted GROUP BY partner_id) known
                ON known.partner_id = changed.partner_id
             WHERE kind IS NOT NULL ORDER BY changed.partner_id
            RETURNING id
            """,
            group=self.id,
            day=day,
            uid=self.env.uid,
            now=fields.Datetime.now(),
        )
