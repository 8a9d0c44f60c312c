from odoo import models
from odoo.tools import format_date

from ..tools.at_risk import value_steps

TOLD_STEPS = 2


class CsTierMembership(models.Model):
    """The explanation in sentences: what counts, what leaves when, what would keep the tier."""

    _inherit = "cs.tier.membership"

    def _get_steps(self, numbers, day, anchor):
        """Return what is left on each day on which something leaves, if nothing more is bought.

        :param numbers: ``(date, number, order key)`` of the documents that count
        """
        group = self.group_id
        steps = value_steps(numbers, group.period, day, group.period_months, anchor, group.metric)
        own = self._get_own_tier()
        threshold = own.threshold if own else 0
        told, before = [], steps[0][1]
        for on, value in steps[1:] if numbers else ():
            told.append(
                {
                    "on": str(on),
                    "contribution": float(value),
                    "leaving": float(before - value),
                    "missing": max(0.0, threshold - float(value)),
                }
            )
            before = value
        return [step for step in told if step["leaving"]]

    def _get_story(self, facts):
        """Return the sentences of the explanation."""
        sentences = [self._get_state_sentence(facts), self._get_manual_sentence()]
        if self.manual_tier_id and self.manual_reason:
            sentences.append(self.env._("Reason: %(reason)s", reason=self.manual_reason))
        sentences += [self._get_gap_sentence(), self._get_keeping_sentence()]
        if not self.sudo().group_id._takes_part(self.sudo().partner_id):
            sentences.append(
                self.env._(
                    "The filter of customers of %(group)s leaves this customer out.",
                    group=self.group_id.name,
                )
            )
        if self._get_own_tier() and self.manual_kind != "fixed":
            sentences += [self._get_step_sentence(step) for step in facts["steps"][:TOLD_STEPS]]
        if self.at_risk_date:
            sentences.append(
                self.env._(
                    "If nothing more is bought, %(tier)s is lost on %(date)s.",
                    tier=self.tier_id.name,
                    date=format_date(self.env, self.at_risk_date),
                )
            )
        return [sentence for sentence in sentences if sentence]

    def _get_state_sentence(self, facts):
        values = {
            "date": format_date(self.env, facts["as_of"]),
            "value": self.group_id._format_value(self.contribution),
            "period": self._get_period_words(),
            "tier": self.tier_id.name,
            "threshold": self.group_id._format_value(self.tier_id.threshold),
        }
        if not self.tier_id:
            return self.env._("On %(date)s: %(value)s %(period)s, no tier yet.", **values)
        return self.env._(
            "On %(date)s: %(value)s %(period)s, %(tier)s from %(threshold)s.", **values
        )

    def _get_period_words(self):
        group = self.group_id
        if group.period == "rolling":
            return self.env._("in %(months)s months", months=group.period_months)
        if group.period == "lifetime":
            return self.env._("in all")
        if group.period == "lunar_year":
            return self.env._("in the lunar year, Tết to Tết")
        return self.env._("in the year")

    def _get_step_sentence(self, step):
        group = self.group_id
        values = {
            "date": format_date(self.env, step["on"]),
            "leaving": group._format_value(step["leaving"]),
            "left": group._format_value(step["contribution"]),
            "missing": group._format_value(step["missing"]),
            "tier": self._get_own_tier().name,
        }
        if step["leaving"] < 0:
            return False
        if group.period != "rolling":
            if step["missing"]:
                return self.env._(
                    "On %(date)s the year ends and %(left)s are left; then %(missing)s more keep "
                    "%(tier)s.",
                    **values,
                )
            return self.env._(
                "On %(date)s the year ends and %(left)s are left, enough for %(tier)s.", **values
            )
        if step["missing"]:
            return self.env._(
                "On %(date)s %(leaving)s leave the window; then %(missing)s more keep %(tier)s.",
                **values,
            )
        return self.env._(
            "On %(date)s %(leaving)s leave the window; %(left)s are left, enough for %(tier)s.",
            **values,
        )

    def _get_credit_sentence(self, row):
        """Return how much of a document is credit set apart, or False."""
        if not row["set_apart"]:
            return False
        amount = self.group_id._format_value(abs(row["set_apart"]))
        if row["set_apart"] < 0:
            return self.env._("(%(amount)s of it paid from a wallet or gift card)", amount=amount)
        return self.env._("(without %(amount)s of credit sold)", amount=amount)
