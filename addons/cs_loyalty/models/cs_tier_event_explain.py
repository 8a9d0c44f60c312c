from odoo import api, fields, models
from odoo.tools import format_date

from .cs_tier_contribution import MOVE, ORDER


class CsTierEvent(models.Model):
    """A past decision, read from its own record: documents may have changed since."""

    _inherit = "cs.tier.event"

    explanation = fields.Html(
        compute="_compute_explanation", sanitize=False, groups="cs_loyalty.cs_loyalty_group_user"
    )

    @api.depends_context("lang")
    @api.depends("decision")
    def _compute_explanation(self):
        for event, facts in zip(self, self._explain(), strict=True):
            event.explanation = self.env["ir.qweb"]._render(
                "cs_loyalty.event_explanation",
                {"facts": facts, "currency": event.company_id.sudo().currency_id},
            )

    def cs_explain(self):
        """Tell what decided each movement, from the record kept with it.

        :returns: a list of dicts: ``id``, ``story`` (sentences, in the user's language), the
            ``decision`` as stored, and ``documents`` that counted then: dicts of ``res_model``,
            ``res_id`` and the ``document``'s name of today, empty if it is there no more
        :raises AccessError: for those who may read no movement, or no contribution
        """
        self.check_access("read")
        self.env["cs.tier.contribution"].check_access("read")
        return self._explain()

    def _explain(self):
        return [event.sudo()._explain_one() for event in self]

    def _explain_one(self):
        decision = {
            key: False if value is None else value for key, value in (self.decision or {}).items()
        }
        if "windows" in decision:
            decision["windows"] = [
                [after or False, until or False] for after, until in decision["windows"]
            ]
        return {
            "id": self.id,
            "story": [sentence for sentence in self._get_story(decision) if sentence],
            "decision": decision,
            "documents": self._get_decision_documents(decision.get("documents") or []),
        }

    def _get_story(self, decision):
        group = self.group_id
        thresholds = decision.get("thresholds") or {}
        asked = thresholds.get(str(self.to_tier_id.id))
        values = {
            "date": format_date(self.env, self.date),
            "value": group._format_value(decision.get("contribution") or 0),
            "tier": self.to_tier_id.name,
            "lost": self.from_tier_id.name,
            "threshold": group._format_value(asked or 0),
        }
        if self.to_tier_id and asked is not None:
            yield self.env._(
                "On %(date)s: %(value)s counted, %(tier)s from %(threshold)s.", **values
            )
        else:
            yield self.env._("On %(date)s: %(value)s counted, no tier.", **values)
        yield from self._get_reasons(decision, thresholds, values)

    def _get_reasons(self, decision, thresholds, values):
        """Return what else the record tells: the period, a hand, the tier that was lost."""
        for after, until in decision.get("windows") or []:
            words = {"start": after and format_date(self.env, after)}
            words["end"] = format_date(self.env, until)
            if after:
                yield self.env._("Documents after %(start)s up to %(end)s count.", **words)
            else:
                yield self.env._("Documents up to %(end)s count.", **words)
        if self.cause == "manual":
            yield self.env._("The tier was set by hand, or that ended.")
        if self.cause == "rule":
            yield self.env._("The rules of the group had changed, or a first review applied them.")
        if self.cause == "refund":
            yield self.env._("Without the refunds since the movement before it was still earned.")
        lost = thresholds.get(str(self.from_tier_id.id))
        if self.kind in ("downgrade", "leave") and lost is not None:
            missing = lost - (decision.get("contribution") or 0)
            if missing > 0:
                values = dict(values, missing=self.group_id._format_value(missing))
                yield self.env._("%(missing)s more would have kept %(lost)s.", **values)

    def _get_document_models(self):
        """Return ``{remainder of the id by 4: model}`` of the documents of decisions."""
        return {MOVE: "account.move", ORDER: "sale.order"}

    def _get_decision_documents(self, ids):
        models_by_table = self._get_document_models()
        keys = [(models_by_table.get(number % 4), number // 4) for number in ids]
        names = {}
        for model in {model for model, _id in keys if model}:
            records = self.env[model].browse(number for name, number in keys if name == model)
            names |= {(model, record.id): record.display_name for record in records.exists()}
        return [
            {"res_model": model, "res_id": number, "document": names.get((model, number), "")}
            for model, number in keys
            if model
        ]
