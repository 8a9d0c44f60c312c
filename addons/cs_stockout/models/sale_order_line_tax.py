from odoo import models


class SaleOrderLine(models.Model):
    """Prices with taxes in them and prices without.

    What was promised stays promised where the substitute's taxes are of the other kind: a
    customer who was told a price with taxes pays that in the end, one who was told a price
    without them pays it and the taxes of what is delivered.
    """

    _inherit = "sale.order.line"

    def _cs_mixes_taxes(self):
        """Return whether the companies of these lines have sales taxes of both kinds."""
        companies = self.company_id | self.company_id.parent_ids
        taxes = self.env["account.tax"].sudo().search_fetch(
            [
                ("company_id", "in", companies.ids),
                ("type_tax_use", "=", "sale"),
                ("amount", "!=", 0),
            ],
            ["price_include_override", "company_id"],
        )
        return len(set(taxes.mapped("price_include"))) > 1

    def _cs_taxes_of(self, product):
        """Return the taxes of another product on this order."""
        taxes = product.sudo().taxes_id._filter_taxes_by_company(self.company_id)
        return self.order_id.fiscal_position_id.map_tax(taxes)

    def _cs_to_price_of(self, product, price):
        """Return a price of the kind of this line as one of ``product``."""
        taxes, included = self._cs_taxes_of(product), self._cs_with_taxes(self.tax_ids)
        if self._cs_with_taxes(taxes) in (included, None) or included is None:
            return price
        if included:
            return self._cs_taxed(taxes, price, "total_included")["total_excluded"]
        return self._cs_taxed(taxes, price, "total_excluded")["total_included"]

    def _cs_from_price_of(self, product, price):
        """Return a price of ``product`` as one of the kind of this line."""
        taxes, included = self._cs_taxes_of(product), self._cs_with_taxes(self.tax_ids)
        if self._cs_with_taxes(taxes) in (included, None) or included is None:
            return price
        return self._cs_taxed(taxes, price)["total_included" if included else "total_excluded"]

    def _cs_with_taxes(self, taxes):
        """Return whether prices under these taxes have them in, None where nothing is taxed."""
        taxes = taxes.sudo().flatten_taxes_hierarchy().filtered("amount")
        return any(taxes.mapped("price_include")) if taxes else None

    def _cs_taxed(self, taxes, price, mode=False):
        return taxes.sudo()._get_tax_details(
            price, 1.0, rounding_method="round_globally", special_mode=mode
        )
