from odoo.http import route

from .public import PublicPage

_PURPOSES = ("survey", "marketing")


class Preferences(PublicPage):
    """Where a customer says what we may send."""

    @route(
        "/cs/preferences/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        csrf=False,
        save_session=False,
        sitemap=False,
    )
    def preferences_page(self, token, **_params):
        partner, refusal = self._resolve("res.partner", token)
        return refusal or self._preferences(partner, token)

    @route(
        "/cs/preferences/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,  # the token is the proof, and mail programs post without a session
        save_session=False,
        sitemap=False,
    )
    def preferences_save(self, token, **params):
        partner, refusal = self._resolve("res.partner", token)
        if refusal:
            return refusal
        if params.get("List-Unsubscribe") == "One-Click":
            wanted = {"survey": not partner.cs_survey_opt_out, "marketing": False}
        else:
            wanted = {purpose: bool(params.get(purpose)) for purpose in _PURPOSES}
        if partner.email_normalized:
            for purpose in _PURPOSES:
                partner._cs_set_opt_out(purpose, not wanted[purpose], source="/cs/preferences")
        return self._preferences(partner, token, saved=True)

    def _preferences(self, partner, token, saved=False):
        return self._render(
            "cs_base.preferences_page",
            {
                "company": partner.company_id,
                "partner": partner,
                "saved": saved,
                "action": f"/cs/preferences/{token}",
                "survey": not partner.cs_survey_opt_out,
                "marketing": not partner.cs_marketing_opt_out,
            },
            lang=partner.lang,
        )
