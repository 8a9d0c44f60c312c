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

    # What is missing for the cases counts, not for the minimum.
    # pylint: disable-next=unused-argument
    def _cs_tell_bought(self, missing):
        """Tell the customers' cases that what was asked for covers them too: none buys again.

        Not those that a supplier let down who is asked here.
        """
        for outlook in self:
            cases = outlook._cs_waiting_cases()
            cases._cs_lock_needs()
            asked = outlook.purchase_id.partner_id.commercial_partner_id
            covered = cases.filtered(
                lambda case, asked=asked: not case._cs_is_bought()
                and asked not in case._cs_late_suppliers().commercial_partner_id
            )
            wanted = {id_: short for id_, short in covered._cs_missing().items() if short > 0}
            covered = covered.browse(wanted)
            covered.purchase_line_id = outlook.purchase_line_id
            covered._cs_tell_bought(wanted)

    def _cs_waiting_cases(self):
        """Return the open cases of this product and warehouse."""
        cases = self.env["cs.stockout.case"]
        return cases.search(
            [
                ("product_id", "=", self.product_id.id),
                ("sale_line_id.warehouse_id", "=", self.warehouse_id.id),
                ("state", "in", cases._OPEN_STATES),
            ]
        )
