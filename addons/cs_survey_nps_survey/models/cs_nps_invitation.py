from odoo import api, models


class CsNpsInvitation(models.Model):
    """What is forgotten of an answer is forgotten of its questionnaire, too."""

    _inherit = "cs.nps.invitation"

    def _forget_answers(self, zone):
        self.response_ids.questionnaire_id._cs_forget()
        return super()._forget_answers(zone)

    @api.model
    def _get_forgotten_answer(self):
        return {**super()._get_forgotten_answer(), "questionnaire_id": None}
