from odoo.addons.cs_survey_nps.controllers.nps import _PAGE, NpsPage
from odoo.http import request, route


class QuestionnairePage(NpsPage):
    @route("/cs/nps/<string:token>/questionnaire", methods=["POST"], **_PAGE)
    def nps_questionnaire(self, token, **_params):
        """Begin the questionnaire, or go on with it; only who has answered is offered one."""
        invitation, refusal = self._resolve("cs.nps.invitation", token)
        if refusal:
            return refusal
        url = invitation._get_confirmed()._start_questionnaire()
        return request.redirect(url or f"/cs/nps/{token}", code=303)
