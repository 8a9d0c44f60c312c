from odoo import fields, models
from odoo.tools import SQL

from .cs_nps_figures_mixin import DEPENDS

DAYS = 365


class CsNpsThemePareto(models.Model):
    """Which few themes make most of the blame: the last year, by company, worst first."""

    _name = "cs.nps.theme.pareto"
    _description = "Blame by Theme"
    _auto = False
    _order = "company_id, negative desc, id"
    _depends = {
        **DEPENDS,
        "cs.nps.response.theme": ["response_id", "theme_id", "polarity", "active"],
    }

    theme_id = fields.Many2one("cs.nps.theme", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    negative = fields.Integer(string="Negative Mentions", readonly=True)
    share = fields.Float(readonly=True, aggregator=None, help="Of all blame of the company.")
    cumulated = fields.Float(string="Together With Those Above", readonly=True, aggregator=None)

    @property
    def _table_query(self):
        return SQL(
            """SELECT *, negative::float / sum(negative) OVER company AS share,
                      sum(negative) OVER (company ORDER BY negative DESC, id)
                        ::float / sum(negative) OVER company AS cumulated
                 FROM (SELECT min(id) AS id, theme_id, company_id, count(*)::int AS negative
                         FROM (%s) mentions
                        WHERE polarity = 'negative'
                          AND answered_at >= (now() AT TIME ZONE 'UTC') - interval '1 day' * %s
                     GROUP BY theme_id, company_id) themes
               WINDOW company AS (PARTITION BY company_id)""",
            self.env["cs.nps.theme.report"]._table_query,
            DAYS,
        )

    def action_view_mentions(self):
        """Open what was written."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_survey_nps.cs_nps_theme_report_action"
        )
        domain = [
            ("theme_id", "=", self.theme_id.id),
            ("company_id", "=", self.company_id.id),
            ("polarity", "=", "negative"),
        ]
        return {**action, "view_mode": "list", "views": [(False, "list")], "domain": domain}
