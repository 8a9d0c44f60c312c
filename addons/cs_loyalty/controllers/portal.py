from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.http import content_disposition, request, route


class LoyaltyPortal(CustomerPortal):
    """Where a customer sees her own tier: what she has, what is missing, and how it came."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "cs_membership_count" in counters:
            values["cs_membership_count"] = self._cs_count_memberships()
        return values

    def _cs_count_memberships(self):
        entity = request.env.user.partner_id.commercial_partner_id
        return request.env["cs.tier.membership"].sudo().search_count(
            [("partner_id", "=", entity.id), ("group_id.active", "=", True)]
        )

    @route("/my/loyalty", type="http", auth="user", methods=["GET"], website=True)
    def portal_my_loyalty(self, **_params):
        partner = request.env.user.partner_id.sudo()
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="cs_loyalty",
            standings=partner._cs_get_standings(),
            points=partner._cs_get_points(),
            code=partner.cs_member_code,
            pdf=request.env["ir.actions.report"].get_wkhtmltopdf_state() in ("ok", "workers"),
        )
        return request.render("cs_loyalty.portal_my_loyalty", values)

    @route("/my/loyalty/card.pdf", type="http", auth="user", methods=["GET"], website=True)
    def portal_my_card_pdf(self, **_params):
        partner = request.env.user.partner_id
        content, _kind = (
            request.env["ir.actions.report"]
            .sudo()
            ._render_qweb_pdf("cs_loyalty.action_report_member_card", partner.ids)
        )
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Length", len(content)),
            ("Content-Disposition", content_disposition("member-card.pdf")),
        ]
        return request.make_response(content, headers=headers)
