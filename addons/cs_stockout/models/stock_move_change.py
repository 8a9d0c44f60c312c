from odoo import models

from ..tools.allocation import EPSILON


class StockMove(models.Model):
    """Cutting and parting moves that are not picked, without a trace in other moves."""

    _inherit = "stock.move"

    def _cs_is_open(self):
        self.ensure_one()
        return self.state not in ("draft", "done", "cancel")

    def _cs_loose_qty(self):
        """Return what of this move nobody has picked, in the product's unit."""
        self.ensure_one()
        return max(self.product_qty - self._cs_picked_qty(), 0.0)

    def _cs_cut(self, quantity):
        """Take ``quantity`` (product's unit) off this move; what follows it goes first.

        :returns: what could be taken, never more than what is not picked
        """
        self.ensure_one()
        cut = min(quantity, self._cs_loose_qty())
        if cut <= EPSILON:
            return 0.0
        left = cut
        for follower in self.move_dest_ids.filtered(
            lambda move: move._cs_is_open() and move.sale_line_id == self.sale_line_id
        ):
            left -= follower._cs_cut(left)
        if cut >= self.product_qty - EPSILON:
            self._action_cancel()
            return cut
        reserved = self.state in ("assigned", "partially_available")
        self.write({"product_uom_qty": self._cs_in_move_unit(self.product_qty - cut)})
        if reserved:
            # Writing a demand below what is reserved frees all of it.
            self._action_assign()
        return cut

    def _cs_in_move_unit(self, quantity):
        """Return ``quantity`` of the product's unit in the unit of this move."""
        return self.product_id.uom_id._compute_quantity(
            quantity, self.product_uom, rounding_method="HALF-UP"
        )

    def _cs_part(self, quantity):
        """Put ``quantity`` (product's unit) of this move into a delivery of its own.

        :returns: the move that was parted
        """
        self.ensure_one()
        picking = self.picking_id
        # Reserved goods stay with what leaves first.
        parted = self.create(self._split(quantity))
        parted.with_context(bypass_entire_pack=True)._action_confirm(
            merge=False, create_proc=False
        )
        parted.picking_id = picking
        picking._create_backorder(parted)
        return parted
