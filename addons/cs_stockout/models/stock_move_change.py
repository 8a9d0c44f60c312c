from odoo import models

from ..tools.allocation import EPSILON


class StockMove(models.Model):
    """Cutting and parting moves that are not picked, without a trace in other moves."""

    _inherit = "stock.move"

    def _cs_is_open(self):
        self.ensure_one()
        return self.state not in ("draft", "done", "cancel")

    def _cs_real_qty(self):
        """Return what these moves carry: done as counted, open as planned (product's unit)."""
        return sum(
            move.product_uom._compute_quantity(
                move.quantity, move.product_id.uom_id, rounding_method="HALF-UP"
            )
            if move.state == "done"
            else move.product_qty
            for move in self
        )

    def _cs_is_for_this_order(self, way):
        """Return whether the goods are bought, made or brought for this order alone.

        :param way: the moves that bring the line to its customer
        """
        self.ensure_one()
        ordered = "created_purchase_line_ids" in self._fields and (
            self.created_purchase_line_ids.filtered(lambda line: line.state != "cancel")
        )
        return bool(
            ordered
            or self.location_id.usage == "supplier"
            or self.move_orig_ids - way
            or (self.procure_method == "make_to_order" and not self.move_orig_ids)
        )

    def _cs_dates(self):
        """Return the dates that whatever takes the place of these moves must keep."""
        if not self:
            return {}
        deadlines = [move.date_deadline for move in self if move.date_deadline]
        return {
            "date": min(self.mapped("date")),
            "date_deadline": min(deadlines) if deadlines else False,
        }

    def _cs_set_dates(self, dates):
        """Move these moves to ``dates`` of ``_cs_dates``, where theirs differ."""
        for name, date in dates.items():
            self.browse([move.id for move in self if move[name] != date]).write({name: date})

    def _cs_is_untouched(self):
        """Return whether this move exists, waits, and nobody works on it."""
        return bool(
            self.exists()
            and self._cs_is_open()
            and not self._cs_picked_qty()
            and not self.picking_id.printed
        )

    def _cs_loose_qty(self):
        """Return what of this move nobody has picked, in the product's unit."""
        self.ensure_one()
        return max(self.product_qty - self._cs_picked_qty(), 0.0)

    def _cs_on_the_shelf(self):
        """Return those of these moves that are the first step of the way."""
        return self.filtered(lambda move: not move.move_orig_ids)

    def _cs_picked_before(self):
        """Return those of these moves whose goods were picked in an earlier step."""
        return self.filtered(
            lambda move: move.move_orig_ids
            and all(origin.state == "done" for origin in move.move_orig_ids)
        )

    def _cs_loose_sets(self, parts):
        """Return how many sets of ``{product: quantity}`` nobody has picked of these moves."""
        loose = dict.fromkeys(parts, 0.0)
        for move in self:
            if move.product_id in loose:
                loose[move.product_id] += move._cs_loose_qty()
        return min(loose[product] / quantity for product, quantity in parts.items())

    def _cs_pieces(self):
        """Return ``[(move, what can be taken off it)]``, first what nobody has reserved."""
        ordered = self.sorted(lambda move: (move.state == "assigned", -move.id))
        return [(move, move._cs_loose_qty()) for move in ordered]

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
