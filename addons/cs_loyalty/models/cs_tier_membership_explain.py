from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ..tools.periods import windows
from .cs_tier_contribution import SALE_TYPES

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
        # Whoever takes no part, or finds no tier, is on the way to none.
        done = self.contribution if self.tier_id or self.next_tier_id else 0
        whole = following or max(held, done) or 1
        return {
            "percent": round(min(100, max(0, 100 * done / whole)), 1),
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
                    "paid_with": self._get_credit_sentence,
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
        reasons = self.env["cs.tier.contribution"]._fields["excluded"]
        return {
            **dict(reasons._description_selection(self.env)),
            "before": self.env._("Before the period"),
            "after": self.env._("After the day of the review"),
            "unpaid": self.env._("Not paid yet"),
            "draft": self.env._("A draft: post it first"),
            "cancelled": self.env._("Cancelled"),
            "not_invoiced": self.env._("Not invoiced yet"),
            "not_confirmed": self.env._("A quotation: not confirmed"),
        }

    def cs_explain(self):
        """Explain each membership from the documents of today.

        :returns: a list of dicts: ``id``, ``partner_id``, ``group_id``, ``tier_id``, ``as_of``,
            ``story`` (sentences, in the user's language), ``windows`` (pairs of dates, after and
            until), ``contribution``, ``threshold``, ``next_tier_id``, ``gap``, ``valid_until``,
            ``grace_until``, ``at_risk_date``, ``manual`` (False or a dict of ``tier_id``,
            ``kind``, ``until``, ``reason``), ``steps`` (what is left ``on`` each day on which
            something leaves, and what is ``missing`` then), and the lists ``counted``,
            ``excluded`` (each with its ``reason``) and ``leaving`` (``on`` the day when it is
            counted no more) of documents
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
        counted = [
            row
            for row in rows
            if row["document_date"] <= day
            and row["date"] <= day
            and not row["excluded"]
            and (row["paid"] or not group.paid_only)
        ]
        anchor = min((row["date"] for row in counted), default=day)
        spans = windows(group.period, day, group.period_months, anchor)
        facts = self._prepare_facts(day, spans)
        self._add_documents(facts, rows, day, spans)
        facts["excluded"] += self._get_uncounted(spans[0][0])
        self._name_documents(facts)
        column = "units" if group.metric == "units" else "amount"
        numbers = [(row["date"], row[column] or 0, row["order_key"]) for row in counted]
        facts["steps"] = self._get_steps(numbers, day, anchor)
        facts["story"] = self._get_story(facts)
        return facts

    def _prepare_facts(self, day, spans):
        def text(value):
            return str(value) if value else False

        manual = self.manual_tier_id and {
            "tier_id": self.manual_tier_id.id,
            "kind": self.manual_kind,
            "until": text(self.manual_until),
            "reason": self.manual_reason,
        }
        return {
            "id": self.id,
            "partner_id": self.partner_id.id,
            "group_id": self.group_id.id,
            "tier_id": self.tier_id.id,
            "as_of": str(day),
            "windows": [[text(after), str(until)] for after, until in spans],
            "contribution": self.contribution,
            "threshold": self.tier_id.threshold if self.tier_id else False,
            "next_tier_id": self.next_tier_id.id,
            "gap": self.gap if self.next_tier_id else False,
            "valid_until": text(self.valid_until),
            "grace_until": text(self.grace_until),
            "at_risk_date": text(self.at_risk_date),
            "manual": manual or False,
            "counted": [],
            "excluded": [],
            "leaving": [],
        }

    def _add_documents(self, facts, rows, day, spans):
        group = self.group_id
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

    def _get_uncounted(self, after):
        """Return documents that are not in force, or not yet of the kind that counts.

        :param date after: none of this day or before, or None for no limit
        """
        group = self.group_id
        since = after or fields.Date.to_date("1900-01-01")
        found = []
        for model, domain, get_reason in self._get_uncounted_searches():
            domain = Domain(domain) & Domain("company_id", "in", group._get_companies().ids)
            for record in self.env[model].search(domain, limit=SHOWN_DOCUMENTS):
                day = record._cs_get_document_day() or group._today()
                if day > since:
                    found.append(record._cs_prepare_uncounted_fact(day, get_reason(record)))
        return found

    def _get_uncounted_searches(self):
        """Return (model, domain, function that gives the reason); glue adds its documents."""
        customer = Domain("partner_id.commercial_partner_id", "=", self.partner_id.id)

        def in_force(reason):
            return lambda record: "cancelled" if record.state == "cancel" else reason

        orders = "sale.order"
        if self.group_id.source == "order":
            quotations = customer & Domain("state", "in", ("draft", "sent", "cancel"))
            return [(orders, quotations, in_force("not_confirmed"))]
        unposted = Domain("move_type", "in", SALE_TYPES) & Domain("state", "!=", "posted")
        waiting = Domain("state", "=", "sale") & Domain("invoice_status", "=", "to invoice")
        return [
            ("account.move", customer & unposted, in_force("draft")),
            (orders, customer & waiting, in_force("not_invoiced")),
        ]

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
        return {
            "id": row["id"],
            "res_model": row["res_model"],
            "res_id": row["res_id"],
            "kind": row["kind"],
            "date": str(row["date"]),
            "document_date": str(row["document_date"]),
            "amount": float(row["amount"] or 0),
            "units": float(row["units"] or 0),
            "set_apart": float(row["set_apart"] or 0),
            "origin_id": row["origin_id"] or False,
        }

    def _name_documents(self, facts):
        """Add the name of each document, by one reading of each kind."""
        listed = [*facts["counted"], *facts["excluded"], *facts["leaving"]]
        names = {}
        for model in {fact["res_model"] for fact in listed}:
            ids = [fact["res_id"] for fact in listed if fact["res_model"] == model]
            for record in self.env[model].browse(ids).exists():
                names[model, record.id] = record.display_name
        for fact in listed:
            fact["document"] = names.get((fact["res_model"], fact["res_id"]), "")
