from odoo.addons.cs_base.controllers.public import PublicPage
from odoo.http import request, route
from werkzeug.exceptions import NotFound

_ROUTE = {
    "type": "http",
    "auth": "public",
    "csrf": False,  # the token is the proof, and the page works without a session
    "save_session": False,
    "sitemap": False,
}
_CSS = ["/cs_stockout/static/src/public/stockout.css"]


class Stockout(PublicPage):
    """Where a customer chooses what happens to what is missing."""

    @route("/cs/stockout/<string:token>", methods=["GET"], **_ROUTE)
    def stockout_page(self, token, **_params):
        order, refusal = self._resolve("sale.order", token)
        return refusal or self._stockout(order, token)

    @route("/cs/stockout/<string:token>", methods=["POST"], **_ROUTE)
    def stockout_choose(self, token, **params):
        order, refusal = self._resolve("sale.order", token)
        if refusal:
            return refusal
        order = order.with_context(lang=self._page_lang(order.partner_id.lang))
        # In product order, so that two customers never wait for each other.
        cases = order.cs_stockout_case_ids.sorted(lambda case: (case.product_id.id, case.id))
        answers = {}
        for case in cases:
            option_id = self._number(params.get(f"case_{case.id}"))
            if option_id:
                answers[case.id] = self._choose(case, option_id)
        return self._stockout(order, token, answers, posted=True)

    @route("/cs/stockout/<string:token>/image/<int:product_id>", methods=["GET"], **_ROUTE)
    def stockout_image(self, token, product_id, **_params):
        order, refusal = self._resolve("sale.order", token)
        if refusal:
            return refusal
        cases = order.cs_stockout_case_ids
        product = (cases.product_id | cases.option_ids.product_id).filtered(
            lambda one: one.id == product_id
        )
        if not product:
            raise NotFound()
        return (
            request.env["ir.binary"]
            ._get_image_stream_from(product, "image_256")
            .get_response(max_age=3600)
        )

    def _number(self, text):
        """Return the id in ``text``, 0 for anything else."""
        # A file that is uploaded in its place is no text.
        text = text if isinstance(text, str) else ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    def _choose(self, case, option_id):
        """Return ``(status, sentence)``. A case never looks at another one's options."""
        option = case._cs_open_options().filtered(lambda one: one.id == option_id)
        if not option:
            if case.state != "offered":
                return "already", case._cs_sentence()
            return "invalid", case.env._(
                "These choices have changed. Please look again and choose."
            )
        return case._cs_choose(option.kind, option.id)

    def _stockout(self, order, token, answers=None, posted=False):
        lang = self._page_lang(order.partner_id.lang)
        order = order.with_context(lang=lang)
        answers = answers or {}
        shown = order._cs_shown_cases()
        asking = order._cs_offered_cases()
        return self._render(
            "cs_stockout.stockout_page",
            {
                "company": order.company_id,
                "order": order,
                "cases": shown,
                "asking": asking,
                "thanks": any(status == "done" for status, _sentence in answers.values()),
                "answers": answers,
                "nothing_chosen": posted and not answers,
                "action": f"/cs/stockout/{token}",
                "extra_css": _CSS,
                "moment": order._cs_moment,
                "day": order._cs_day,
            },
            lang=lang,
        )
