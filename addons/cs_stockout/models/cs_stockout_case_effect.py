from odoo import models
from odoo.exceptions import UserError

from ..tools.allocation import EPSILON


class CsStockoutCase(models.Model):
    """What each choice does to the order: ``_cs_effect_<choice>(option)``, one each.

    Called by ``_cs_choose`` in a savepoint with the case locked. An effect either does all of
    it, or raises ``UserError`` with a whole sentence that names what stands in the way; it
    never leaves a return, a reward without its base, or a delivery that differs from the order.
    Locks are taken in one order: case, products by id, order, lines, moves.
    """

    _inherit = "cs.stockout.case"

    def _cs_effect_wait(self, _option):
        """Nothing changes: the delivery stays planned and takes the goods when they come.

        A part that the warehouse gave up ("no backorder") is planned again.
        """
        self._cs_lock_products()
        line = self._cs_line()
        if line._cs_open_moves() and not line._cs_is_given_up():
            return
        with line.order_id._cs_changing():
            line._action_launch_stock_rule()
            if not line._cs_open_moves():
                raise UserError(
                    self.env._("Nothing of this line is waiting for delivery any more.")
                )

    def _cs_effect_split(self, _option):
        """Send what is there now; what is missing follows in a delivery of its own.

        The case waits for the rest, as after the choice to wait.
        """
        self._cs_lock_products()
        line = self._cs_line()
        with line.order_id._cs_changing():
            before = line._cs_snapshot()
            parted = line._cs_split_delivery(self.missing_qty)
        self._cs_remember("split", before, parted=parted)

    def _cs_effect_cancel(self, _option):
        """Take what is missing off the order and its delivery."""
        self._cs_lock_products()
        line = self._cs_line()
        with line.order_id._cs_changing():
            before = line._cs_snapshot()
            plan = line._cs_cut(self.missing_qty)
        self._cs_remember("cancel", before, uncovered=plan.uncovered)

    def _cs_effect_substitute(self, option):
        """Take what is missing off the order and add the substitute at the price offered."""
        self._cs_lock_products(option.product_id)
        line = self._cs_line()
        with line.order_id._cs_changing():
            line._cs_check_substitution(self.missing_qty)
            before = line._cs_snapshot()
            added = line._cs_substitute(
                option.product_id, option.uom_id, option.quantity, option.price_unit,
                option.discount,
            )
            plan = line._cs_cut(self.missing_qty)
        self._cs_remember("substitute", before, added=added, uncovered=plan.uncovered)

    def _cs_line(self):
        """Return the line of this case, in its own company."""
        self.ensure_one()
        return self.sale_line_id.with_company(self.company_id)

    def _cs_lock_products(self, other=None):
        """Lock the products of a change, before anything of the order is locked."""
        products = self.sale_line_id._cs_products_to_lock() | (other or self.product_id)
        products._cs_lock_stock()

    def _cs_still_available(self, option):
        """Return whether the substitute can still be promised, with both products locked."""
        self._cs_lock_products(option.product_id)
        line, product = self.sale_line_id, option.product_id
        supply = product._cs_supply(line.warehouse_id)
        available = supply[line.warehouse_id.id, product.id].available(line._cs_promise())
        wanted = option.uom_id._compute_quantity(option.quantity, product.uom_id)
        sellable = product.active and product.sale_ok
        return sellable and available >= wanted - EPSILON
