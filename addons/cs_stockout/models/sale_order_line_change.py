from odoo import models
from odoo.exceptions import UserError

from ..tools import change
from ..tools.allocation import EPSILON


class SaleOrderLine(models.Model):
    """Swaps on quotations. A confirmed order is changed through its stock-out cases."""

    _inherit = "sale.order.line"

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
        # The combo, the program says what these are: swapped, they would be given twice.
        self._cs_refuse(self._cs_given_by())
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

    def _cs_given_by(self):
        """Return what decides about this quotation line instead of a person, None for nobody."""
        if self.product_type == "combo" or self.combo_item_id:
            return change.COMBO
        return change.REWARD if "reward_id" in self._fields and self.reward_id else None

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

    def _cs_agree_price(self, price, discount):
        """Fix price and discount: written last, so that nothing computes them again."""
        self.write({"cs_price_agreed": True, "price_unit": price, "discount": discount})
