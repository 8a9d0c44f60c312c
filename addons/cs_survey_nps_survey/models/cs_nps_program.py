from odoo import fields, models


class CsNpsProgram(models.Model):
    _inherit = "cs.nps.program"

    survey_id = fields.Many2one(
        "survey.survey",
        string="Questionnaire",
        ondelete="restrict",
        help="Offered on the thanks page, after the score is recorded. Who leaves it out or "
        "stops halfway has still been counted.",
    )
