from odoo import models
from odoo.addons.cs_stockout.tools.allocation import EPSILON


class SaleOrderLine(models.Model):
    """A kit whose bill was changed after the order was confirmed.

    What was planned then is what the customer gets: the bill of today says nothing about it, and
    Odoo forgets the bill of a component whose row is deleted.
    """

    _inherit = "sale.order.line"

    def _cs_is_brought_by(self, move):
        # Odoo gives a line moves of other products for its components only.
        return super()._cs_is_brought_by(move) or move.sale_line_id == self

    def _cs_is_uneven(self):
        parts = self._cs_part_moves().filtered(lambda move: move.state != "cancel").sudo()
        return (
            super()._cs_is_uneven()
            or any(not move.bom_line_id for move in parts)
            # All that was planned comes, and yet it is not what the bill asks for.
            or (self._cs_is_whole_by_its_parts() and self._cs_gap() > EPSILON)
        )

    def _cs_is_given_up(self):
        return super()._cs_is_given_up() and not self._cs_is_whole_by_its_parts()

    def _cs_part_moves(self):
        """Return the moves that bring components to the customer, cancelled ones too."""
        return self.move_ids.filtered(
            lambda move: move.product_id != self.product_id
            and move._cs_final_location().usage == "customer"
        )

    def _cs_is_whole_by_its_parts(self):
        """Return whether this is a kit of which every part that was planned comes, or came.

        A part of a delivery that was closed without a backorder keeps what it was to bring.
        """
        moves = self._cs_part_moves()
        return bool(moves) and not any(
            move.state == "cancel"
            or (
                move.state == "done"
                and move.product_uom.compare(move.quantity, move.product_uom_qty) < 0
            )
            for move in moves
        )
