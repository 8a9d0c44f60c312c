from odoo import fields, models
from odoo.tools import SQL


class CsNpsScaleReport(models.Model):
    """CSAT and CES: the share in the top boxes and the mean, apart from the NPS."""

    _name = "cs.nps.scale.report"
    _description = "CSAT and CES Analysis"
    _inherit = ["cs.nps.figures.mixin"]
    _auto = False

    metric = fields.Selection([("csat", "CSAT (1 to 5)"), ("ces", "CES (1 to 7)")], readonly=True)
    category = fields.Selection(
        [("promoter", "Satisfied"), ("passive", "Neutral"), ("detractor", "Dissatisfied")],
        readonly=True,
    )
    top_points = fields.Float(
        string="Satisfied (%)",
        aggregator="avg",
        readonly=True,
        digits=(16, 1),
        help="Share of answers 4 and 5 (CSAT), or 5 to 7 (CES).",
    )

    def _get_metrics(self):
        return ("csat", "ces")

    def _get_columns(self):
        return [
            *super()._get_columns(),
            SQL("r.metric"),
            SQL("CASE r.category WHEN 'promoter' THEN 100::float8 ELSE 0 END AS top_points"),
        ]
