from odoo import fields, models
from odoo.tools import SQL


class CsNpsReport(models.Model):
    """The answers that count, with points whose average is the NPS under any grouping."""

    _name = "cs.nps.report"
    _description = "NPS Analysis"
    _auto = False
    _order = "answered_at desc, id desc"
    _depends = {
        "cs.nps.response": [
            "program_id",
            "company_id",
            "partner_id",
            "sale_order_id",
            "team_id",
            "user_id",
            "warehouse_id",
            "score",
            "category",
            "status",
            "answered_at",
            "resurvey",
            "is_test",
        ],
        "cs.nps.program": ["metric"],
    }

    program_id = fields.Many2one("cs.nps.program", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    sale_order_id = fields.Many2one("sale.order", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    answered_at = fields.Datetime(string="Answered", readonly=True)
    score = fields.Integer(string="Average Score", aggregator="avg", readonly=True)
    category = fields.Selection(
        [("promoter", "Promoter"), ("passive", "Passive"), ("detractor", "Detractor")],
        readonly=True,
    )
    nps_points = fields.Float(string="NPS", aggregator="avg", readonly=True, digits=(16, 1))
    answers = fields.Integer(aggregator="sum", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """SELECT r.id, r.program_id, r.company_id, r.partner_id, r.sale_order_id,
                      r.team_id, r.user_id, r.warehouse_id, r.answered_at, r.score, r.category,
                      CASE r.category WHEN 'promoter' THEN 100
                                      WHEN 'passive' THEN 0
                                      ELSE -100 END AS nps_points,
                      1 AS answers
                 FROM cs_nps_response r
                 JOIN cs_nps_program p ON p.id = r.program_id
                WHERE %s""",
            self._get_counted(),
        )

    def _get_counted(self):
        """Return the condition on answers (r) and programs (p) under which an answer counts."""
        return SQL(
            "p.metric = 'nps' AND r.status = 'confirmed'"
            " AND NOT COALESCE(r.is_test, FALSE) AND NOT COALESCE(r.resurvey, FALSE)"
        )
