from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.allocation import EPSILON


class CsStockoutCase(models.Model):
    """What each choice does to the order. An effect raises its reason when it must not be."""

    _inherit = "cs.stockout.case"

    def _cs_effect_wait(self, _option):
        """Nothing changes: the delivery stays planned and takes the goods when they come."""
        if not self.sale_line_id._cs_open_moves():
            raise UserError(
                self.env._("Nothing of this line is waiting for delivery any more.")
            )

    def _cs_effect_split(self, _option):
        """Send what is there now; what is missing follows in a delivery of its own.

        The case waits for the rest, as after the choice to wait.
        """
        self.sale_line_id._cs_split_delivery(self.short_qty)

    def _cs_effect_cancel(self, _option):
        """Take what is missing off the order and its delivery."""
        self.sale_line_id._cs_cut(self.short_qty)

    def _cs_effect_substitute(self, option):
        """Take what is missing off the order and add the substitute at the price offered."""
        line, order = self.sale_line_id, self.order_id
        if order.state != "sale":
            raise UserError(self.env._("The order is not confirmed."))
        line._cs_check_swap()
        # Added before the cut, so that a delivery that is short of everything stays open.
        locked, order.locked = order.locked, False
        added = line.with_context(sale_no_log_for_new_lines=True).create(
            line._prepare_cs_replacement_values(
                option.product_id, option.uom_id, option.quantity
            )
        )
        added._cs_agree_price(option.price_unit, option.discount)
        order.locked = locked
        if added._cs_open_moves().picking_id - line.move_ids.picking_id:
            raise UserError(self.env._("The substitute would leave in a delivery of its own."))
        line._cs_cut(self.short_qty)

    def _cs_still_available(self, option):
        """Return whether the substitute can still be promised, with both products locked.

        The rows are written, not only locked: whoever waited for them runs again and sees
        what the first one took.
        """
        products = sorted({self.product_id.id, option.product_id.id})
        self.env.cr.execute(
            SQL(
                """
                UPDATE product_product SET write_date = write_date
                 WHERE id IN (SELECT id FROM product_product WHERE id IN %s
                              ORDER BY id FOR NO KEY UPDATE)
                """,
                tuple(products),
            )
        )
        line, product = self.sale_line_id, option.product_id
        supply = product._cs_supply(line.warehouse_id)
        available = supply[line.warehouse_id.id, product.id].available(line._cs_promise())
        wanted = option.uom_id._compute_quantity(option.quantity, product.uom_id)
        sellable = product.active and product.sale_ok
        return sellable and available >= wanted - EPSILON
