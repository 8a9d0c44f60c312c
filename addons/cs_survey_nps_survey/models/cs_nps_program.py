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

    def _get_questionnaire(self):
        """Return the questionnaire that strangers can fill in now, if the program names one."""
        self.ensure_one()
        survey = self.survey_id
        ready = survey.active and survey.question_ids and not survey.users_login_required
        return survey if ready else survey.browse()
