from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ..tools.periods import windows

SHOWN_DOCUMENTS = 80


class CsTierMembership(models.Model):
    """Why a member holds what she holds: from the documents of today."""

    _inherit = "cs.tier.membership"

    progress = fields.Html(compute="_compute_progress", sanitize=False)
    explanation = fields.Html(
        compute="_compute_explanation", sanitize=False, groups="cs_loyalty.cs_loyalty_group_user"
    )

    @api.depends_context("lang")
    @api.depends("tier_id", "next_tier_id", "contribution")
    def _compute_progress(self):
        for member in self:
            member.progress = self.env["ir.qweb"]._render(
                "cs_loyalty.membership_progress", member._get_progress()
            )

    def _get_progress(self):
        """Return the bar: percents of what the next tier, or else the held one, asks."""
        group = self.group_id
        held, following = self.tier_id.threshold, self.next_tier_id.threshold
        whole = following or max(held, self.contribution) or 1
        return {
            "percent": round(min(100, max(0, 100 * self.contribution / whole)), 1),
            "mark": round(100 * held / whole, 1) if self.tier_id and held < whole else False,
            "marks": [
                (tier.name, tier.color, group._format_value(tier.threshold))
                for tier in (self.tier_id, self.next_tier_id)
                if tier
            ],
        }

    def _compute_explanation(self):
        for member, facts in zip(self, self._explain(), strict=True):
            member.explanation = self.env["ir.qweb"]._render(
                "cs_loyalty.membership_explanation",
                {
                    "facts": facts,
                    "currency": member.company_id.sudo().currency_id,
                    "exclusions": self._get_exclusions(),
                    "units": member.group_id.metric == "units",
                    "period": self._get_period_sentence(facts),
                    "day": lambda text: format_date(self.env, text),
                    "dated": self._get_dated_sentence,
                    "more": self._get_more_sentence,
                    "shown": SHOWN_DOCUMENTS,
                },
            )

    def _get_period_sentence(self, facts):
        """Return which documents count; of two windows, the one with more decides."""
        spans = [[text and format_date(self.env, text) for text in w] for w in facts["windows"]]
        if len(spans) == 2:
            return self.env._(
                "Documents after %(start)s up to %(middle)s count, or those since then up to "
                "%(end)s, whichever is more.",
                start=spans[0][0],
                middle=spans[0][1],
                end=spans[1][1],
            )
        if not spans[0][0]:
            return self.env._("Documents up to %(end)s count.", end=spans[0][1])
        return self.env._(
            "Documents after %(start)s up to %(end)s count.", start=spans[0][0], end=spans[0][1]
        )

    def _get_dated_sentence(self, row):
        return self.env._("(dated %(date)s)", date=format_date(self.env, row["document_date"]))

    def _get_more_sentence(self, rows):
        return self.env._(
            "The first %(shown)s of %(all)s are shown here: “Documents” above lists all.",
            shown=SHOWN_DOCUMENTS,
            all=len(rows),
        )

    @api.model
    def _get_exclusions(self):
        """Return the reasons for not counting a document, as sentences by key."""
        return {
            "origin_not_posted": self.env._("The document it reverses is not posted"),
            "before": self.env._("Before the period"),
            "after": self.env._("After the day of the review"),
            "unpaid": self.env._("Not paid yet"),
        }

    def cs_explain(self):
        """Explain each membership from the documents of today.

        :returns: a list of dicts: ``id``, ``partner_id``, ``group_id``, ``tier_id``, ``as_of``,
            ``windows`` (pairs of dates, after and until), ``contribution``, ``threshold``,
            ``next_tier_id``, ``gap``, ``valid_until``, ``grace_until``, and the lists
            ``counted``, ``excluded`` (each with its ``reason``) and ``leaving`` (``on`` the day
            when it is counted no more) of documents
        :raises AccessError: for those who may read no membership, or no contribution
        """
        self.check_access("read")
        self.env["cs.tier.contribution"].check_access("read")
        return self._explain()

    def _explain(self):
        return [member.sudo()._explain_one() for member in self]

    def _explain_one(self):
        group = self.group_id
        day = group._today()
        rows = self._get_documents()
        counted = [row for row in rows if row["document_date"] <= day and not row["excluded"]]
        anchor = min((row["date"] for row in counted), default=day)
        spans = windows(group.period, day, group.period_months, anchor)
        facts = {
            "id": self.id,
            "partner_id": self.partner_id.id,
            "group_id": group.id,
            "tier_id": self.tier_id.id,
            "as_of": str(day),
            "windows": [[str(after) if after else False, str(until)] for after, until in spans],
            "contribution": self.contribution,
            "threshold": self.tier_id.threshold if self.tier_id else False,
            "next_tier_id": self.next_tier_id.id,
            "gap": self.gap if self.next_tier_id else False,
            "valid_until": str(self.valid_until) if self.valid_until else False,
            "grace_until": str(self.grace_until) if self.grace_until else False,
            "counted": [],
            "excluded": [],
            "leaving": [],
        }
        for row in rows:
            reason = self._get_exclusion(row, day, spans)
            fact = self._prepare_fact(row)
            if reason:
                facts["excluded"].append(dict(fact, reason=reason))
                continue
            facts["counted"].append(fact)
            if group.period == "rolling":
                leaves = row["date"] + relativedelta(months=group.period_months)
                facts["leaving"].append(dict(fact, on=str(leaves)))
        facts["leaving"].sort(key=lambda fact: fact["on"])
        return facts

    def _get_documents(self):
        """Return the rows of ``cs.tier.contribution`` of the member, latest first."""
        self.env.flush_all()
        contributions = self.env["cs.tier.contribution"]
        query = SQL(
            """SELECT * FROM (%s) row WHERE partner_id = %s AND source = %s
                  AND company_id IN %s ORDER BY date DESC, id DESC""",
            contributions._table_query,
            self.partner_id.id,
            self.group_id.source,
            tuple(self.group_id._get_companies().ids),
        )
        self.env.cr.execute(query)
        return self.env.cr.dictfetchall()

    def _get_exclusion(self, row, day, spans):
        """Return why a document is not counted, as a key, or False."""
        if row["excluded"]:
            return row["excluded"]
        if row["document_date"] > day or row["date"] > day:
            return "after"
        if not any((not after or row["date"] > after) and row["date"] <= u for after, u in spans):
            return "before"
        if self.group_id.paid_only and not row["paid"]:
            return "unpaid"
        return False

    def _prepare_fact(self, row):
        contribution = self.env["cs.tier.contribution"].browse(row["id"])
        return {
            "id": row["id"],
            "res_model": row["res_model"],
            "res_id": row["res_id"],
            "document": contribution.document,
            "kind": row["kind"],
            "date": str(row["date"]),
            "document_date": str(row["document_date"]),
            "amount": float(row["amount"] or 0),
            "units": float(row["units"] or 0),
            "origin_id": row["origin_id"] or False,
        }
