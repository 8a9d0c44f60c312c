from odoo import fields, models


class CsNpsResponse(models.Model):
    _inherit = "cs.nps.response"

    questionnaire_id = fields.Many2one(
        "survey.user_input", readonly=True, ondelete="set null", index="btree_not_null"
    )

    def _start_questionnaire(self):
        """Return the address of this customer's questionnaire, which is made once.

        Of two requests at once the second fails to serialise on the answer, is repeated by the
        server, and finds what the first made.

        :returns: False where there is nothing to fill in
        """
        survey = self.program_id._get_questionnaire() if self else False
        if not survey:
            return False
        if not self.questionnaire_id:
            self.questionnaire_id = survey._create_answer(
                partner=self.partner_id or False, check_attempts=False
            )
        questionnaire = self.questionnaire_id
        return f"/survey/{questionnaire.survey_id.access_token}/{questionnaire.access_token}"

    def action_view_questionnaire(self):
        """Open what the customer filled in."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "survey.user_input",
            "res_id": self.questionnaire_id.id,
            "view_mode": "form",
        }
