from odoo import fields, models
from odoo.tools import SQL


class CsNpsThemeQuality(models.Model):
    """How well themes were found: what was found against what people said, theme by theme.

    Only answers that somebody checked are counted, whether they changed anything or not; what
    had been found is what was found at that time.
    """

    _name = "cs.nps.theme.quality"
    _description = "Quality of Themes"
    _auto = False
    _order = "company_id, f1, id"
    _depends = {
        "cs.nps.response": ["company_id", "theme_checked_at"],
        "cs.nps.response.theme": ["response_id", "theme_id", "polarity", "active", "guess"],
    }

    theme_id = fields.Many2one("cs.nps.theme", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    expected = fields.Integer(readonly=True, help="Answers that speak of it, as people say.")
    found = fields.Integer(readonly=True, help="Answers in which it had been found.")
    right = fields.Integer(readonly=True, help="Answers in which it had been found rightly.")
    precision = fields.Float(
        readonly=True, aggregator=None, help="Of what was found, how much was right."
    )
    recall = fields.Float(
        readonly=True, aggregator=None, help="Of what there was, how much was found."
    )
    f1 = fields.Float(
        readonly=True, aggregator=None, help="Both in one, 1 is perfect."
    )
    same_opinion = fields.Float(
        readonly=True, aggregator=None, help="Of what was found rightly, with the right opinion."
    )

    @property
    def _table_query(self):
        return SQL(
            """SELECT id, theme_id, company_id, expected, found, "right",
                      COALESCE("right"::float / NULLIF(found, 0), 0) AS precision,
                      COALESCE("right"::float / NULLIF(expected, 0), 0) AS recall,
                      COALESCE(2.0 * "right" / NULLIF(expected + found, 0), 0) AS f1,
                      COALESCE(same::float / NULLIF("right", 0), 0) AS same_opinion
                 FROM (SELECT min(id) AS id, theme_id, company_id,
                              count(*) FILTER (WHERE expected)::int AS expected,
                              count(*) FILTER (WHERE found)::int AS found,
                              count(*) FILTER (WHERE expected AND found)::int AS "right",
                              count(*) FILTER (WHERE same)::int AS same
                         FROM (SELECT min(m.id) AS id, m.theme_id, r.company_id,
                                      bool_or(m.active) AS expected,
                                      bool_or(m.guess IS NOT NULL) AS found,
                                      bool_or(m.active AND m.guess = m.polarity) AS same
                                 FROM cs_nps_response_theme m
                                 JOIN cs_nps_response r ON r.id = m.response_id
                                WHERE r.theme_checked_at IS NOT NULL
                             GROUP BY m.response_id, m.theme_id, r.company_id) answers
                     GROUP BY theme_id, company_id) themes"""
        )
