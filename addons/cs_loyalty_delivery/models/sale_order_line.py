from odoo import api, fields, models

AMOUNTS = {"discount", "price_unit", "product_id", "product_uom_id", "product_uom_qty", "tax_ids"}


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    cs_delivery_price = fields.Float(
        string="Delivery Price Before",
        readonly=True,
        copy=False,
        digits="Product Price",
        help="What the delivery costs again if the order falls below the amount of the tier.",
        prefetch=False,
    )
    cs_free_reason = fields.Char(
        string="Free Because",
        readonly=True,
        copy=False,
        help="Stands in the description, and leaves it with the free delivery.",
        prefetch=False,
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.order_id._cs_update_free_delivery()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if AMOUNTS & vals.keys():
            self.order_id._cs_update_free_delivery()
        return result

    def unlink(self):
        orders = self.order_id
        result = super().unlink()
        orders.exists()._cs_update_free_delivery()
        return result

    def _cs_make_free(self, reason):
        """Make the delivery free, and say why in the description."""
        self.write(
            {
                "cs_delivery_price": self.price_unit,
                "cs_free_reason": reason,
                "name": f"{self.name}\n{reason}",
                "price_unit": 0,
            }
        )

    def _cs_make_paid(self):
        """Let the delivery cost again what it cost before it was free."""
        reason = self.cs_free_reason
        self.write(
            {
                "price_unit": self.cs_delivery_price,
                "name": (self.name or "").replace(f"\n{reason}", ""),
                "cs_delivery_price": 0,
                "cs_free_reason": False,
            }
        )
