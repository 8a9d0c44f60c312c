from odoo import fields, models
from odoo.tools import SQL

MIN_CELL = 5  # fewer anonymous answers of a program and month are not shown
DEPENDS = {
    "cs.nps.response": [
        "program_id",
        "company_id",
        "partner_id",
        "sale_order_id",
        "team_id",
        "user_id",
        "warehouse_id",
        "metric",
        "score",
        "category",
        "status",
        "answered_at",
        "answered_on",
        "anonymous",
        "resurvey",
        "is_test",
    ],
}


class CsNpsFiguresMixin(models.AbstractModel):
    """The answers that count, one row each, so that any grouping of them is exact.

    What is averaged is a column of points per answer; nothing here is an average already.
    """

    _name = "cs.nps.figures.mixin"
    _description = "Survey Figures"
    _order = "answered_at desc, id desc"
    _depends = DEPENDS

    program_id = fields.Many2one("cs.nps.program", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id", string="Customer's Company"
    )
    sale_order_id = fields.Many2one("sale.order", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    answered_at = fields.Datetime(string="Answered", readonly=True)
    answered_on = fields.Date(
        string="Day", readonly=True, help="Day of the answer where the company is."
    )
    score = fields.Integer(string="Average Score", aggregator="avg", readonly=True)
    answers = fields.Integer(aggregator="sum", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """SELECT r.id, r.program_id, r.company_id, r.partner_id, r.sale_order_id,
                      r.team_id, r.user_id, r.warehouse_id, r.answered_at, r.answered_on,
                      r.score, r.category, 1 AS answers, %s
                 FROM cs_nps_response r
                WHERE %s""",
            SQL(", ").join(self._get_columns()),
            self._get_counted(),
        )

    def action_open_answer(self):
        """Open the answer itself, with what the customer wrote."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "cs.nps.response",
            "res_id": self.id,
            "view_mode": "form",
        }

    def _get_columns(self):
        """Return the columns that this report adds, on answers (r)."""
        return []

    def _get_counted(self):
        """Return the condition on answers (r) under which one counts."""
        metrics = self._get_metrics()
        return SQL(
            "%s r.status = 'confirmed' AND r.is_test IS NOT TRUE"
            " AND r.resurvey IS NOT TRUE AND %s",
            SQL() if metrics is None else SQL("r.metric IN %s AND", metrics),
            self._get_shown(),
        )

    def _get_metrics(self):
        """Return the metrics of this report: what has different scales is never added up.

        None where nothing of a scale is added up, so that no row is asked for its metric.
        """
        return ("",)

    def _get_shown(self):
        """Return the condition that keeps anonymous answers in groups too large to guess by."""
        return SQL(
            """(r.anonymous IS NOT TRUE OR (r.program_id, r.answered_on) IN (
                    SELECT program_id, answered_on
                      FROM cs_nps_response
                     WHERE anonymous AND status = 'confirmed'
                       AND is_test IS NOT TRUE AND resurvey IS NOT TRUE
                  GROUP BY program_id, answered_on
                    HAVING count(*) >= %s))""",
            MIN_CELL,
        )
