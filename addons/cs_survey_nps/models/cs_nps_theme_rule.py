import csv

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import file_open

from ..tools.themes import phrases

SEED = "cs_survey_nps/seed/theme_rules.csv"


class CsNpsThemeRule(models.Model):
    """A phrase that tells a theme, or an opinion about the theme beside it."""

    _name = "cs.nps.theme.rule"
    _description = "Phrase of a Theme"
    _order = "theme_id, lang, polarity, id"
    _rec_name = "phrase"

    theme_id = fields.Many2one(
        "cs.nps.theme",
        index=True,
        ondelete="cascade",
        help="Empty for words that only praise or blame the theme beside them; with the opinion"
        " Neutral such words mean nothing, and what lies within them is not looked for.",
    )
    company_id = fields.Many2one(related="theme_id.company_id", store=True, index=True)
    phrase = fields.Char(
        required=True,
        help="Words as customers write them, with their accents. a/b is either, word* begins"
        " so, * is up to four words, # is a number.",
    )
    lang = fields.Selection(
        [("vi", "Vietnamese"), ("en", "English")],
        string="Language",
        help="Empty: looked for in comments of either language.",
    )
    polarity = fields.Selection(
        [
            ("context", "As the words beside it say"),
            ("positive", "Positive"),
            ("negative", "Negative"),
            ("neutral", "Neutral"),
        ],
        string="Opinion",
        required=True,
        default="context",
    )
    weight = fields.Float(
        required=True,
        default=1.0,
        digits=(4, 2),
        help="1 is enough to tell the theme. Less is not, unless accents are as typed here or an"
        " opinion stands beside it, and yields to a surer theme in the same clause.",
    )
    negatable = fields.Boolean(
        default=True, help='"Not", "không" before it turns the opinion round.'
    )

    _weight_range = models.Constraint(
        "CHECK (weight > 0 AND weight <= 2)", "A weight lies between 0 and 2."
    )

    @api.constrains("phrase", "theme_id", "polarity")
    def _check_phrase(self):
        for rule in self:
            if not phrases.is_phrase(rule.phrase):
                raise ValidationError(
                    self.env._(
                        "“%(phrase)s” is no phrase: write words, not signs alone.",
                        phrase=rule.phrase,
                    )
                )
            if not rule.theme_id and rule.polarity == "context":
                raise ValidationError(
                    self.env._(
                        "“%(phrase)s” needs a theme or an opinion of its own.", phrase=rule.phrase
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self.env["cs.nps.theme"]._rules_changed()
        return rules

    def write(self, vals):
        result = super().write(vals)
        self.env["cs.nps.theme"]._rules_changed()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["cs.nps.theme"]._rules_changed()
        return result

    @api.model
    def _load_seed(self):
        """Create the phrases that come with the add-on and are not there; touch no other."""
        with file_open(SEED) as source:
            rows = list(csv.DictReader(source))
        themes = {
            name: self.env.ref(f"cs_survey_nps.{name}").id
            for name in {row["theme_id:id"] for row in rows}
            if name
        }
        self._load_records(
            [
                {
                    "xml_id": f"cs_survey_nps.{row['id']}",
                    "noupdate": True,
                    "values": {
                        "theme_id": themes.get(row["theme_id:id"], False),
                        "phrase": row["phrase"],
                        "lang": row["lang"] or False,
                        "polarity": row["polarity"],
                        "weight": float(row["weight"]),
                        "negatable": row["negatable"] == "1",
                    },
                }
                for row in rows
            ],
            update=True,
        )
