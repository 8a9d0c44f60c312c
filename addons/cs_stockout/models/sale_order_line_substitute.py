from collections import defaultdict
from typing import Any, NamedTuple

from odoo import fields, models
from odoo.fields import Domain

from ..tools import pricing, ranking
from ..tools.allocation import EPSILON, allocate


class Candidate(NamedTuple):
    """One product that may stand in for the short part of one line."""

    line: Any
    rule: Any
    product: Any
    uom: Any
    replaced: float
    quantity: float
    available: float
    price: float
    discount: float
    difference: float
    score: ranking.Score


class SaleOrderLine(models.Model):
    """Substitutes: which products may replace a line, and how good they are."""

    _inherit = "sale.order.line"

    def cs_substitutes(self, limit=5):
        """Return the substitutes for these lines, best first.

        For a short line they cover the missing part, else the whole line.

        :param int limit: the most substitutes for one line
        :returns: list of dicts, one for each line and substitute: ``id`` (product),
            ``line_id``, ``name``, ``quantity`` and ``uom`` (of the substitute), ``replaces``
            (quantity of the line), ``available``, ``price_unit``, ``discount``,
            ``difference`` (money, more than promised), ``score`` (0 to 100), ``reasons``
            (list of sentences), ``requires_approval``, ``rule_id``
        """
        self.check_access("read")
        found = self._cs_candidates()
        return [
            candidate.line._cs_candidate_values(candidate)
            for line in self
            for candidate in found.get(line.id, [])[:limit]
        ]

    def cs_shortage(self):
        """Return what these quotation lines are short of, with substitutes for it.

        :returns: list of dicts, one for each short line: ``id`` (line), ``short``,
            ``available`` (can be promised), ``next_date`` and ``next_quantity`` (receipt),
            ``full_date`` (covered from then on), ``compare`` (the substitutes can be laid side
            by side), ``substitutes`` (see ``cs_substitutes``);
            quantities in the line's unit, dates as text in UTC, False when unknown
        """
        self.check_access("read")
        found = {}
        candidates = self._cs_candidates(found=found)
        short = self.filtered(lambda line: line.id in found and found[line.id].short)
        return [
            {
                "id": line.id,
                "short": round(found[line.id].short, 2),
                "available": round(found[line.id].available, 2),
                "next_date": fields.Datetime.to_string(found[line.id].next_date),
                "next_quantity": round(found[line.id].next_quantity, 2),
                "full_date": fields.Datetime.to_string(found[line.id].full_date),
                "compare": hasattr(line, "action_cs_compare"),
                "substitutes": [
                    line._cs_candidate_values(candidate)
                    for candidate in candidates.get(line.id, [])[:5]
                ],
            }
            for line in short
        ]

    def _cs_candidate_values(self, candidate):
        return {
            "id": candidate.product.id,
            "line_id": self.id,
            "rule_id": candidate.rule.id,
            "name": candidate.product.display_name,
            "quantity": candidate.quantity,
            "uom": candidate.uom.name,
            "replaces": candidate.replaced,
            "available": candidate.available,
            "price_unit": candidate.price,
            "discount": candidate.discount,
            "difference": candidate.difference,
            "score": candidate.score.total,
            "reasons": self._cs_reasons(candidate),
            "requires_approval": candidate.rule.requires_approval,
        }

    def _cs_reasons(self, candidate):
        """Return the sentences that explain the score (hook)."""
        parts = candidate.score.parts
        policy = dict(candidate.rule._fields["price_policy"]._description_selection(self.env))
        return [
            self.env._(
                "choice %(rank)s of the shop (%(points)g of %(weight)s)",
                rank=candidate.rule.rank,
                points=parts["rule"],
                weight=ranking.WEIGHTS["rule"],
            ),
            self.env._(
                "%(quantity)g available (%(points)g of %(weight)s)",
                quantity=candidate.available,
                points=parts["availability"],
                weight=ranking.WEIGHTS["availability"],
            ),
            self.env._(
                "price: %(policy)s (%(points)g of %(weight)s)",
                policy=policy[candidate.rule.price_policy].lower(),
                points=parts["price"],
                weight=ranking.WEIGHTS["price"],
            ),
        ]

    def _cs_candidates(self, quantities=None, found=None):
        """Return ``{line id: [Candidate]}``, best first, in a number of queries that is flat.

        :param dict quantities: ``{line id: quantity to replace}`` in the lines' units; by
            default the missing part of a short line, else the whole line
        :param dict found: filled with ``{line id: Shortage}`` of the orders; only what is short
            is replaced then
        """
        demand = self.order_id.order_line.filtered(lambda line: line._cs_is_counted())
        facts = (demand | self).product_id._cs_facts(self.company_id)
        pairs = self._cs_rule_pairs(facts)
        products = self.env["product.product"].union(*(pair[2] for pair in pairs))
        supply = (products | demand._cs_stocked_products(facts))._cs_supply(self.warehouse_id)
        if quantities is None:
            quantities = self._cs_quantities_to_replace(demand, facts, supply, found)
        pairs = [pair for pair in pairs if quantities.get(pair[0].id, 0.0) > EPSILON]
        available = self._cs_available(pairs, demand, facts, supply)
        prices = self._cs_pricelist_rules(products)
        piece_id = self.env["ir.model.data"]._xmlid_to_res_id("uom.product_uom_unit")
        piece = self.env["uom.uom"].browse(piece_id)
        options = defaultdict(list)
        for line, rule, product, ratio in pairs:
            quantity = quantities[line.id]
            if not line._cs_may_use(product):
                continue
            unit = piece.browse(facts[line.product_id.id].uom_id)
            pair = line._cs_quantity(rule, product, ratio, quantity, unit, piece)
            candidate = line._cs_candidate(
                rule, product, quantity, *pair, available[line.id, product.id], prices
            )
            if candidate:
                options[line.id].append(candidate)
        return {line_id: self._cs_best(found) for line_id, found in options.items()}

    def _cs_best(self, candidates):
        """Return the candidates by score, each product once."""
        ordered = sorted(
            candidates, key=lambda one: (-one.score.total, one.rule.rank, one.product.id)
        )
        return list({one.product.id: one for one in reversed(ordered)}.values())[::-1]

    def _cs_quantities_to_replace(self, demand, facts, supply, found=None):
        shortages = demand._cs_shortages(facts=facts, supply=supply)
        if found is not None:
            found.update(shortages)
            return {line.id: shortages[line.id].short for line in self if line.id in shortages}
        return {
            line.id: shortages[line.id].short or line.product_uom_qty
            for line in self
            if line.id in shortages
        }

    def _cs_may_use(self, product):
        """Return whether ``product`` may be sold on this line: the hard filters (hook)."""
        company = product.company_id
        return (
            product.active
            and product.sale_ok
            and product.is_storable
            and (not company or company == self.company_id)
            and product not in self._cs_replaced_products()
        )

    def _cs_replaced_products(self):
        """Return the product of this line and those that it stands in for already."""
        products, line = self.product_id, self.cs_replaces_line_id
        while line and line.product_id not in products:
            products |= line.product_id
            line = line.cs_replaces_line_id
        return products

    def _cs_rule_pairs(self, facts):
        """Return ``[(line, rule, substitute, ratio)]`` of the rules in force, none excluded."""
        if not self:
            return []
        rules = self.env["cs.substitution.rule"].sudo()
        rules = rules.search_fetch(
            rules._get_scope_domain(self.company_id, self.warehouse_id, fields.Date.today())
            & self._cs_source_domain(facts)
        )
        by_source = self._cs_rules_by_source(rules)
        pairs, excluded = [], set()
        for line in self:
            fact = facts[line.product_id.id]
            keys = [("product", line.product_id.id), ("template", fact.template_id)]
            keys += [("category", category_id) for category_id in fact.category_ids]
            for key in keys:
                for rule, product, ratio in by_source[key]:
                    if not rule._is_for(line):
                        continue
                    if rule.exclude:
                        excluded.add((line, product))
                    else:
                        pairs.append((line, rule, product, ratio))
        return [pair for pair in pairs if (pair[0], pair[2]) not in excluded]

    def _cs_source_domain(self, facts):
        product_ids = self.product_id.ids
        categories = {one for fact in facts.values() for one in fact.category_ids}
        return (
            Domain("product_id", "in", product_ids)
            | Domain("product_tmpl_id", "in", [fact.template_id for fact in facts.values()])
            | Domain("categ_id", "in", list(categories))
            | Domain("two_way", "=", True) & Domain("substitute_id", "in", product_ids)
        )

    def _cs_rules_by_source(self, rules):
        """Return ``{source: [(rule, substitute, ratio)]}``; two-way rules appear twice."""
        by_source = defaultdict(list)
        for rule in rules.with_env(self.env):
            forward = (rule, rule.substitute_id, rule.ratio)
            if rule.product_id:
                by_source["product", rule.product_id.id].append(forward)
            elif rule.product_tmpl_id:
                by_source["template", rule.product_tmpl_id.id].append(forward)
            else:
                by_source["category", rule.categ_id.id].append(forward)
            if rule.two_way:
                back = (rule, rule.product_id, 1.0 / rule.ratio)
                by_source["product", rule.substitute_id.id].append(back)
        return by_source

    def _cs_available(self, pairs, demand, facts, supply):
        """Return ``{(line id, product id): quantity}`` beside what the order asks for itself."""
        wanted = {product.id for _line, _rule, product, _ratio in pairs}
        own = demand.filtered(
            lambda line: line.product_id.id in wanted and line.state in ("draft", "sent")
        )
        forecasts = {}
        for (order, *place), demands in own._cs_queues(facts).items():
            forecast = supply[tuple(place)].copy()
            allocate(forecast, demands)
            forecasts[(order, *place)] = forecast
        promises = {line: line._cs_promise() for line in {pair[0] for pair in pairs}}
        return {
            (line.id, product.id): forecasts.get(
                (line.order_id, line.warehouse_id.id, product.id),
                supply[line.warehouse_id.id, product.id],
            ).available(promises[line])
            for line, _rule, product, _ratio in pairs
        }

    def _cs_pricelist_rules(self, products):
        """Return ``{order: pricelist rules}`` that may price ``products``: a query an order."""
        return {
            order: order.pricelist_id._get_applicable_rules(products, order.date_order)
            for order in (self.order_id if products else [])
        }

    def _cs_quantity(self, rule, product, ratio, replaced, unit, piece):
        """Return ``(unit, quantity)`` of ``product`` that replace ``replaced`` of this line.

        :param unit: of the line's product
        :param piece: the unit of what is sold whole
        """
        forward = product == rule.substitute_id
        uom = (forward and rule.uom_id) or product.uom_id
        wanted = self._cs_product_qty(replaced, unit)
        if not (forward and rule.uom_id):
            # Counted in the unit that the rule means: its own for the way back, else both
            # products are of one kind of unit (checked by the rule).
            counted = (not forward and rule.uom_id) or uom
            wanted = unit._compute_quantity(
                wanted, counted, round=False, raise_if_failure=False
            )
        whole = uom._has_common_reference(piece)
        return uom, pricing.replacement_quantity(wanted, ratio, whole)

    def _cs_candidate(self, rule, product, replaced, uom, quantity, available, prices):
        """Return the ``Candidate``, or None if stock or price policy refuse it."""
        in_stock = product.uom_id._compute_quantity(available, uom, round=False)
        if in_stock < quantity - EPSILON:
            return None
        own = self._cs_own_price(product, uom, quantity, prices[self.order_id])
        return self._cs_priced(rule, product, uom, replaced, quantity, in_stock, own)

    def _cs_priced(self, rule, product, uom, replaced, quantity, in_stock, own):
        """Return the ``Candidate`` at the price agreed, or None if it costs too much.

        The discount of the line is compared and kept: a salesperson's own discount holds for
        the substitute as well, one of the pricelist is already in the substitute's price.
        """
        kept = 0.0 if self.pricelist_item_id._show_discount() else self.discount
        promised = self.price_unit * (1 - self.discount / 100)
        offered = own * (1 - kept / 100)
        agreement = pricing.agreed_price(
            rule.price_policy, promised, offered, quantity / replaced, rule.max_uplift_percent
        )
        if not agreement:
            return None
        if agreement.promised:
            price, discount = self.price_unit * replaced / quantity, self.discount
        else:
            price, discount = own, kept
        agreed = price * (1 - discount / 100) * quantity
        return Candidate(
            self, rule, product, uom, replaced, quantity, in_stock, price, discount,
            self.currency_id.round(agreed - promised * replaced),
            ranking.score(
                rule.rank, quantity, in_stock, promised * replaced, agreed
            ),
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
        order = self.order_id
        taxes = candidate.product.taxes_id._filter_taxes_by_company(self.company_id)
        promised = self._cs_to_pay(
            self.tax_ids, self.product_id, self.price_unit, self.discount, candidate.replaced
        )
        agreed = self._cs_to_pay(
            order.fiscal_position_id.map_tax(taxes), candidate.product, candidate.price,
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
