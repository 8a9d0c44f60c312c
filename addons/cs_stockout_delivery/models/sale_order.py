from markupsafe import Markup
from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _cs_all_waited(self):
        """Return whether every line of goods waited for missing goods, and none was sent."""
        self.ensure_one()
        goods = self.order_line.filtered(
            lambda line: line.product_id.type == "consu" and line.product_uom_qty > 0
        )
        waited = self.cs_stockout_case_ids.filtered("served_at")._cs_delivers_free()
        return bool(goods) and goods <= waited.sale_line_id and not any(
            goods.mapped("qty_delivered")
        )

    def _cs_make_delivery_free(self):
        """Take the charge off the delivery lines that are not invoiced, and say why."""
        lines = self.order_line.filtered(
            lambda line: line.is_delivery and line.price_unit and not line.qty_invoiced
        )
        for line in lines:
            order = self.with_context(lang=self.partner_id.lang)
            note = order.env._("Free: you waited for missing goods.")
            locked, self.locked = self.locked, False
            line.write({"price_unit": 0.0, "name": f"{line.name}\n{note}"})
            self.locked = locked
        if lines:
            text = self.env._("The delivery is free: all of the order had to wait for goods.")
            self._message_log(body=Markup("<p>%s</p>") % text)
