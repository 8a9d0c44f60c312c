from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.buying import to_buy


class StockRule(models.Model):
    """Needs are bought the way Odoo buys for its own reordering rules."""

    _inherit = "stock.rule"

    @api.model
    def _cs_buy_needs(self, wanted):
        """Put needs on draft RFQs; a draft to the same supplier is joined as Odoo joins it.

        :param list wanted: ``[(needs, warehouse, seller, quantity in the product's unit)]``
        """
        procurements, rfqs = [], {}
        for needs, warehouse, seller, quantity in wanted:
            rule = self._cs_rule_to_buy(warehouse)
            values = rule._prepare_cs_procurement_values(needs, seller)
            quantity = rule._cs_quantity_to_buy(needs.product_id, seller, quantity, values, rfqs)
            procurements.append((rule._cs_procurement(needs, seller, quantity, values), rule))
        self._run_buy(procurements)

    def _cs_rule_to_buy(self, warehouse):
        """Return the rule by which a warehouse buys.

        :raises UserError: it has none
        """
        if not warehouse.buy_pull_id:
            raise UserError(
                self.env._(
                    "%(warehouse)s has no rule to buy: tick “Buy to Resupply” on the warehouse.",
                    warehouse=warehouse.display_name,
                )
            )
        return warehouse.buy_pull_id

    def _prepare_cs_procurement_values(self, needs, seller):
        """Return what Odoo's rule wants to know of a purchase (hook)."""
        return {
            "cs_needs": needs,
            "supplier": seller,
            "supplierinfo_id": seller,
            "date_planned": fields.Datetime.now() + timedelta(days=seller.delay),
            "propagate_cancel": self.propagate_cancel,
            "orderpoint_id": self.env["stock.warehouse.orderpoint"],
            "move_dest_ids": self.env["stock.move"],
        }

    def _cs_procurement(self, needs, seller, quantity, values):
        """Return what is procured: ``quantity`` in the unit of the seller."""
        origins = dict.fromkeys(origin for need in needs for origin in need._cs_origins())
        return self.Procurement(
            needs.product_id,
            quantity,
            seller.product_uom_id,
            self.location_dest_id,
            needs.product_id.display_name,
            ", ".join(origins),
            self.company_id,
            values,
        )

    def _cs_quantity_to_buy(self, product, seller, quantity, values, rfqs):
        """Return what to ask for, in the unit of the seller.

        :param float quantity: what is missing, in the product's unit
        :param dict rfqs: RFQs looked up before, by their domain
        """
        unit = seller.product_uom_id
        needed = product.uom_id._compute_quantity(quantity, unit)
        listed = 0.0
        if needed < seller.min_qty:
            listed = self._cs_listed_qty(product, seller, values, rfqs)
        return to_buy(needed, seller.min_qty, listed, packs=unit != product.uom_id)

    def _cs_listed_qty(self, product, seller, values, rfqs):
        """Return what the RFQ that will be joined lists already, in the unit of the seller."""
        domain = self._make_po_get_domain(self.company_id, values, seller.partner_id)
        if domain not in rfqs:
            rfqs[domain] = self.env["purchase.order"].search(list(domain), limit=1)
        lines = rfqs[domain].order_line.filtered(lambda line: line.product_id == product)
        return sum(
            line.product_uom_id._compute_quantity(line.product_qty, seller.product_uom_id)
            for line in lines
        )

    def _update_purchase_order_line(
        self, product_id, product_qty, product_uom, company_id, values, line
    ):
        result = super()._update_purchase_order_line(
            product_id, product_qty, product_uom, company_id, values, line
        )
        return {**result, **self.env["purchase.order.line"]._prepare_cs_need_values(values)}
