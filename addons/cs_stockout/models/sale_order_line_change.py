from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import float_compare

from ..tools.allocation import EPSILON


class SaleOrderLine(models.Model):
    """Changing an order safely: swaps on quotations, cuts on confirmed orders."""

    _inherit = "sale.order.line"

    # -- quotation ---------------------------------------------------------------------

    def action_cs_swap(self, product_id, whole=False):
        """Replace this quotation line, or its missing part, by a substitute.

        :param int product_id: one of the products of ``cs_substitutes``
        :param bool whole: replace the whole line, not only what is missing
        :returns: True
        :raises UserError: the order is confirmed, or the product is no substitute now
        """
        self.ensure_one()
        self.check_access("write")
        if self.state not in ("draft", "sent"):
            raise UserError(
                self.env._(
                    "The order is confirmed: choose the substitute in its stock-out case, "
                    "so that the delivery is changed as well."
                )
            )
        quantities = {self.id: self.product_uom_qty} if whole else None
        candidates = self._cs_candidates(quantities).get(self.id, [])
        candidate = next((one for one in candidates if one.product.id == product_id), None)
        if not candidate:
            raise UserError(
                self.env._(
                    "%(product)s is not available in the quantity needed any more, or no rule "
                    "allows it here. Open the shortages again to see what is left.",
                    product=self.env["product.product"].browse(product_id).display_name,
                )
            )
        candidate.rule._check_approved()
        self._cs_swap(candidate)
        return True

    def _cs_swap(self, candidate):
        """Carry out a swap on a quotation and write it down.

        :param Candidate candidate: from ``_cs_candidates``
        :returns: the line of the substitute
        """
        name, unit = self.product_id.display_name, self.product_uom_id.name
        rest = self.product_uom_qty - candidate.replaced
        if rest > EPSILON:
            price, discount = self.price_unit, self.discount
            self.write({"product_uom_qty": rest})
            # A smaller quantity must not cost the customer a better price.
            self._cs_agree_price(price, discount)
            line = self._cs_create_replacement(candidate)
        else:
            line = self
            self.write(
                {
                    "product_id": candidate.product.id,
                    "product_uom_id": candidate.uom.id,
                    "product_uom_qty": candidate.quantity,
                }
            )
        line._cs_agree_price(candidate.price, candidate.discount)
        self.order_id._cs_log_swap(candidate, name, unit)
        return line

    def _cs_create_replacement(self, candidate):
        values = self._prepare_cs_replacement_values(
            candidate.product, candidate.uom, candidate.quantity
        )
        return self.with_context(sale_no_log_for_new_lines=True).create(values)

    def _prepare_cs_replacement_values(self, product, uom, quantity):
        """Return the values of the line that stands in for a part of this one (hook)."""
        return {
            "order_id": self.order_id.id,
            "sequence": self.sequence,
            "product_id": product.id,
            "product_uom_id": uom.id,
            "product_uom_qty": quantity,
            "cs_replaces_line_id": self.id,
        }

    def _cs_agree_price(self, price, discount):
        """Fix price and discount: written last, so that nothing computes them again."""
        self.write({"cs_price_agreed": True, "price_unit": price, "discount": discount})

    # -- confirmed order ---------------------------------------------------------------

    def _cs_open_moves(self):
        """Return the moves that will still bring this line to the customer."""
        return self.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
            and move.product_id == self.product_id
            and (move.location_final_id or move.location_dest_id).usage == "customer"
        )

    def _cs_cut(self, quantity):
        """Take ``quantity`` that is not delivered off this confirmed line.

        The moves are cut first and the line is written without a procurement: Odoo's own
        decrease would leave some deliveries alone and plan a return that hides the shortage.

        :param float quantity: in the line's unit
        :raises UserError: with the reason, when it cannot be done safely
        """
        self.ensure_one()
        moves = self._cs_open_moves()
        returns = self._cs_count_returns()
        self._cs_check_cut(quantity, moves)
        self._cs_cut_moves(moves, self._cs_product_qty(quantity))
        rest = max(self.product_uom_qty - quantity, 0.0)
        price, discount = self.price_unit, self.discount
        locked, self.order_id.locked = self.order_id.locked, False
        self.with_context(skip_procurement=True).write({"product_uom_qty": rest})
        if (price, discount) != (self.price_unit, self.discount):
            self._cs_agree_price(price, discount)
        self.order_id.locked = locked
        if self._cs_count_returns() != returns:
            raise UserError(
                self.env._("Odoo would plan a return for goods that were never delivered.")
            )

    def _cs_check_cut(self, quantity, moves):
        """Raise the reason why ``quantity`` may not be cut (hook: more reasons)."""
        env = self.env
        digits = env["decimal.precision"].precision_get("Product Unit")
        rest = self.product_uom_qty - quantity
        if float_compare(self.qty_invoiced, max(rest, 0.0), precision_digits=digits) > 0:
            raise UserError(env._("The missing part is invoiced: it needs a credit note."))
        if moves.move_orig_ids.filtered(lambda move: move.state == "done"):
            raise UserError(env._("The goods are already picked and on their way out."))
        if moves.move_orig_ids - moves:
            raise UserError(env._("The goods were bought or made for this order."))
        wanted = self._cs_product_qty(quantity)
        for step in moves.grouped("location_id").values():
            free = sum(step.mapped("product_qty")) - step._cs_picked_qty()
            if float_compare(free, wanted, precision_digits=digits) < 0:
                raise UserError(env._("The missing part is being picked or is delivered."))
        if not moves:
            raise UserError(env._("Nothing of this line is waiting for delivery any more."))

    def _cs_cut_moves(self, moves, quantity):
        """Cut ``quantity`` (product's unit) off each step of the way to the customer."""
        for step in moves.sudo().grouped("location_id").values():
            left = quantity
            # What nobody has reserved goes first.
            for move in step.sorted(lambda move: (move.state == "assigned", -move.id)):
                cut = min(left, move.product_qty - move._cs_picked_qty())
                left -= cut
                if cut >= move.product_qty - EPSILON:
                    move._action_cancel()
                elif cut > EPSILON:
                    unit = move.product_id.uom_id
                    rest = unit._compute_quantity(
                        move.product_qty - cut, move.product_uom, rounding_method="HALF-UP"
                    )
                    move.write({"product_uom_qty": rest})

    def _cs_split_delivery(self, quantity):
        """Let what is there leave now; ``quantity`` follows in a delivery of its own.

        :param float quantity: in the line's unit
        :raises UserError: with the reason, when it cannot be done safely
        """
        self.ensure_one()
        wanted = self._cs_product_qty(quantity)
        moves = self._cs_open_moves().sudo()
        if sum(moves.mapped("product_qty")) <= wanted + EPSILON:
            raise UserError(self.env._("There is nothing to send before the missing part."))
        parts = []
        # What nobody has reserved follows later.
        for move in moves.sorted(lambda move: (move.state == "assigned", -move.id)):
            part = min(wanted, move._cs_loose_qty())
            wanted -= part
            if EPSILON < part < move.product_qty - EPSILON:
                parts.append((move, part))
        if wanted > EPSILON:
            raise UserError(
                self.env._("The missing part is being picked or is delivered.")
            )
        for move, part in parts:
            move._cs_part(part)
            # Ship-complete must not hold back what the customer asked to get now.
            move.picking_id.move_type = "direct"

    def _cs_count_returns(self):
        return self.env["stock.move"].sudo().search_count(
            Domain("sale_line_id", "in", self.order_id.order_line.ids)
            & Domain("location_id.usage", "=", "customer")
            & Domain("state", "!=", "cancel")
        )

    def _cs_check_swap(self):
        """Raise the reason why this confirmed line cannot be swapped safely (hook)."""
        self.ensure_one()
        env, moves = self.env, self._cs_open_moves()
        pickings = moves.picking_id
        warehouse = self.warehouse_id
        if self.qty_invoiced:
            raise UserError(env._("The product is invoiced: it needs a credit note."))
        if self.product_id.id not in self._cs_counted_products() or self.route_ids:
            raise UserError(env._("The product follows its own route to the customer."))
        if warehouse.delivery_steps != "ship_only" or moves.location_id - (
            warehouse.lot_stock_id
        ):
            raise UserError(env._("The delivery goes through several steps."))
        if len(self.move_ids.filtered(lambda move: move.state != "cancel")) != 1 or len(moves) != 1:
            raise UserError(env._("The delivery is split, or a part of it is done."))
        if pickings.backorder_id or pickings.backorder_ids:
            raise UserError(env._("The delivery is split, or a part of it is done."))
        if pickings.printed:
            raise UserError(env._("The delivery is printed: the paper would be wrong."))
        if moves._cs_picked_qty():
            raise UserError(env._("The goods are being picked."))
        wanted = self.order_id.commitment_date or self._expected_date()
        if moves.date_deadline and moves.date_deadline != wanted:
            raise UserError(env._("The delivery was moved to another date."))

    def _cs_counted_products(self):
        facts = self.product_id._cs_facts(self.company_id)
        return {product_id for product_id, fact in facts.items() if fact.counted}
