from odoo import models


class ProductProduct(models.Model):
    """Who sells a product when the usual supplier does not."""

    _inherit = "product.product"

    def _cs_alternative_seller(self, quantity, late):
        """Return by which price to buy: of the alternative supplier, else of the best other.

        The company of the environment decides. Prices whose minimum is reached go first.

        :param float quantity: in the product's unit
        :param late: partners who let us down; they are not asked, nor their contacts
        :returns: ``product.supplierinfo``, not stored where no price is known, or empty
        """
        self.ensure_one()
        late = late.commercial_partner_id
        named = self.product_tmpl_id.cs_alternative_supplier_id
        if named.active and named.commercial_partner_id not in late:
            return self._cs_price_of(named, quantity) or self._cs_no_price_yet(named)
        for enough in (quantity, None):
            sellers = self._get_filtered_sellers(quantity=enough, uom_id=self.uom_id)
            others = sellers.filtered(
                lambda seller: seller.partner_id.commercial_partner_id not in late
            )
            if others:
                return self._cs_price_of(others[0].partner_id, quantity)
        return self.env["product.supplierinfo"]

    def _cs_price_of(self, partner, quantity):
        """Return the best price of a supplier, else the one with the smallest minimum."""
        return self._select_seller(
            partner_id=partner, quantity=quantity, uom_id=self.uom_id
        ) or self._select_seller(partner_id=partner, quantity=None, ordered_by="min_qty")

    def _cs_no_price_yet(self, partner):
        """Return a price of nothing: the RFQ asks for it."""
        currency = partner.property_purchase_currency_id or self.env.company.currency_id
        return self.env["product.supplierinfo"].new(
            {
                "partner_id": partner.id,
                "product_tmpl_id": self.product_tmpl_id.id,
                "product_uom_id": self.uom_id.id,
                "currency_id": currency.id,
                "price": 0.0,
                "min_qty": 0.0,
                "delay": 0,
            }
        )
