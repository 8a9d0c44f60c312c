from odoo import models

from ..tools import pricing, ranking
from .sale_order_line_candidate import Candidate


class SaleOrderLine(models.Model):
    """How much of a substitute is needed, and what the customer pays for it."""

    _inherit = "sale.order.line"

    def _cs_amounts(self, search, way, replaced):
        """Return ``[(unit, quantity)]`` of each product of ``way``, the last one rounded up.

        :param float replaced: quantity of this line, in its own unit
        :returns: an empty list where units cannot be converted
        """
        unit = search.unit(self.product_id)
        wanted, amounts = self._cs_product_qty(replaced, unit), []
        last = len(way)
        for place, (rule, product, ratio) in enumerate(way, start=1):
            counted = uom = own = search.unit(product)
            given = rule.uom_id
            if given and product == rule.substitute_id:
                counted, uom = None, given
            elif given:
                # On the way back the rule's unit is that of the product.
                counted = given
            if counted and counted != unit:
                if not search.convertible(unit, counted):
                    return []
                wanted = unit._compute_quantity(wanted, counted, round=False)
            if uom != own and not search.convertible(uom, own):
                return []
            whole = place == last and search.convertible(uom, search.piece)
            amount = pricing.replacement_quantity(wanted, ratio, whole)
            # What is priced is what the order can count: hundredths of a kilo, not less.
            if place == last:
                amount = uom.round(amount, rounding_method="UP")
            wanted = amount
            amounts.append((uom, amount))
            if uom != own:
                wanted = uom._compute_quantity(amount, own, round=False)
            unit = own
        return amounts

    def _cs_priced(self, search, way, amounts, replaced, in_stock):
        """Return the ``Candidate`` at the price agreed, or None if it costs too much."""
        terms = self._cs_terms(search, way, amounts, replaced)
        if not terms:
            return None
        price, discount = terms
        promised = self.price_unit * (1 - self.discount / 100)
        compared = search.from_price_of(self, way[-1].product, price)
        agreed = compared * (1 - discount / 100) * amounts[-1][1]
        return self._cs_scored(
            search, way, amounts[-1], in_stock, terms, (replaced, promised * replaced, agreed)
        )

    def _cs_terms(self, search, way, amounts, replaced):
        """Return ``(price, discount)`` agreed for what stands at the end of ``way``, or None.

        The discount of the line is compared and kept: a salesperson's own discount holds for
        the substitute as well, one of the pricelist is already in the substitute's price.
        """
        last, quantity = way[-1].product, amounts[-1][1]
        promised_price = self.price_unit * replaced / quantity
        if all(step.rule.price_policy == pricing.KEEP for step in way):
            # What the substitutes cost themselves does not matter.
            return search.to_price_of(self, last, promised_price), self.discount
        kept = 0.0 if self.pricelist_item_id._show_discount() else self.discount
        promised = self.price_unit * (1 - self.discount / 100)
        links, before, own = [], replaced, 0.0
        for step, (uom, amount) in zip(way, amounts, strict=True):
            own = self._cs_own_price(step.product, uom, amount, search.prices(self.order_id))
            compared = search.from_price_of(self, step.product, own)
            rule, offered = step.rule, compared * (1 - kept / 100)
            links.append(
                pricing.Link(rule.price_policy, offered, amount / before, rule.max_uplift_percent)
            )
            before = amount
        agreement = pricing.agreed_along(promised, links)
        if not agreement:
            return None
        if agreement.promised:
            return search.to_price_of(self, last, promised_price), self.discount
        if agreement.price == links[-1].own or kept >= 100:
            return own, kept
        return search.to_price_of(self, last, agreement.price / (1 - kept / 100)), kept

    def _cs_scored(self, search, way, amount, in_stock, terms, money):
        """Return the ``Candidate`` of a way whose quantity and price are known."""
        rules = [step.rule for step in way]
        product, rank = way[-1].product, sum(rule.rank for rule in rules)
        (uom, quantity), (replaced, promised, agreed) = amount, money
        known, signals = search.known.about(self, product, search.facts)
        difference = agreed - promised
        asks = next((rule for rule in rules if rule.requires_approval), rules[-1])
        return Candidate(
            self, asks, product, uom, replaced, quantity, in_stock, *terms,
            self.currency_id.round(difference) if difference else 0.0,
            ranking.score(rank, quantity, in_stock, promised, agreed, signals),
            rank, tuple(rules), tuple(step.product for step in way[:-1]), known,
        )

    def _cs_own_price(self, product, uom, quantity, pricelist_rules):
        """Return what one ``uom`` of ``product`` costs this customer, taxes mapped."""
        base = product.uom_id
        in_base = uom._compute_quantity(quantity, base, raise_if_failure=False)
        applicable = (
            rule for rule in pricelist_rules if rule._is_applicable_for(product, in_base)
        )
        rule = next(applicable, self.env["product.pricelist.item"])
        price = rule._compute_price(
            product, quantity, uom, date=self.order_id.date_order, currency=self.currency_id
        )
        position = self.order_id.fiscal_position_id
        if not position:
            return price
        taxes = product.taxes_id._filter_taxes_by_company(self.company_id)
        return product._get_tax_included_unit_price_from_price(
            price, product_taxes=taxes, fiscal_position=position
        )

    def _cs_difference_to_pay(self, candidate):
        """Return what the customer pays more than promised, with the taxes of each product."""
        promised = self._cs_to_pay(
            self.tax_ids, self.product_id, self.price_unit, self.discount, candidate.replaced
        )
        agreed = self._cs_to_pay(
            self._cs_taxes_of(candidate.product), candidate.product, candidate.price,
            candidate.discount, candidate.quantity,
        )
        return self.currency_id.round(agreed - promised)

    def _cs_to_pay(self, taxes, product, price, discount, quantity):
        total = taxes.compute_all(
            price * (1 - discount / 100),
            currency=self.currency_id,
            quantity=quantity,
            product=product,
            partner=self.order_id.partner_shipping_id,
        )
        return total["total_included"]
