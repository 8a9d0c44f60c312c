from odoo import fields, models
from odoo.tools import SQL


class CsNpsReport(models.Model):
    """The NPS: 100, 0 or -100 points an answer, whose average is the score."""

    _name = "cs.nps.report"
    _description = "NPS Analysis"
    _inherit = ["cs.nps.figures.mixin"]
    _auto = False

    category = fields.Selection(
        [("promoter", "Promoter"), ("passive", "Passive"), ("detractor", "Detractor")],
        readonly=True,
    )
    nps_points = fields.Float(string="NPS", aggregator="avg", readonly=True, digits=(16, 1))

    def _get_metrics(self):
        return ("nps",)

    def _get_columns(self):
        return [
            *super()._get_columns(),
            SQL(
                "CASE r.category WHEN 'promoter' THEN 100::float8"
                " WHEN 'passive' THEN 0 ELSE -100 END AS nps_points"
            ),
        ]
