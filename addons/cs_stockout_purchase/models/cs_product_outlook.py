from odoo import models

from ..tools.buying import to_order


class CsProductOutlook(models.Model):
    """What is missing for the proposed minimum, bought before anybody has to wait."""

    _name = "cs.product.outlook"
    _inherit = ["cs.product.outlook", "cs.buying.need"]
    _PURCHASE_LINKS = "cs_outlook_ids"

    def _cs_missing(self):
        missing = {}
        for warehouse, outlooks in self.grouped("warehouse_id").items():
            products = outlooks.product_id.with_context(warehouse_id=warehouse.id)
            _places, asked = products._get_quantity_in_progress(warehouse_ids=warehouse.ids)
            expected = {product.id: product.virtual_available for product in products}
            for outlook in outlooks:
                product_id = outlook.product_id.id
                missing[outlook.id] = to_order(
                    outlook.proposed_min_qty,
                    expected[product_id],
                    asked.get((product_id, warehouse.id), 0.0),
                )
        return missing

    def _cs_nothing_missing(self):
        return self.env._(
            "Stock, receipts and RFQs cover the proposed minimum of %(products)s. For a "
            "customer who cannot wait for a receipt, buy from the stock-out case.",
            products=", ".join(self.product_id.mapped("display_name")),
        )
