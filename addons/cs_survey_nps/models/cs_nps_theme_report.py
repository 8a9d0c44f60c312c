from odoo import fields, models
from odoo.tools import SQL

from .cs_nps_figures_mixin import DEPENDS
from .cs_nps_response_theme import POLARITIES


class CsNpsThemeReport(models.Model):
    """What customers write about: one row for each theme and opinion of an answer that counts."""

    _name = "cs.nps.theme.report"
    _description = "Theme Analysis"
    _inherit = ["cs.nps.figures.mixin"]
    _auto = False
    _depends = {
        **DEPENDS,
        "cs.nps.response.theme": ["response_id", "theme_id", "polarity", "active"],
    }

    response_id = fields.Many2one(
        "cs.nps.response", string="Answer", readonly=True, aggregator="count_distinct"
    )
    theme_id = fields.Many2one("cs.nps.theme", readonly=True)
    polarity = fields.Selection(POLARITIES, string="Opinion", readonly=True)
    category = fields.Selection(
        [("promoter", "Promoter"), ("passive", "Passive"), ("detractor", "Detractor")],
        readonly=True,
    )
    answers = fields.Integer(string="Mentions")
    negative = fields.Integer(string="Negative Mentions", aggregator="sum", readonly=True)
    positive = fields.Integer(string="Positive Mentions", aggregator="sum", readonly=True)
    nps_points = fields.Float(
        string="NPS",
        aggregator="avg",
        readonly=True,
        digits=(16, 1),
        help="Of the mentions; answers on other scales have none.",
    )

    @property
    def _table_query(self):
        return SQL(
            """SELECT m.id, m.response_id, m.theme_id, m.polarity,
                      r.program_id, r.company_id, r.partner_id, r.sale_order_id,
                      r.team_id, r.user_id, r.warehouse_id, r.answered_at, r.answered_on,
                      r.score, r.category, 1 AS answers,
                      (m.polarity = 'negative')::int AS negative,
                      (m.polarity = 'positive')::int AS positive,
                      CASE WHEN r.metric = 'nps' THEN
                          CASE r.category WHEN 'promoter' THEN 100::float8
                                          WHEN 'passive' THEN 0 ELSE -100 END
                      END AS nps_points%s
                 FROM cs_nps_response_theme m
                 JOIN cs_nps_response r ON r.id = m.response_id
                WHERE m.active AND %s""",
            SQL("").join(SQL(", %s", column) for column in self._get_columns()),
            self._get_counted(),
        )

    def _get_metrics(self):
        return None  # mentions are counted on every scale, and the NPS is of its own alone

    def action_open_answer(self):
        """Open the answer itself, with the words marked."""
        action = super().action_open_answer()
        return {**action, "res_id": self.response_id.id}
