from contextlib import contextmanager

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class SaleOrder(models.Model):
    """A frame around each change of a confirmed order: locked, and checked afterwards."""

    _inherit = "sale.order"

    @contextmanager
    def _cs_changing(self):
        """Open a confirmed order for a change, and refuse what the change must never do.

        To be used inside a savepoint: what is refused is rolled back by whoever catches.

        :raises UserError: a return was planned, or a reward lost its base
        """
        self.ensure_one()
        self._cs_lock_for_change()
        returns, base = self._cs_return_moves(), self._cs_reward_base()
        locked, self.locked = self.locked, False
        yield
        self.locked = locked
        if self._cs_return_moves() - returns:
            raise UserError(
                self.env._("Odoo would plan a return for goods that were never delivered.")
            )
        if base is not None and self.currency_id.compare_amounts(base, self._cs_reward_base()):
            raise UserError(
                self.env._(
                    "The order carries a reward that depends on its amount: "
                    "take the reward off first, and grant it again afterwards."
                )
            )

    def _cs_lock_for_change(self):
        """Lock order, lines, and open moves, so that nobody picks what is being changed."""
        self.flush_recordset()
        self.env.flush_all()
        for table, query in (
            ("sale_order", SQL("id = %s", self.id)),
            ("sale_order_line", SQL("order_id = %s", self.id)),
            ("stock_move", self._cs_move_sql()),
            (
                "stock_move_line",
                SQL("move_id IN (SELECT id FROM stock_move WHERE %s)", self._cs_move_sql()),
            ),
        ):
            self.env.cr.execute(
                SQL(
                    "SELECT id FROM %s WHERE %s ORDER BY id FOR NO KEY UPDATE",
                    SQL.identifier(table),
                    query,
                ),
                log_exceptions=False,
            )

    def _cs_move_sql(self):
        return SQL(
            "state NOT IN ('done', 'cancel') AND sale_line_id IN"
            " (SELECT id FROM sale_order_line WHERE order_id = %s)",
            self.id,
        )

    def _cs_return_moves(self):
        """Return the moves that bring goods of this order back from the customer."""
        return self.env["stock.move"].sudo().search(
            Domain("sale_line_id", "in", self.order_line.ids)
            & Domain("location_id.usage", "=", "customer")
            & Domain("state", "!=", "cancel")
        )

    def _cs_reward_base(self):
        """Return the amount that the rewards on this order were worked out from, or None."""
        if "reward_id" not in self.order_line._fields or not self.order_line.reward_id:
            return None
        return sum(self.order_line.filtered(lambda line: not line.reward_id).mapped("price_total"))
