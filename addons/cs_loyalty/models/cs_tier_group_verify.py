from collections import defaultdict

from odoo import models
from odoo.tools import SQL, split_every

from ..tools.decision import Standing
from ..tools.replay import replay

SHOWN_FINDINGS = 5


class CsTierGroup(models.Model):
    """The ledger and the memberships, checked against each other and against the documents."""

    _inherit = "cs.tier.group"

    def cs_verify(self):
        """Replay the ledger from the documents and tell where anything disagrees; write nothing.

        Customers who wait for a review, or moved since the last one of all, are passed over.
        Past movements are taken as they were decided: documents may since have been withdrawn,
        or moved with a contact.

        :returns: a list of dicts, empty where all agree: ``id`` of the membership, or of the
            movement where ``kind`` is ``chain``; ``partner_id``, ``group_id``; ``kind``:
            ``chain`` (a movement does not begin where the one before it ended), ``end`` (the
            membership is not where the last movement ended), ``state`` (a review would decide
            otherwise), ``replay`` (a replay from the documents ends elsewhere); ``tier_id`` that
            is stored and ``expected_tier_id``; ``message``, a sentence in the user's language
        :raises AccessError: for those who may not change tier groups
        """
        self.check_access("write")
        self.env.flush_all()
        findings = []
        for group in self.sudo():
            for kind, rows in group._get_findings().items():
                findings += [group._prepare_finding(kind, *row) for row in rows]
        return findings

    def action_verify(self):
        """Check the ledger and tell what was found."""
        findings = self.cs_verify()
        if findings:
            text = " ".join(finding["message"] for finding in findings[:SHOWN_FINDINGS])
            message = self.env._(
                "Disagreements: %(count)s. %(text)s", count=len(findings), text=text
            )
        else:
            message = self.env._("Movements, memberships and documents agree.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if findings else "success",
                "sticky": bool(findings),
                "message": message,
            },
        }

    def _get_findings(self):
        """Return ``{kind: [(id, partner id, stored tier, expected tier)]}``."""
        found = {"chain": self.env.execute_query(self._sql_broken_chains())}
        found["end"] = self.env.execute_query(self._sql_open_ends())
        if self.reviewed_on and self.reviewed_version == self.rule_version:
            found["state"] = self.env.execute_query(self._sql_stale_members())
            stale = {row[0] for row in found["state"]}
            found["replay"] = [row for row in self._get_replay_findings() if row[0] not in stale]
        return found

    def _prepare_finding(self, kind, record_id, partner_id, tier_id, expected_id):
        names = {tier.id: tier.name for tier in self.with_context(active_test=False).tier_ids}
        values = {
            "customer": self.env["res.partner"].browse(partner_id).display_name,
            "tier": names.get(tier_id) or self.env._("no tier"),
            "expected": names.get(expected_id) or self.env._("no tier"),
        }
        if kind == "chain":
            text = self.env._(
                "%(customer)s: a movement begins at %(tier)s, the one before it ended at "
                "%(expected)s.",
                **values,
            )
        elif kind == "end":
            text = self.env._(
                "%(customer)s holds %(tier)s, the last movement ended at %(expected)s.", **values
            )
        else:
            text = self.env._(
                "%(customer)s holds %(tier)s, the documents give %(expected)s.", **values
            )
        return {
            "id": record_id,
            "partner_id": partner_id,
            "group_id": self.id,
            "kind": kind,
            "tier_id": tier_id or False,
            "expected_tier_id": expected_id or False,
            "message": text,
        }

    def _sql_chained(self):
        """Return the movements with the customer of their day: merged ones have several chains."""
        return SQL(
            """SELECT id, partner_id, from_tier_id, to_tier_id,
                      COALESCE((decision->>'partner')::integer, partner_id) AS chain
                 FROM cs_tier_event WHERE group_id = %s""",
            self.id,
        )

    def _sql_broken_chains(self):
        return SQL(
            """
            WITH moved AS (%s)
            SELECT id, partner_id, from_tier_id, before_id
              FROM (SELECT *, LAG(to_tier_id) OVER (PARTITION BY partner_id, chain ORDER BY id)
                           AS before_id FROM moved) linked
             WHERE from_tier_id IS DISTINCT FROM before_id
               AND NOT EXISTS (
                   SELECT FROM moved other
                    WHERE other.partner_id = linked.partner_id AND other.chain <> linked.chain
                      AND other.id < linked.id
                      AND other.to_tier_id IS NOT DISTINCT FROM linked.from_tier_id)
             ORDER BY id
            """,
            self._sql_chained(),
        )

    def _sql_open_ends(self):
        return SQL(
            """
            WITH ended AS (
                SELECT DISTINCT ON (partner_id, chain) id, partner_id, to_tier_id
                  FROM (%(moved)s) moved ORDER BY partner_id, chain, id DESC)
            SELECT member.id, member.partner_id, member.tier_id,
                   (SELECT to_tier_id FROM ended WHERE ended.partner_id = member.partner_id
                     ORDER BY id DESC LIMIT 1)
              FROM cs_tier_membership member
             WHERE member.group_id = %(group)s
               AND NOT EXISTS (
                   SELECT FROM ended WHERE ended.partner_id = member.partner_id
                      AND ended.to_tier_id IS NOT DISTINCT FROM member.tier_id)
               AND (member.tier_id IS NOT NULL
                    OR EXISTS (SELECT FROM ended WHERE ended.partner_id = member.partner_id))
             ORDER BY member.id
            """,
            moved=self._sql_chained(),
            group=self.id,
        )

    def _sql_settled(self, partner_id):
        """Return the condition that a customer awaits no review, and moved in none since."""
        return SQL(
            """(NOT EXISTS (SELECT FROM cs_tier_pending pending WHERE pending.partner_id = %(who)s)
                AND NOT EXISTS (SELECT FROM cs_tier_event later
                                 WHERE later.partner_id = %(who)s AND later.group_id = %(group)s
                                   AND later.date > %(day)s))""",
            who=partner_id,
            group=self.id,
            day=self.reviewed_on,
        )

    def _sql_stale_members(self):
        """Return the members whom a review of the last day would move."""
        day, tiers = self.reviewed_on, self._get_tiers()
        return SQL(
            """
            WITH %(counted)s, total AS (%(total)s), state AS (%(state)s), target AS (%(target)s)
            SELECT member_id, partner_id, tier_id, new_tier_id FROM target
             WHERE tier_id IS DISTINCT FROM new_tier_id AND member_id IS NOT NULL
               AND %(settled)s
             ORDER BY member_id
            """,
            settled=self._sql_settled(SQL("target.partner_id")),
            counted=self._sql_counted(day, None),
            total=self._sql_totals(day),
            state=self._sql_state(day, None, tiers),
            target=self._sql_changed(day, tiers),
        )

    def _get_replay_findings(self):
        """Yield the members whose tier a replay from the documents does not reach."""
        tiers = [tier for tier in self._get_tiers() if tier[3]]
        ids, rule = [tier[0] for tier in tiers], self._get_rule(tiers)
        for batch in split_every(1000, self._get_replayed_members(), list):
            partners = [member["partner_id"] for member in batch]
            documents, restated = self._get_replay_rows(partners), self._get_restated(partners)
            for member in batch:
                if member["partner_id"] in restated:
                    continue
                standing = replay(
                    documents[member["partner_id"]],
                    rule,
                    self.period,
                    member["start"],
                    self.reviewed_on,
                    self.period_months,
                    self.metric,
                    self._get_start(member, ids),
                )
                reached = ids[standing.position - 1] if standing.position else None
                if reached != member["tier_id"]:
                    yield member["id"], member["partner_id"], member["tier_id"], reached

    def _get_start(self, member, ids):
        """Return the standing that the last movement by rule or by hand left, or none."""
        if not member["decision"]:
            return Standing()
        own = member["decision"].get("own_tier") or member["to_tier_id"]
        position = ids.index(own) + 1 if own in ids else 0
        return Standing(position, member["start_valid_until"])

    def _get_replayed_members(self):
        """Return members by purchases alone, with where their replay may begin."""
        self.env.cr.execute(
            SQL(
                """
                SELECT member.id, member.partner_id, member.tier_id, start.to_tier_id,
                       start.decision, (start.decision->>'valid_until')::date AS start_valid_until,
                       COALESCE(start.date, '1900-01-01'::date) AS start
                  FROM cs_tier_membership member
                  LEFT JOIN LATERAL (
                       SELECT event.date, event.to_tier_id, event.decision
                         FROM cs_tier_event event
                        WHERE event.partner_id = member.partner_id
                          AND event.group_id = member.group_id
                          AND event.cause IN ('rule', 'manual')
                        ORDER BY event.id DESC LIMIT 1) start ON TRUE
                 WHERE member.group_id = %s AND member.manual_tier_id IS NULL
                   AND %s
                 ORDER BY member.id
                """,
                self.id,
                self._sql_settled(SQL("member.partner_id")),
            )
        )
        return self.env.cr.dictfetchall()

    def _get_replay_rows(self, partner_ids):
        """Return the documents by customer, all the way back, as ``replay`` takes them."""
        query = SQL(
            """WITH %s SELECT partner_id, date, %s, order_key, document_date FROM counted""",
            self._sql_counted(self.reviewed_on, partner_ids, reach=False),
            SQL.identifier("units" if self.metric == "units" else "amount"),
        )
        rows = defaultdict(list)
        for partner_id, *row in self.env.execute_query(query):
            rows[partner_id].append(tuple(row))
        return rows

    def _get_restated(self, partner_ids):
        """Return the customers with movements that documents of today would not decide so.

        A withdrawn document, a contact that went with its invoices: the stored decision stands.
        """
        query = SQL(
            """
            SELECT event.partner_id, event.date, (event.decision->>'contribution')::numeric
              FROM cs_tier_event event
             WHERE event.group_id = %s AND event.partner_id = ANY(%s)
               AND (event.decision->>'rule_version')::integer = %s
            """,
            self.id,
            list(partner_ids),
            self.rule_version,
        )
        by_day = defaultdict(set)
        for partner_id, day, value in self.env.execute_query(query):
            by_day[day].add((partner_id, value))
        restated = set()
        for day, known in by_day.items():
            totals = dict(self._get_totals(day, [partner_id for partner_id, _value in known]))
            restated |= {one for one, value in known if totals.get(one, 0) != value}
        return restated

    def _get_totals(self, day, partner_ids):
        return self.env.execute_query(
            SQL(
                "WITH %s SELECT partner_id, value FROM (%s) total",
                self._sql_counted(day, partner_ids),
                self._sql_totals(day),
            )
        )
