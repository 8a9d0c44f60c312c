from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _action_confirm(self):
        # Two workers that promise from the same stock do it one after the other.
        self.order_line._cs_products_to_lock()._cs_lock_stock()
        return super()._action_confirm()


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _cs_products_to_lock(self):
        """Return the products whose stock these lines may take (hook: kits)."""
        return self.product_id.filtered("is_storable")


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def action_assign(self):
        # Odoo reserves in a copy of the quant that another worker holds: 8 and 8 from 10.
        self.move_ids.filtered(
            lambda move: move.sale_line_id and move.state not in ("done", "cancel")
        ).product_id.filtered("is_storable")._cs_lock_stock()
        return super().action_assign()
