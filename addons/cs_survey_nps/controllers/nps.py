from odoo.addons.cs_base.controllers.public import PublicPage
from odoo.http import request, route

from ..tools import answer

_PAGE = {
    "type": "http",
    "auth": "public",
    "csrf": False,  # the token is the proof; mail programs post without a session
    "save_session": False,
    "sitemap": False,
}
_CSS = "/cs_survey_nps/static/src/public/nps.css"


class NpsPage(PublicPage):
    """Where a customer answers. What opens a page writes nothing: only what is sent counts."""

    @route("/cs/nps/<string:token>", methods=["GET"], **_PAGE)
    def nps_page(self, token, score=None, done=None, **_params):
        invitation, refusal = self._resolve("cs.nps.invitation", token)
        if refusal:
            return refusal
        response = invitation._get_confirmed()
        if response:
            return self._thanks(invitation, token, response, just_sent=bool(done))
        if done:
            return self._thanks(invitation, token, response, just_sent=True)
        if invitation._is_over():
            return self._expired()
        return self._form(invitation, token, score=invitation._read_score(score))

    @route("/cs/nps/<string:token>", methods=["POST"], **_PAGE)
    def nps_answer(self, token, score=None, comment=None, website=None, **_params):
        invitation, refusal = self._resolve("cs.nps.invitation", token)
        if refusal:
            return refusal
        if invitation._is_over():
            return self._expired()
        value = invitation._read_score(score)
        text = answer.clean_comment(comment)
        if value is None:
            return self._form(invitation, token, comment=text, problem=True)
        invitation._record_answer(value, text, trapped=bool(website))
        return request.redirect(f"/cs/nps/{token}?done=1", code=303)

    @route("/cs/nps/<string:token>/unsubscribe", methods=["GET"], **_PAGE)
    def nps_unsubscribe_page(self, token, **_params):
        invitation, refusal = self._resolve("cs.nps.invitation", token)
        return refusal or self._unsubscribe_page(invitation, token)

    @route("/cs/nps/<string:token>/unsubscribe", methods=["POST"], **_PAGE)
    def nps_unsubscribe(self, token, **_params):
        invitation, refusal = self._resolve("cs.nps.invitation", token)
        if refusal:
            return refusal
        invitation._unsubscribe()
        return self._unsubscribe_page(invitation, token, done=True)

    # ---- pages ----

    def _form(self, invitation, token, score=None, comment="", problem=False):
        env = self._reader(invitation).env
        scale = invitation.program_id.with_env(env)._cs_scale()
        chosen = env._("You chose %(score)s. You can change it here.", score=score)
        wrong = env._(
            "Please choose a number from %(lowest)s to %(highest)s, then send again. "
            "Your comment is still here.",
            lowest=scale["lowest"],
            highest=scale["highest"],
        )
        values = {
            "chosen": False if score is None else chosen,
            "score": score,
            "scale": scale,
            "category": invitation._get_category(score),
            "comment": comment,
            "problem": wrong if problem else False,
        }
        status = 422 if problem else 200
        return self._page("cs_survey_nps.page_form", invitation, token, values, status)

    def _thanks(self, invitation, token, response, just_sent):
        values = {"response": response, "just_sent": just_sent}
        return self._page("cs_survey_nps.page_thanks", invitation, token, values)

    def _unsubscribe_page(self, invitation, token, done=False):
        return self._page("cs_survey_nps.page_unsubscribe", invitation, token, {"done": done})

    def _reader(self, invitation):
        """Return the invitation as its recipient reads it."""
        return invitation.with_context(lang=self._page_lang(invitation.lang))

    def _page(self, template, invitation, token, values, status=200):
        invitation = self._reader(invitation)
        values = {
            **values,
            "company": invitation.company_id,
            "program": invitation.program_id,
            "longest": answer.LONGEST_COMMENT,
            "url": f"/cs/nps/{token}",
            "extra_css": [_CSS],
        }
        return self._render(template, values, status=status, lang=invitation.env.lang)
