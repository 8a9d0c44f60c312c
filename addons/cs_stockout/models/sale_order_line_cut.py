from odoo import models
from odoo.exceptions import UserError

from ..tools import change
from ..tools.allocation import EPSILON


class SaleOrderLine(models.Model):
    """What is on its way to the customer for a confirmed line, and taking a part of it off."""

    _inherit = "sale.order.line"

    # -- what is on its way ------------------------------------------------------------

    def _cs_way_moves(self):
        """Return the moves of this line, done or not, that bring it to the customer."""
        return self.move_ids.filtered(
            lambda move: move.state != "cancel"
            and self._cs_is_brought_by(move)
            and move._cs_final_location().usage == "customer"
        )

    def _cs_is_brought_by(self, move):
        """Return whether ``move`` carries the product of this line (hook: parts of kits)."""
        return move.product_id == self.product_id

    def _cs_parts(self):
        """Return ``{product: quantity in one unit of this line's product}``: of a kit, many."""
        facts = self.product_id._cs_facts(self.company_id)
        parts = facts[self.product_id.id].parts or ((self.product_id.id, 1.0),)
        return {self.env["product.product"].browse(part): quantity for part, quantity in parts}

    def _cs_open_moves(self):
        """Return the moves that will still bring this line to the customer."""
        return self._cs_way_moves().filtered(lambda move: move.state != "done")

    def _cs_planned_qty(self):
        """Return what is delivered or planned, in the product's unit (hook: kits)."""
        outgoing, incoming = self._get_outgoing_incoming_moves(strict=False)
        return outgoing._cs_real_qty() - incoming._cs_real_qty()

    def _cs_gap(self):
        """Return what of this line nobody is going to deliver; below zero what is too much."""
        self.ensure_one()
        return self._cs_product_qty() - self._cs_planned_qty() - self._cs_sent_back_qty()

    def _cs_is_given_up(self):
        """Return whether nobody is going to deliver a part of this line (hook: kits)."""
        self.ensure_one()
        return self._cs_gap() > EPSILON

    def _cs_sent_back_qty(self):
        """Return what the customer had, sent back, and is not to get again (product's unit)."""
        back = self.move_ids.filtered(
            lambda move: move.state == "done"
            and move.to_refund
            and move.location_id.usage == "customer"
        )
        lack = self._cs_product_qty() - self._cs_planned_qty() if back else 0.0
        if lack <= EPSILON:
            return 0.0
        moves = back.grouped("product_id")
        sets = min(
            moves.get(product, back.browse())._cs_real_qty() / each
            for product, each in self._cs_parts().items()
        )
        return min(sets, lack)

    def _cs_situation(self, quantity):
        """Return the ``Situation`` when ``quantity`` (line's unit) is to be taken off (hook)."""
        self.ensure_one()
        way, moves = self._cs_way_moves().sudo(), self._cs_open_moves().sudo()
        parts = self._cs_parts()
        return change.Situation(
            wanted=self._cs_product_qty(quantity),
            uncovered=max(self._cs_gap(), 0.0),
            loose=moves._cs_on_the_shelf()._cs_loose_sets(parts),
            # Parts of a kit that were picked go back by hand.
            staged=0.0 if len(parts) > 1 else moves._cs_picked_before()._cs_loose_sets(parts),
            confirmed=self.state == "sale",
            kit=bool(moves.product_id - self.env["product.product"].union(*parts))
            or bool(self.move_ids.filtered(lambda move: move.state != "cancel") and not way),
            own_route=not moves and self._cs_has_own_route(),
            bought=any(move._cs_is_for_this_order(way) for move in moves),
            combo=bool(self.product_type == "combo" or self.combo_item_id),
            reward=self._cs_has_reward(),
        )

    def _cs_has_own_route(self):
        """Return whether the goods are bought, made or shipped for this order alone."""
        facts = self.product_id._cs_facts(self.company_id)
        return not facts[self.product_id.id].counted or bool(self._cs_lines_on_demand())

    def _cs_has_reward(self):
        """Return whether a reward of the order was given for this very product."""
        if "reward_id" not in self._fields:
            return False
        given = self.order_id.order_line.reward_id.filtered(
            lambda reward: reward.reward_type == "product"
            or reward.discount_applicability in ("specific", "cheapest")
        )
        return bool(self.reward_id or given)

    def _cs_refuse(self, reason):
        """Raise ``reason`` in words, if there is one (hook: more reasons)."""
        if not reason:
            return
        env, name = self.env, self.product_id.display_name
        texts = {
            change.NOT_CONFIRMED: env._("The order is not confirmed."),
            change.COMBO: env._("%(product)s is a part of a combo.", product=name),
            change.REWARD: env._(
                "The order carries a reward for certain products: take the reward off first, "
                "and grant it again afterwards."
            ),
            change.KIT: env._(
                "%(product)s is a kit: its parts are delivered one by one.", product=name
            ),
            change.BOUGHT: env._("The goods were bought or made for this order."),
            change.OWN_ROUTE: env._("The product follows its own route to the customer."),
            change.HANDLED: env._("The missing part is being picked or is delivered."),
        }
        raise UserError(texts[reason])

    # -- cutting -----------------------------------------------------------------------

    def _cs_cut(self, quantity):
        """Take ``quantity`` that is not delivered off this confirmed line.

        The moves are cut first and the line is written without a procurement: Odoo's own
        decrease would leave some deliveries alone and plan a return that hides the shortage.
        Only what was picked in an earlier step is left to it: it plans the way back to the
        shelf. Runs inside ``sale.order._cs_changing``.

        :param float quantity: in the line's unit
        :returns: the ``Plan`` that was carried out
        :raises UserError: with the reason, when it cannot be done safely
        """
        self.ensure_one()
        situation = self._cs_situation(quantity)
        self._cs_refuse(change.obstacle(situation))
        plan = change.plan(situation)
        left, gap = self._cs_product_qty() - situation.wanted, self._cs_gap()
        self._cs_cut_loose(plan.loose)
        self._cs_write_down(left, plan.staged)
        self._cs_check_agreement(gap - plan.uncovered)
        return plan

    def _cs_cut_loose(self, quantity):
        """Cut ``quantity`` (product's unit) that is still on the shelf."""
        moves = self._cs_open_moves().sudo()._cs_on_the_shelf()
        for product, share in self._cs_parts().items():
            pieces = moves.grouped("product_id").get(product, moves.browse())._cs_pieces()
            for move, part in change.spread(quantity * share, pieces):
                move._cs_cut(part)
        pickings = moves.picking_id.filtered("printed")
        pickings._message_log_batch(
            {
                picking.id: self.env._(
                    "%(order)s was changed after this was printed: please print it again.",
                    order=self.order_id.name,
                )
                for picking in pickings
            }
        )

    def _cs_write_down(self, left, staged=0.0):
        """Write the line down to ``left``, ``staged`` of it by Odoo's own decrease."""
        price, discount = self.price_unit, self.discount
        rest = self._cs_in_line_unit(left)
        if abs(self._cs_product_qty(rest) - left) > EPSILON:
            # Fourteen pieces are no number of dozens that could be invoiced.
            self._cs_count_in_product_unit()
            price, rest = self.price_unit, left
        if staged:
            before = self._cs_in_line_unit(left + staged)
            self.with_context(skip_procurement=True).write({"product_uom_qty": before})
            self.write({"product_uom_qty": rest})
        else:
            self.with_context(skip_procurement=True).write({"product_uom_qty": rest})
        if (price, discount) != (self.price_unit, self.discount):
            self._cs_agree_price(price, discount)

    def _cs_in_line_unit(self, quantity):
        """Return ``quantity`` of the product's unit in the unit of the line, rounded to it."""
        unit, own = self.product_id.uom_id, self.product_uom_id
        return own.round(unit._compute_quantity(quantity, own, round=False))

    def _cs_count_in_product_unit(self):
        """Count line, promise and cases in the product's unit from now on, at the same price."""
        unit, own = self.product_id.uom_id, self.product_uom_id
        factor = own._compute_quantity(1.0, unit, round=False)
        price, discount = self.price_unit / factor, self.discount
        quantity, demand = self._cs_product_qty(), self._cs_product_qty(self.cs_demand_qty)
        short = {
            case: unit.round(own._compute_quantity(case.short_qty, unit, round=False))
            for case in self.sudo().cs_stockout_case_ids
        }
        self._cs_set_unit(unit, quantity, demand, short)
        self._cs_agree_price(price, discount)

    def _cs_set_unit(self, unit, quantity, demand, short):
        """Count this line in ``unit``: the same goods in other numbers, so nothing is procured.

        :param float quantity: of the line
        :param float demand: as it was promised
        :param dict short: ``{case: quantity}``
        """
        line = self.sudo().with_context(skip_procurement=True)
        line.cs_price_agreed = True
        line.product_uom_id = unit
        # Odoo counts what is delivered and invoiced anew when moves change, not for a unit.
        line._compute_qty_delivered()
        line._compute_qty_invoiced()
        line.write({"product_uom_qty": quantity, "cs_demand_qty": demand})
        for case, missing in short.items():
            ratio = missing / case.short_qty
            case.write(
                {
                    "short_qty": missing,
                    "missing_qty": case.missing_qty * ratio,
                    "asked_qty": case.asked_qty * ratio,
                }
            )

    def _cs_check_agreement(self, gap):
        """Raise if the gap between line and delivery is not what it must be now."""
        if self.product_id.uom_id.compare(self._cs_gap(), gap) != 0:
            raise UserError(self.env._("Order and delivery would not agree any more."))
