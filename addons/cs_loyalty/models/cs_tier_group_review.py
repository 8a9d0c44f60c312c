from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL, split_every


class CsTierGroup(models.Model):
    """The review: one statement sums the documents, decides, and writes what changed.

    The ledger rows of a change of rules, the first review among them, are part of that
    statement. Those of customers who moved by themselves pass through ``create``, so that
    automation rules see them.
    """

    _inherit = "cs.tier.group"

    @api.private
    def _review(self, as_of=None, partner_ids=None, silent=False):
        """Review the groups, whose rows the caller has locked.

        :param date as_of: decide as on this day, from documents of up to this day; default today
        :param partner_ids: only these commercial entities; default all
        :param bool silent: history is being replayed or imported: no automation, no mail
        :returns: the new ``cs.tier.event`` rows
        """
        events = self.env["cs.tier.event"]
        for group in self:
            day = as_of or group._today()
            if group.reviewed_version != group.rule_version:
                events += group._review_rules(day)
            else:
                events += group._review_members(day, partner_ids, silent or as_of is not None)
        return events

    def _review_rules(self, day):
        """Apply new rules to every member in one statement, without a mail."""
        self.env.flush_all()
        rows = self.env.execute_query(self._review_query(day, None, ledger=True))
        self._settle_risks(day)
        self._after_review(day)
        self.reviewed_version = self.rule_version
        events = self.env["cs.tier.event"].browse(row[0] for row in rows)
        events._after_moves(silent=True)
        return events

    def _review_members(self, day, partner_ids, silent):
        """Review members under known rules; log each move with its cause and documents."""
        self.env.flush_all()
        self.env.cr.execute(self._review_query(day, partner_ids))
        moves = self.env.cr.dictfetchall()
        self._settle_risks(day)
        if not moves and partner_ids is not None:
            self.env["cs.tier.membership"].invalidate_model(flush=False)
            return self.env["cs.tier.event"]
        self._after_review(day, whole=partner_ids is None)
        events = self.env["cs.tier.event"]
        for batch in split_every(1000, moves, list):
            events += events._log(self._prepare_events(batch, day), silent)
        events._after_moves(silent)
        return events

    def _after_review(self, day, whole=True):
        self.env["cs.tier.membership"].invalidate_model(flush=False)
        self.env["res.partner"].invalidate_model(["cs_tier_id", "cs_membership_ids"], flush=False)
        if whole:
            self.reviewed_on = day

    def _prepare_events(self, moves, day):
        """Return the values of the ledger rows of ``moves``, rows of the review's statement."""
        partner_ids = [move["partner_id"] for move in moves]
        documents = self._get_move_documents(partner_ids, day)
        refunds = self._get_refunds_since(moves, day)
        values = []
        for move in moves:
            lost = move["lost_threshold"]
            refund = lost is not None and move["value"] - refunds[move["partner_id"]] >= lost
            values.append(
                {
                    "partner_id": move["partner_id"],
                    "group_id": self.id,
                    "date": day,
                    "from_tier_id": move["tier_id"] or False,
                    "to_tier_id": move["new_tier_id"] or False,
                    "kind": move["kind"],
                    "cause": self._get_cause(move, refund),
                    "decision": dict(
                        move["decision"], documents=documents.get(move["partner_id"], [])
                    ),
                }
            )
        return values

    def _get_cause(self, move, refund):
        if move["by_hand"]:
            return "manual"
        if not move["eligible"]:
            return "rule"
        return "refund" if refund else "organic"

    def _get_move_documents(self, partner_ids, day):
        query = SQL(
            """WITH %s SELECT partner_id, array_agg(id ORDER BY date, id)
                 FROM counted GROUP BY partner_id""",
            self._sql_counted(day, partner_ids),
        )
        return dict(self.env.execute_query(query))

    def _get_refunds_since(self, moves, day):
        """Return, by customer that fell, the refunds in the window since the last move."""
        fallen = {m["partner_id"]: m["since"] for m in moves if m["lost_threshold"] is not None}
        refunds = dict.fromkeys((move["partner_id"] for move in moves), 0)
        if not fallen:
            return refunds
        rows = self.env.execute_query(
            SQL(
                """WITH %s SELECT partner_id, order_key, %s,
                                  kind = 'refund' AND document_date >= known.since
                     FROM counted JOIN unnest(%s::integer[], %s::date[]) AS known (id, since)
                       ON known.id = partner_id""",
                self._sql_counted(day, list(fallen)),
                SQL.identifier("units" if self.metric == "units" else "amount"),
                list(fallen),
                list(fallen.values()),
            )
        )
        if self.metric == "orders":
            return refunds | self._get_orders_taken_back(rows)
        for partner_id, _key, number, late in rows:
            refunds[partner_id] += number if late else 0
        return refunds

    def _get_orders_taken_back(self, rows):
        """Return, below zero, how many orders count no more since their late refunds."""
        before, after, taken = defaultdict(int), defaultdict(int), defaultdict(int)
        for partner_id, key, number, late in rows:
            before[partner_id, key] += 0 if late else number
            after[partner_id, key] += number
        for (partner_id, key), number in before.items():
            taken[partner_id] -= number > 0 >= after[partner_id, key]
        return dict(taken)
