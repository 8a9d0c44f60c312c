from odoo import api, fields, models
from odoo.tools import SQL, format_date

from .cs_nps_figures_mixin import DEPENDS
from .cs_nps_program_figures import REPORTS


class CsNpsTrend(models.Model):
    """One row a program and month, with its interval: to read line by line, and to export.

    The figure is never added up or averaged over rows: only the counts are.
    """

    _name = "cs.nps.trend"
    _description = "Survey Figures by Month"
    _auto = False
    _order = "month desc, program_id"
    _rec_name = "month"
    _depends = DEPENDS

    program_id = fields.Many2one("cs.nps.program", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    metric = fields.Selection(
        [("nps", "NPS"), ("csat", "CSAT"), ("ces", "CES")], readonly=True
    )
    month = fields.Date(readonly=True)
    answers = fields.Integer(readonly=True)
    promoters = fields.Integer(string="Promoters or Satisfied", readonly=True)
    passives = fields.Integer(string="Passives or Neutral", readonly=True)
    detractors = fields.Integer(string="Detractors or Dissatisfied", readonly=True)
    score_sum = fields.Integer(string="Sum of Scores", readonly=True, aggregator=None)
    value = fields.Float(
        string="Figure",
        compute="_compute_value",
        digits=(16, 1),
        help="NPS from -100 to 100; CSAT and CES as the percentage of good answers.",
    )
    low = fields.Float(string="At Least", compute="_compute_value", digits=(16, 1))
    high = fields.Float(string="At Most", compute="_compute_value", digits=(16, 1))
    few_answers = fields.Boolean(compute="_compute_value")
    response_rate = fields.Float(
        string="Response Rate (%)",
        compute="_compute_response_rate",
        digits=(16, 1),
        help="Share of those asked in the month who have answered.",
    )

    @property
    def _table_query(self):
        parts = [
            SQL(
                """SELECT min(id) AS id, program_id, company_id, %s AS metric,
                          date_trunc('month', answered_on)::date AS month,
                          count(*) AS answers, sum(score) AS score_sum,
                          count(*) FILTER (WHERE category = 'promoter') AS promoters,
                          count(*) FILTER (WHERE category = 'passive') AS passives,
                          count(*) FILTER (WHERE category = 'detractor') AS detractors
                     FROM (%s) answers
                 GROUP BY program_id, company_id, date_trunc('month', answered_on)%s""",
                SQL("'nps'") if report == "cs.nps.report" else SQL("metric"),
                self.env[report]._table_query,
                SQL("") if report == "cs.nps.report" else SQL(", metric"),
            )
            for report in sorted(set(REPORTS.values()))
        ]
        return SQL(" UNION ALL ").join(parts)

    @api.depends("month")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.month and format_date(
                self.env, row.month, date_format="MMM yyyy"
            )

    def _compute_value(self):
        programs = self.env["cs.nps.program"]
        for row in self:
            groups = [
                ("promoter", row.promoters, row.score_sum),
                ("passive", row.passives, 0),
                ("detractor", row.detractors, 0),
            ]
            figures = programs._figures(row.metric, groups)
            row.value = figures["nps" if row.metric == "nps" else "top_box"] or 0.0
            row.low, row.high = figures["low"] or 0.0, figures["high"] or 0.0
            row.few_answers = figures["few_answers"]

    @api.depends("program_id", "month")
    def _compute_response_rate(self):
        """Two queries a program, however many months."""
        for program, rows in self.grouped("program_id").items():
            rates = program.with_company(program.company_id)._get_rates(
                program.metric,
                fields.Domain("program_id", "=", program.id),
                "month",
                min(rows.mapped("month")),
                False,
            )
            for row in rows:
                invited, answered = rates.get(row.month, (0, 0))
                row.response_rate = 100 * answered / (invited or 1)

    def action_open_answers(self):
        """Open the answers behind this row."""
        self.ensure_one()
        self.check_access("read")
        last = fields.Date.subtract(fields.Date.add(self.month, months=1), days=1)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answers"),
            "res_model": REPORTS[self.metric],
            "views": [(False, "list"), (False, "pivot"), (False, "graph")],
            "domain": [
                ("program_id", "=", self.program_id.id),
                ("answered_on", ">=", str(self.month)),
                ("answered_on", "<=", str(last)),
            ],
        }
