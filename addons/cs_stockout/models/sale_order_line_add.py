from odoo import models
from odoo.exceptions import UserError

from ..tools import change


class SaleOrderLine(models.Model):
    """Adding to a confirmed order: the line of a substitute, the part that leaves later."""

    _inherit = "sale.order.line"

    def _cs_check_substitution(self, quantity):
        """Raise the reason why this part cannot be replaced, before anything is added."""
        self._cs_refuse(change.obstacle(self._cs_situation(quantity)))

    def _cs_substitute(self, product, uom, quantity, price, discount):
        """Add the line of a substitute to a confirmed order, with its delivery.

        Runs before the old line is cut, so that a delivery that is short of everything stays
        open and takes the substitute in.

        :raises UserError: the substitute would not leave from stock
        :returns: the new line
        """
        self.ensure_one()
        dates = self._cs_open_moves()._cs_dates()
        values = self._prepare_cs_replacement_values(product, uom, quantity)
        added = self.with_context(sale_no_log_for_new_lines=True).create(values)
        added._cs_agree_price(price, discount)
        moves = added._cs_open_moves()
        situation = added._cs_situation(quantity)
        if change.obstacle(situation) or situation.uncovered:
            raise UserError(
                self.env._(
                    "%(product)s would not be delivered from stock.", product=product.display_name
                )
            )
        moves._cs_set_dates(dates)
        return added

    def _prepare_cs_replacement_values(self, product, uom, quantity):
        """Return the values of the line that stands in for a part of this one (hook).

        Where it is delivered from, when, and on whose account stays as it was agreed.
        """
        return {
            "order_id": self.order_id.id,
            "sequence": self.sequence,
            "product_id": product.id,
            "product_uom_id": uom.id,
            "product_uom_qty": quantity,
            "name": self._cs_replacement_name(product),
            "customer_lead": self.customer_lead,
            "route_ids": [(6, 0, self.route_ids.ids)],
            "cs_replaces_line_id": self.id,
            **(
                {"analytic_distribution": self.analytic_distribution}
                if self.analytic_distribution
                else {}
            ),
        }

    def _cs_replacement_name(self, product):
        """Return the description of a substitute, which names what it replaces."""
        line = self.with_context(lang=self.order_id._get_lang())
        own = product.with_context(lang=self.order_id._get_lang())
        return "\n".join(
            (own.get_product_multiline_description_sale(), line._cs_replaces_text())
        )

    def _cs_replaces_text(self):
        """Return the sentence that says that something stands in for this line."""
        return self.env._("Replaces %(product)s", product=self.product_id.display_name)

    def _cs_split_delivery(self, quantity):
        """Let what is there leave now; ``quantity`` follows in a delivery of its own.

        Runs inside ``sale.order._cs_changing``.

        :param float quantity: in the line's unit
        :returns: ``[(move, parted move)]``
        :raises UserError: with the reason, when it cannot be done safely
        """
        self.ensure_one()
        situation = self._cs_situation(quantity)
        self._cs_refuse(change.obstacle(situation._replace(uncovered=0.0, staged=0.0)))
        if len(self._cs_parts()) > 1:
            self._cs_refuse(change.KIT)
        gap, moves = self._cs_gap(), self._cs_open_moves().sudo()._cs_on_the_shelf()
        if self.product_id.uom_id.compare(situation.loose, situation.wanted) <= 0:
            if situation.staged:
                # What is there was picked: it is on its way without the missing part.
                return []
            raise UserError(self.env._("There is nothing to send before the missing part."))
        parted = []
        for move, part in change.spread(situation.wanted, moves._cs_pieces()):
            # Ship-complete must not hold back what the customer asked to get now.
            if move.product_uom.compare(part, move.product_qty) < 0:
                parted.append((move, move._cs_part(part)))
        moves.picking_id.move_type = "direct"
        self._cs_check_agreement(gap)
        return parted
