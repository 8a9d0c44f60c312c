from datetime import datetime, time, timedelta

import pytz
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import nps

_ANSWER_FIELDS = {"id", "answered_at", "score", "category", "nps_points"}


class CsNpsProgram(models.Model):
    _inherit = "cs.nps.program"  # by concern; pylint: disable=consider-merging-classes-inherited

    answer_count = fields.Integer(string="Answers", compute="_compute_figures")
    nps = fields.Float(string="NPS", compute="_compute_figures", digits=(16, 1))
    few_answers = fields.Boolean(compute="_compute_figures")
    figures_text = fields.Char(string="Result", compute="_compute_figures")
    invited_count = fields.Integer(string="Invited", compute="_compute_invited")
    response_rate = fields.Float(
        string="Response Rate (%)", compute="_compute_invited", digits=(16, 1)
    )

    def _compute_figures(self):
        groups = self.env["cs.nps.report"]._read_group(
            [("program_id", "in", self.ids)], ["program_id", "category"], ["__count"]
        )
        counts = {}
        for program, category, count in groups:
            counts.setdefault(program.id, {})[category] = count
        for program in self:
            result = self._figures(counts.get(program.id, {}))
            program.answer_count = result["n"]
            program.nps = result["nps"] or 0.0
            program.few_answers = result["few_answers"]
            program.figures_text = self._figures_text(result)

    def _compute_invited(self):
        sent = Domain("program_id", "in", self.ids) & self._get_invited_domain()
        groups = self.env["cs.nps.invitation"]._read_group(
            sent, ["program_id", "state"], ["__count"]
        )
        counts = {}
        for program, state, count in groups:
            counts.setdefault(program.id, {})[state] = count
        for program in self:
            states = counts.get(program.id, {})
            program.invited_count = sum(states.values())
            answered = states.get("answered", 0)
            program.response_rate = 100 * answered / (program.invited_count or 1)

    @api.model
    def cs_score(self, domain=False, date_from=False, date_to=False, latest_per_contact=False):
        """Return the score of the answers that match, with its 95 % interval.

        :param list domain: on ``cs.nps.report``
        :param date_from: first day, a date or ``YYYY-MM-DD``, in the user's timezone
        :param date_to: last day, included
        :param bool latest_per_contact: count only each contact's latest answer
        :returns: ``n``, ``promoters``, ``passives``, ``detractors``, ``nps``, ``low``, ``high``
            (-100 to 100, False without answers), ``few_answers``, ``invited`` and
            ``response_rate`` (percent; both False where ``domain`` looks at the answer
            itself, which an unanswered invitation cannot match)
        """
        self.env["cs.nps.report"].check_access("read")
        domain = Domain(domain or Domain.TRUE)
        period = self._get_period_domain("answered_at", date_from, date_to)
        result = self._figures(self._count_categories(domain & period, latest_per_contact))
        result["invited"] = result["response_rate"] = False
        asked_about = {condition.field_expr for condition in domain.iter_conditions()}
        if not asked_about & _ANSWER_FIELDS:
            sent = domain & self._get_period_domain("sent_at", date_from, date_to)
            result.update(self._response_rate(sent & self._get_invited_domain()))
        return result

    @api.model
    def cs_compare(self, domain_a, domain_b):
        """Return the scores of two sets of answers, and whether their difference is chance.

        :returns: ``a`` and ``b`` (see ``cs_score``), ``difference`` in points (b less a),
            ``z`` and two-sided ``p``; False where one side has no answer
        """
        result = {"a": self.cs_score(domain_a), "b": self.cs_score(domain_b)}
        return {**result, **nps.compare(result["a"], result["b"])}

    @api.model
    def _figures(self, counts):
        return nps.figures(*(counts.get(key, 0) for key in ("promoter", "passive", "detractor")))

    @api.model
    def _figures_text(self, result):
        """Say a result in one sentence."""
        if not result["n"]:
            return self.env._("No answers yet")
        numbers = {
            "nps": round(result["nps"]),
            "low": round(result["low"]),
            "high": round(result["high"]),
            "count": result["n"],
        }
        if result["few_answers"]:
            return self.env._(
                "NPS %(nps)s from only %(count)s answers: it may as well be %(low)s or %(high)s",
                **numbers,
            )
        return self.env._(
            "NPS %(nps)s from %(count)s answers, between %(low)s and %(high)s", **numbers
        )

    @api.model
    def _get_invited_domain(self):
        """Return the invitations that reached a customer, and so could be answered."""
        return Domain("sent_at", "!=", False) & Domain("is_test", "=", False)

    @api.model
    def _get_period_domain(self, field, date_from, date_to):
        """Return the domain of the days from ``date_from`` to ``date_to``, both included."""
        zone = pytz.timezone(self.env.user.tz or "UTC")

        def midnight(day):
            local = zone.localize(datetime.combine(fields.Date.to_date(day), time.min))
            return local.astimezone(pytz.utc).replace(tzinfo=None)

        domain = Domain.TRUE
        if date_from:
            domain &= Domain(field, ">=", midnight(date_from))
        if date_to:
            domain &= Domain(field, "<", midnight(fields.Date.to_date(date_to) + timedelta(days=1)))
        return domain

    @api.model
    def _count_categories(self, domain, latest_per_contact):
        report = self.env["cs.nps.report"]
        if not latest_per_contact:
            return dict(report._read_group(domain, ["category"], ["__count"]))
        # The report's id is the answer's; an answer without contact stands for itself.
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT category, count(*)
                         FROM (SELECT DISTINCT ON (COALESCE(partner_id, -id)) category
                                 FROM cs_nps_response
                                WHERE id IN %s
                             ORDER BY COALESCE(partner_id, -id), answered_at DESC, id DESC) latest
                     GROUP BY category""",
                    report._search(domain).subselect(),
                )
            )
        )

    @api.model
    def _response_rate(self, domain):
        groups = self.env["cs.nps.invitation"]._read_group(domain, ["state"], ["__count"])
        counts = dict(groups)
        invited = sum(counts.values())
        rate = 100 * counts.get("answered", 0) / invited if invited else False
        return {"invited": invited, "response_rate": rate}
