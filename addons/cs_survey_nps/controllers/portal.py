from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.http import request, route


class SurveyPortal(CustomerPortal):
    """Where a customer with a login finds the questions that wait for her, and what she said."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "cs_nps_count" in counters:
            values["cs_nps_count"] = len(self._cs_my_surveys())
        return values

    def _cs_my_surveys(self):
        """Return the surveys sent to this very person that can be answered, with ``sudo``."""
        invitations = request.env["cs.nps.invitation"].sudo()
        return invitations.search(invitations._get_waiting_domain(request.env.user.partner_id))

    @route("/my/surveys", type="http", auth="user", methods=["GET"], website=True)
    def portal_my_surveys(self, **_params):
        values = self._prepare_portal_layout_values()
        answers = request.env["cs.nps.response"].sudo()
        said = answers._get_portal_domain(request.env.user.partner_id)
        values.update(
            page_name="cs_nps",
            surveys=self._cs_my_surveys(),
            answers=answers.search(said, limit=50),
        )
        return request.render("cs_survey_nps.portal_my_surveys", values)
