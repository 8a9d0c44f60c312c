from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import days, nps, share

REPORTS = {"nps": "cs.nps.report", "csat": "cs.nps.scale.report", "ces": "cs.nps.scale.report"}
_ANSWER_FIELDS = {
    "id",
    "answered_at",
    "answered_on",
    "score",
    "category",
    "nps_points",
    "top_points",
    "answers",
}
_ORDER_FIELDS = {"team_id", "user_id", "warehouse_id"}


class CsNpsProgram(models.Model):
    _inherit = "cs.nps.program"  # by concern; pylint: disable=consider-merging-classes-inherited

    answer_count = fields.Integer(string="Answers", compute="_compute_figures")
    nps = fields.Float(string="NPS", compute="_compute_figures", digits=(16, 1))
    top_box = fields.Float(string="Satisfied (%)", compute="_compute_figures", digits=(16, 1))
    few_answers = fields.Boolean(compute="_compute_figures")
    figures_text = fields.Char(string="Result", compute="_compute_figures")
    invited_count = fields.Integer(string="Invited", compute="_compute_invited")
    response_rate = fields.Float(
        string="Response Rate (%)", compute="_compute_invited", digits=(16, 1)
    )

    timezone = fields.Char(
        compute="_compute_timezone",
        store=True,
        help="Where the company is; kept here because each answer needs it.",
    )

    @api.depends("company_id.partner_id.tz", "company_id.resource_calendar_id.tz")
    def _compute_timezone(self):
        for program in self:
            company = program.company_id.sudo()
            program.timezone = company._cs_timezone() if company else "UTC"

    def _compute_figures(self):
        results = {}
        for report in set(REPORTS.values()):
            groups = self.env[report]._read_group(
                [("program_id", "in", self.ids)],
                ["program_id", "category"],
                ["__count", "score:sum"],
            )
            for program, *group in groups:
                results.setdefault(program.id, []).append(group)
        for program in self:
            result = self._figures(program.metric, results.get(program.id, []))
            program.answer_count = result["n"]
            program.nps = result.get("nps") or 0.0
            program.top_box = result.get("top_box") or 0.0
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

    # ---- figures for programs and people ----

    @api.model
    def cs_score(
        self,
        domain=False,
        date_from=False,
        date_to=False,
        latest_per_contact=False,
        metric=False,
    ):
        """Return the score of the answers that match, with its 95 % interval.

        :param list domain: on ``cs.nps.report`` (or ``cs.nps.scale.report``)
        :param date_from: first day, a date or ``YYYY-MM-DD``, where the company is
        :param date_to: last day, included
        :param bool latest_per_contact: count only each contact's latest answer
        :param metric: ``nps``, ``csat`` or ``ces``; False takes that of the programs that the
            domain names, else ``nps``
        :returns: for an NPS ``n``, ``promoters``, ``passives``, ``detractors``, ``nps``,
            ``low``, ``high`` (-100 to 100); for the others ``n``, ``top``, ``top_box``,
            ``low``, ``high`` (percent) and ``mean``, all False without answers. Always
            ``metric``, ``few_answers``, ``hidden`` (anonymous answers too few to show were
            left out), ``invited`` and ``response_rate`` (percent; both False where ``domain``
            looks at the answer itself, which an unanswered invitation cannot match)
        :raises UserError: for programs of several metrics, one that does not exist, and what is
            no day or no domain
        """
        self.env["cs.nps.report"].check_access("read")
        domain, metric = self._read_asked(domain, metric)
        if metric != "nps":
            domain &= Domain("metric", "=", metric)
        counted = domain & self._get_days_domain(date_from, date_to)
        result = self._figures(metric, self._count(metric, counted, latest_per_contact))
        result["hidden"] = self._is_hidden(metric, domain, date_from, date_to)
        result["invited"] = result["response_rate"] = False
        sent = self._get_sent_domain(metric, domain)
        if sent is not False:
            period = self._get_period_domain("sent_at", date_from, date_to)
            result.update(self._response_rate(sent & period))
        return result

    @api.model
    def cs_compare(self, domain_a, domain_b):
        """Return the scores of two sets of answers, and whether their difference is chance.

        :returns: ``a`` and ``b`` (see ``cs_score``), ``difference`` in points (b less a),
            ``z`` and two-sided ``p``; False where one side has no answer
        :raises UserError: where the two have different scales
        """
        result = {"a": self.cs_score(domain_a), "b": self.cs_score(domain_b)}
        metric = result["a"]["metric"]
        if metric != result["b"]["metric"]:
            raise UserError(self.env._("Answers on different scales cannot be compared."))
        arithmetic = nps if metric == "nps" else share
        return {**result, **arithmetic.compare(result["a"], result["b"])}

    @api.model
    def _read_asked(self, domain, metric):
        """Return domain and metric that another program asks for.

        :raises UserError: for what is no domain on the report of that metric
        """
        read, programs = self.env["res.company"]._cs_read_domain, Domain.TRUE
        if not metric:
            programs = read(domain, *(self.env[name] for name in sorted(set(REPORTS.values()))))
        metric = self._get_metric(programs, metric)
        return read(domain, self.env[REPORTS[metric]]), metric

    @api.model
    def _get_metric(self, domain, metric=False):
        """Return the metric that is asked for: by name, or by the programs in a domain."""
        if metric:
            if not isinstance(metric, str) or metric not in REPORTS:
                raise UserError(
                    self.env._(
                        "There is no metric “%(metric)s”: choose nps, csat or ces.", metric=metric
                    )
                )
            return metric
        ids = self._get_named_programs(domain)
        metrics = set(self.sudo().browse(ids).exists().mapped("metric")) or {"nps"}
        if len(metrics) > 1:
            raise UserError(
                self.env._("NPS, CSAT and CES have different scales: ask for one at a time.")
            )
        return metrics.pop()

    @api.model
    def _get_named_programs(self, domain):
        """Return the ids of the programs that a domain on answers names."""
        programs = domain.map_conditions(
            lambda condition: condition if condition.field_expr == "program_id" else Domain.TRUE
        )
        return {
            value
            for condition in programs.optimize(self.env["cs.nps.report"]).iter_conditions()
            if condition.operator == "in"
            for value in condition.value
            if isinstance(value, int) and value
        }

    @api.model
    def _figures(self, metric, groups):
        """Return the figures of ``(category, answers, sum of scores)``."""
        counts = {category: count for category, count, _total in groups}
        if metric == "nps":
            result = nps.figures(
                *(counts.get(key, 0) for key in ("promoter", "passive", "detractor"))
            )
        else:
            total = sum(total for _category, _count, total in groups)
            result = share.figures(counts.get("promoter", 0), sum(counts.values()), total)
        return {"metric": metric, **result}

    @api.model
    def _figures_text(self, result):
        """Say a result in one sentence."""
        if not result["n"]:
            return self.env._("No answers yet")
        figure = result["nps" if result["metric"] == "nps" else "top_box"]
        numbers = {
            "figure": round(figure),
            "low": round(result["low"]),
            "high": round(result["high"]),
            "count": result["n"],
        }
        if result["metric"] == "nps":
            if result["n"] == 1:
                return self.env._(
                    "NPS %(figure)s from a single answer: it may as well be %(low)s or %(high)s",
                    **numbers,
                )
            if result["few_answers"]:
                return self.env._(
                    "NPS %(figure)s from only %(count)s answers: "
                    "it may as well be %(low)s or %(high)s",
                    **numbers,
                )
            return self.env._(
                "NPS %(figure)s from %(count)s answers, between %(low)s and %(high)s", **numbers
            )
        if result["n"] == 1:
            return self.env._(
                "%(figure)s %% satisfied of a single answer: "
                "it may as well be %(low)s or %(high)s %%",
                **numbers,
            )
        if result["few_answers"]:
            return self.env._(
                "%(figure)s %% satisfied of only %(count)s answers: "
                "it may as well be %(low)s or %(high)s %%",
                **numbers,
            )
        return self.env._(
            "%(figure)s %% satisfied of %(count)s answers, between %(low)s and %(high)s %%",
            **numbers,
        )

    # ---- what is counted ----

    @api.model
    def _get_invited_domain(self):
        """Return the invitations that reached a customer, and so could be answered.

        Those asked again after a case are outside, as their answers are.
        """
        return (
            Domain("sent_at", "!=", False)
            & Domain("is_test", "=", False)
            & Domain("resurvey", "=", False)
        )

    @api.model
    def _get_answer_fields(self):
        """Return the columns of a report that an unanswered invitation does not have."""
        return _ANSWER_FIELDS

    @api.model
    def _get_sent_domain(self, metric, domain):
        """Return the invitations behind a domain on answers, False where it looks at answers."""
        asked_about = {condition.field_expr for condition in domain.iter_conditions()}
        if asked_about & self._get_answer_fields():
            return False

        def translate(condition):
            name, operator, value = condition.field_expr, condition.operator, condition.value
            if name.split(".")[0] in _ORDER_FIELDS:
                return Domain("sale_order_id", "any!", Domain(name, operator, value))
            if name == "metric":
                return Domain("program_id", "any!", Domain(name, operator, value))
            if name.split(".")[0] == "commercial_partner_id":
                return Domain(f"partner_id.{name}", operator, value)
            return condition

        programs = Domain("program_id", "any!", Domain("metric", "=", metric))
        return domain.map_conditions(translate) & programs & self._get_invited_domain()

    @api.model
    def _get_days_domain(self, date_from, date_to):
        """Return the domain of the days from ``date_from`` to ``date_to``, both included."""
        domain = Domain.TRUE
        if date_from:
            domain &= Domain("answered_on", ">=", self.env["res.company"]._cs_read_day(date_from))
        if date_to:
            domain &= Domain("answered_on", "<=", self.env["res.company"]._cs_read_day(date_to))
        return domain

    @api.model
    def _get_period_domain(self, field, date_from, date_to):
        """Return the same days for a moment in UTC."""
        zone = self.env.company.sudo()._cs_timezone()
        domain = Domain.TRUE
        if date_from:
            start = days.first_moment(self.env["res.company"]._cs_read_day(date_from), zone)
            domain &= Domain(field, ">=", start)
        if date_to:
            following = fields.Date.add(self.env["res.company"]._cs_read_day(date_to), days=1)
            domain &= Domain(field, "<", days.first_moment(following, zone))
        return domain

    @api.model
    def _count(self, metric, domain, latest_per_contact):
        """Return ``(category, answers, sum of scores)`` of what matches."""
        report = self.env[REPORTS[metric]]
        if not latest_per_contact:
            return report._read_group(domain, ["category"], ["__count", "score:sum"])
        # The report's id is the answer's; an answer without contact stands for itself.
        return self.env.execute_query(
            SQL(
                """SELECT category, count(*), sum(score)
                     FROM (SELECT DISTINCT ON (COALESCE(partner_id, -id)) category, score
                             FROM cs_nps_response
                            WHERE id IN %s
                         ORDER BY COALESCE(partner_id, -id), answered_at DESC, id DESC) latest
                 GROUP BY category""",
                report._search(domain).subselect(),
            )
        )

    @api.model
    def _response_rate(self, domain):
        groups = self.env["cs.nps.invitation"]._read_group(domain, ["state"], ["__count"])
        counts = dict(groups)
        invited = sum(counts.values())
        rate = 100 * counts.get("answered", 0) / invited if invited else False
        return {"invited": invited, "response_rate": rate}
