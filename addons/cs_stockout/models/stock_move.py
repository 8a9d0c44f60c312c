from odoo import fields, models

_OPEN_STATES = ("waiting", "confirmed", "partially_available", "assigned")
_INSIDE = ("internal", "transit")  # goods that come from there are the company's own
_PLACES = ("location_id", "location_dest_id", "location_final_id")
_WATCHED = frozenset({"date", "date_deadline", "product_uom_qty", *_PLACES})


class StockMove(models.Model):
    """What makes a promise unsafe: receipts and deliveries that slip, goods lost or taken."""

    _inherit = "stock.move"

    def write(self, vals):
        if self._cs_may_slip(vals):
            receipts, deliveries = self._cs_slipping(vals)
            more = self._cs_taking_more(vals)
            result = super().write(vals)
            receipts._cs_note_receipts()
            deliveries._cs_note_deliveries("delivery")
            more._cs_note_taken()
            return result
        return super().write(vals)

    def _action_confirm(self, merge=True, merge_into=False, create_proc=True):
        moves = super()._action_confirm(
            merge=merge, merge_into=merge_into, create_proc=create_proc
        )
        # From now on the forecast counts them.
        moves.filtered(lambda move: move.state in _OPEN_STATES)._cs_note_taken()
        return moves

    def _action_cancel(self):
        receipts = self.filtered(lambda move: move._cs_is_receipt())
        taking = self.filtered(lambda move: move.state in _OPEN_STATES)
        result = super()._action_cancel()
        receipts.filtered(lambda move: move.state == "cancel")._cs_note_receipts()
        # Whose goods it was to take may be out of danger.
        taking.filtered(lambda move: move.state == "cancel")._cs_note_taken()
        return result

    def _action_done(self, cancel_backorder=False):
        sold = self._cs_sold() if cancel_backorder else self.browse()
        asked = {move: move.product_qty for move in sold}
        receipts = self.filtered(lambda move: cancel_backorder and move._cs_is_receipt())
        result = super()._action_done(cancel_backorder=cancel_backorder)
        if asked:
            self._cs_report_missing(asked)
        receipts.exists()._cs_note_receipts()
        result.filtered(lambda move: move.state == "done")._cs_note_taken()
        return result

    def _create_backorder(self):
        backorders = super()._create_backorder()
        backorders._cs_sold()._cs_note_deliveries("picking")
        return backorders

    # -- what slips --------------------------------------------------------------------

    def _cs_may_slip(self, vals):
        """Return whether writing ``vals`` may make goods come or leave later, or fewer."""
        return vals.get("state") is None and not _WATCHED.isdisjoint(vals)

    def _cs_slipping(self, vals):
        """Return the receipts and the deliveries that ``vals`` makes late or smaller."""
        date = fields.Datetime.to_datetime(vals.get("date"))
        deadline = fields.Datetime.to_datetime(vals.get("date_deadline"))
        quantity = vals.get("product_uom_qty")
        moves = self.filtered(lambda move: move.state in _OPEN_STATES)
        receipts = moves.filtered(
            lambda move: (
                (date and date > move.date)
                or (deadline and deadline > (move.date_deadline or move.date))
                or (quantity is not None and quantity < move.product_uom_qty)
            )
            and move._cs_is_receipt()
        )
        late = moves.filtered(lambda move: date and date > move.date)
        return receipts, late._cs_sold()

    def _cs_final_location(self):
        """Return where the goods end up, which may be some steps away."""
        self.ensure_one()
        return self.location_final_id or self.location_dest_id

    def _cs_is_receipt(self):
        """Return whether this open move brings goods into a warehouse from outside of it."""
        self.ensure_one()
        # Where they come from may belong to another company.
        move = self.sudo()
        final = move._cs_final_location()
        if move.state not in _OPEN_STATES or final.usage != "internal":
            return False
        return move.location_id.usage != "internal" or (
            move.location_id.warehouse_id != final.warehouse_id
        )

    def _cs_sold(self):
        """Return the open moves that bring goods of an order to its customer."""
        return self.filtered(
            lambda move: move.sale_line_id
            and move.state in _OPEN_STATES
            and move._cs_final_location().usage == "customer"
        )

    def _cs_note_receipts(self):
        """Have those looked at who wait for what these moves were to bring."""
        if not self:
            return
        inside = self.filtered(lambda move: move.sudo().location_id.usage in _INSIDE)
        for reason, moves in (("transfer", inside), ("receipt", self - inside)):
            self.env["cs.stockout.pending"]._cs_note(
                [
                    (
                        move.product_id,
                        move._cs_final_location().warehouse_id,
                        move.picking_id,
                    )
                    for move in moves
                ],
                reason,
            )

    def _cs_note_deliveries(self, reason):
        """Have those looked at who wait for the same goods from the same warehouse."""
        none = self.env["stock.picking"]
        self.env["cs.stockout.pending"]._cs_note(
            [(move.product_id, move.location_id.warehouse_id, none) for move in self], reason
        )

    # -- goods that leave for something else ---------------------------------------------

    def _cs_taking_more(self, vals):
        """Return the moves that ``vals`` lets leave earlier, with more, or by another way."""
        date = fields.Datetime.to_datetime(vals.get("date"))
        quantity = vals.get("product_uom_qty")
        elsewhere = not vals.keys().isdisjoint(_PLACES)
        return self.filtered(
            lambda move: move.state in _OPEN_STATES
            and (
                elsewhere
                or (date and date < move.date)
                or (quantity is not None and quantity > move.product_uom_qty)
            )
        )

    def _cs_note_taken(self):
        """Have those looked at who were promised what these moves take for something else.

        A transfer to another warehouse, production, a sale at the till, a return to the
        supplier; scrap and counts are corrections of the stock.
        """
        taking = self.filtered(lambda move: move._cs_takes())
        if not taking:  # as of most moves, and Odoo writes the same move many times
            return
        lost = taking.filtered(lambda move: move.location_dest_usage == "inventory")
        lost._cs_note_deliveries("stock")
        (taking - lost)._cs_note_deliveries("taken")

    def _cs_takes(self):
        """Return whether goods leave a warehouse otherwise than for an order's own delivery."""
        self.ensure_one()
        # Where they go to may belong to another company.
        move = self.sudo()
        final = move._cs_final_location()
        if move.sale_line_id and final.usage == "customer":
            return False
        warehouse = move.location_id.warehouse_id
        return bool(warehouse) and final.warehouse_id != warehouse

    # -- picking -----------------------------------------------------------------------

    def _cs_report_missing(self, asked):
        """Open a case for what was not found and will not be delivered later.

        :param dict asked: ``{move: quantity}`` before these moves were done, in the units of
            the products
        """
        missing = {}
        for move, quantity in asked.items():
            given = 0.0
            if move.exists() and move.state == "done":
                given = move.product_uom._compute_quantity(
                    move.quantity, move.product_id.uom_id, rounding_method="HALF-UP"
                )
            missing.setdefault(move.sale_line_id.sudo(), {}).setdefault(move.product_id, 0.0)
            missing[move.sale_line_id.sudo()][move.product_id] += quantity - given
        self.env["sale.order.line"].sudo()._cs_report_missing(missing)

    def _cs_picked_qty(self):
        """Return what is picked of these moves, in the product's unit."""
        return sum(
            line.quantity_product_uom for line in self.move_line_ids if line.picked
        )
