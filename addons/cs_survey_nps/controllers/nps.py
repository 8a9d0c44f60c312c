from odoo.addons.cs_base.controllers.public import PublicPage
from odoo.http import request, route

from ..models.cs_nps_invitation_answer import ASKS_AGAIN
from ..tools import answer, verdict

_PAGE = {
    "type": "http",
    "auth": "public",
    "csrf": False,  # the token is the proof; mail programs post without a session
    "save_session": False,
    "sitemap": False,
}
_CSS = "/cs_survey_nps/static/src/public/nps.css"
# What the pages show of a program; all the rest would be read for nothing.
_PROGRAM_FIELDS = (
    *("metric", "question", "anonymous", "show_review_links"),
    *("follow_up_promoter", "follow_up_passive", "follow_up_detractor"),
)


class NpsPage(PublicPage):
    """Where a customer answers. What opens a page writes nothing: only what is sent counts."""

    @route("/cs/nps/<string:token>", methods=["GET"], **_PAGE)
    def nps_page(self, token, score=None, done=None, again=None, **_params):
        invitation, refusal = self._resolve("cs.nps.invitation", token)
        if refusal:
            return refusal
        self._reader(invitation).program_id.fetch(_PROGRAM_FIELDS)
        response = invitation._get_confirmed()
        if response or done or invitation._is_settled():
            return self._thanks(invitation, token, response, just_sent=bool(done))
        if invitation._is_over():
            return self._over(invitation, token)
        first = invitation._read_score(again)
        if first is not None:
            return self._again(invitation, token, first)
        return self._form(invitation, token, score=invitation._read_score(score))

    @route("/cs/nps/<string:token>", methods=["POST"], **_PAGE)
    def nps_answer(self, token, score=None, comment=None, website=None, first=None, **_params):
        invitation, refusal = self._resolve("cs.nps.invitation", token)
        if refusal:
            return refusal
        text = answer.clean_comment(comment)
        if invitation._is_over():
            return self._over(invitation, token, text)
        value = invitation._read_score(score)
        if value is None:
            return self._form(invitation, token, comment=text, problem=True)
        counted, rule = invitation._take_answer(
            value,
            text,
            mailed=True,
            trapped=bool(website),
            again=invitation._read_score(first) == value,
            scanner=verdict.is_scanner(request.httprequest.user_agent.string),
            sender=self._colleague(invitation),
        )
        wanted = f"again={value}" if rule in ASKS_AGAIN and not counted else "done=1"
        return request.redirect(f"/cs/nps/{token}?{wanted}", code=303)

    @route("/cs/nps/<string:token>/unsubscribe", methods=["GET"], **_PAGE)
    def nps_unsubscribe_page(self, token, **_params):
        invitation, refusal = self._resolve("cs.nps.invitation", token)
        return refusal or self._unsubscribe_page(invitation, token)

    @route("/cs/nps/<string:token>/unsubscribe", methods=["POST"], **_PAGE)
    def nps_unsubscribe(self, token, page=None, sure=None, **_params):
        """Unsubscribe: at once for the mail program's own button, from the page when ticked.

        A program that sends each form it finds as it is does not unsubscribe the customer.
        """
        invitation, refusal = self._resolve("cs.nps.invitation", token)
        if refusal:
            return refusal
        if page and not sure:
            return self._unsubscribe_page(invitation, token, problem=True)
        self._reader(invitation)._unsubscribe(one_click=not page)
        return self._unsubscribe_page(invitation, token, done=True)

    # ---- pages ----

    def _colleague(self, invitation):
        """Return who is signed in here, if that is a colleague and not the one who was asked."""
        nobody = request.env["res.users"]
        if not request.session.uid or invitation.channel == "counter":
            return nobody
        user = request.env.user
        asked = user.partner_id == invitation.partner_id
        return nobody if asked or not user._is_internal() else user

    def _form(self, invitation, token, score=None, comment="", problem=False):
        program = self._reader(invitation).program_id
        values = self._form_values(program, score, comment, problem)
        status = 422 if problem else 200
        return self._page("cs_survey_nps.page_form", invitation, token, values, status)

    def _form_values(self, program, score=None, comment="", problem=False):
        """Return what the question's page shows of a program, in its environment's language."""
        scale = program._cs_scale()
        values = {"scale": scale, "score": score, "comment": comment}
        values["category"] = program._get_category(score)
        values["chosen"] = values["problem"] = False
        if score is not None:
            values["chosen"] = program.env._(
                "You chose %(score)s. You can change it here.", score=score
            )
        if problem:
            values["problem"] = program.env._(
                "Please choose a number from %(lowest)s to %(highest)s, then send again. "
                "Your comment is still here.",
                lowest=scale["lowest"],
                highest=scale["highest"],
            )
        return values

    def _again(self, invitation, token, first):
        values = {"scale": self._reader(invitation).program_id._cs_scale(), "first": first}
        return self._page("cs_survey_nps.page_again", invitation, token, values)

    def _thanks(self, invitation, token, response, just_sent):
        reviews = self._reader(invitation).program_id._get_review_links()
        values = {"response": response, "just_sent": just_sent, "reviews": reviews}
        return self._page("cs_survey_nps.page_thanks", invitation, token, values)

    def _over(self, invitation, token, comment=""):
        """Say that the time is over, and give back the words that come too late."""
        return self._page("cs_survey_nps.page_over", invitation, token, {"comment": comment}, 410)

    def _unsubscribe_page(self, invitation, token, done=False, problem=False):
        values = {"done": done, "problem": problem}
        return self._page("cs_survey_nps.page_unsubscribe", invitation, token, values)

    def _reader(self, invitation):
        """Return the invitation as its recipient reads it."""
        return invitation.with_context(lang=self._page_lang(invitation.lang))

    def _page(self, template, invitation, token, values, status=200):
        colleague = self._colleague(invitation)
        invitation = self._reader(invitation)
        values = {
            **values,
            "company": invitation.company_id,
            "program": invitation.program_id,
            "colleague": colleague.name,
            "no_unsubscribe": invitation.channel == "counter",
            "longest": answer.LONGEST_COMMENT,
            "url": f"/cs/nps/{token}",
            "extra_css": [_CSS],
        }
        return self._render(template, values, status, invitation.env.lang, lean=True)
