from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.http import request, route


class StockoutPortal(CustomerPortal):
    """Where a customer with a login finds what is missing of her orders."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "cs_stockout_count" in counters:
            values["cs_stockout_count"] = len(self._cs_my_cases())
        return values

    def _cs_my_cases(self):
        """Return the unsettled cases of the orders that this user may read, with ``sudo``."""
        case = request.env["cs.stockout.case"].sudo()
        partner = request.env.user.partner_id.commercial_partner_id
        domain = [("state", "in", case._OPEN_STATES), ("partner_id", "child_of", partner.ids)]
        orders = case.search(domain).order_id.sudo(False)._filtered_access("read")
        return orders.sudo()._cs_shown_cases().filtered(lambda one: one._cs_is_unsettled())

    @route("/my/shortages", type="http", auth="user", methods=["GET"], website=True)
    def portal_my_shortages(self, **_params):
        values = self._prepare_portal_layout_values()
        values.update(page_name="cs_stockout", orders=self._cs_my_cases().grouped("order_id"))
        return request.render("cs_stockout.portal_my_shortages", values)
