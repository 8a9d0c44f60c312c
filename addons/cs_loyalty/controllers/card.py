from odoo.addons.cs_base.controllers.public import PublicPage
from odoo.http import request, route

CSS = "/cs_loyalty/static/public/card.css"


class MemberCard(PublicPage):
    """The member's card, for whoever holds the link in a mail: on the phone, at the counter."""

    @route(
        "/cs/card/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,
        sitemap=False,
    )
    def member_card(self, token, **_params):
        partner, refusal = self._resolve("res.partner", token)
        return refusal or self._card(partner, partner.lang)

    @route(
        "/my/loyalty/card", type="http", auth="user", methods=["GET"], website=True, sitemap=False
    )
    def my_member_card(self, **_params):
        return self._card(request.env.user.partner_id.sudo(), request.env.lang, own=True)

    def _card(self, partner, lang, own=False):
        lang = self._page_lang(lang)
        card = partner.with_context(lang=lang)._cs_get_card()
        values = {"card": card, "company": card["company"], "extra_css": [CSS], "own": own}
        return self._render("cs_loyalty.member_card_page", values, lang=lang)
