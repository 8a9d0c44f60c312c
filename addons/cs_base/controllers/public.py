from odoo import http
from odoo.http import request

# What the layout shows of a company: a company has a hundred columns more.
_COMPANY_FIELDS = ("name", "uses_default_logo", "cs_service_phone", "phone")
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; "
    "style-src 'self' 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}


class PublicPage(http.Controller):
    """What the suite's pages for people without a login have in common.

    A page is plain HTML, works without JavaScript, is never cached or indexed, and does not
    pass its address (which holds the token) on to other sites. Routes that resolve tokens
    must not be ``readonly``: counting a wrong token needs a cursor that writes.
    """

    def _resolve(self, model_name, token):
        """Return ``(record, None)`` for a good token, ``(no record, response)`` otherwise."""
        record, status = request.env[model_name]._cs_token_find(token)
        if status == "ok":
            return record, None
        nothing = record.browse()
        if status == "expired":
            return nothing, self._expired(*record._cs_token_audience())
        limiter = request.env["cs.rate.limit"]
        if limiter._count_wrong_token(request.httprequest.remote_addr):
            return nothing, self._too_many()
        return nothing, self._unknown()

    def _expired(self, company, lang):
        """Say it in the customer's language, with the number of the company that wrote to her."""
        lang = self._page_lang(lang)
        env = request.env(context=dict(request.env.context, lang=lang))
        return self._message(
            env._("This link has expired"),
            env._("The time to answer is over. Write or call us and we will gladly help."),
            410,
            company=company,
            lang=lang,
        )

    def _too_many(self):
        env = self._visitor_env()
        return self._message(
            env._("Please wait a minute"),
            env._("Too many links that do not exist were opened from your network."),
            429,
        )

    def _unknown(self):
        env = self._visitor_env()
        return self._message(
            env._("This link is not valid"),
            env._("Open the link again from our message, whole and unchanged, or call us."),
            404,
        )

    def _visitor_env(self):
        return request.env(context=dict(request.env.context, lang=self._visitor_lang()))

    def _languages(self):
        """Return the codes of the languages a page can be shown in; English always can."""
        return [code for code, _name in request.env["res.lang"].get_installed()] + ["en_US"]

    def _visitor_lang(self):
        """Return the language nearest to what the browser asks for."""
        known = {code: code for code in self._languages()}
        for code in list(known):
            known.setdefault(code.split("_")[0], code)
        for wanted, _quality in request.httprequest.accept_languages:
            wanted = wanted.replace("-", "_")
            code = known.get(wanted) or known.get(wanted.split("_")[0])
            if code:
                return code
        return request.env.lang or "en_US"

    def _page_lang(self, lang):
        """Return ``lang`` if it is installed, else the visitor's language."""
        return lang if lang in self._languages() else self._visitor_lang()

    def _message(self, title, text, status=200, company=None, lang=None):
        """Answer with a page that says one thing."""
        values = {"title": title, "text": text, "company": company}
        return self._render("cs_base.public_message", values, status=status, lang=lang)

    def _render(self, template, values, status=200, lang=None, lean=False):
        """Answer with ``template``, a page built on ``cs_base.public_layout``.

        :param dict values: for the template; ``company`` (a company, by default the
            visitor's) and ``extra_css`` (addresses of style sheets) are used by the layout
        :param str lang: language of the reader; by default the browser's
        :param bool lean: the template is content with ``values``. Without ``request``, ``env``
            and the rest, nothing needs to read the visitor's user
        """
        lang = self._page_lang(lang)
        company = (values.get("company") or request.env.company).sudo()
        env = request.env(context=dict(request.env.context, lang=lang))
        company = company.with_context(lang=lang)
        company.fetch(_COMPANY_FIELDS)
        html = env["ir.qweb"]._render(
            template,
            {
                "extra_css": [],
                **values,
                "company": company,
                "html_lang": lang.replace("_", "-"),
            },
            minimal_qcontext=lean,
        )
        headers = {**_HEADERS, "Content-Type": "text/html; charset=utf-8"}
        return request.make_response(html, headers=list(headers.items()), status=status)
