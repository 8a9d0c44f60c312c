from collections import defaultdict
from typing import Any, NamedTuple

from odoo import fields, models
from odoo.fields import Domain

from ..tools import ranking
from ..tools.allocation import EPSILON, allocate
from ..tools.chain import Step, walk

# What a search looks at of every line; the form of an order has read it already.
_READ = (
    "order_id", "company_id", "state", "display_type", "is_downpayment", "is_expense", "sequence",
    "product_id", "product_uom_id", "product_uom_qty", "price_unit", "discount", "customer_lead",
    "cs_promise_date", "cs_replaces_line_id", "currency_id",
)


class Candidate(NamedTuple):
    """One product that may stand in for the short part of one line.

    ``rule`` is the one that a manager must agree to, where there is one, else the last.
    ``between`` are the products of a chain that are short as well.
    """

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
    rank: int
    rules: tuple
    between: tuple
    known: Any


class Search:
    """What a search for substitutes has read: all of it before the first line is looked at."""

    def __init__(self, lines, demand, facts):
        self.demand, self.facts = demand, facts
        self.by_source = lines._cs_rules_by_source(lines._cs_rules(facts))
        reached = {step.product.id for steps in self.by_source.values() for step in steps}
        self.products = lines.env["product.product"].browse(sorted(reached & facts.keys()))
        stocked = self.products | demand._cs_stocked_products(facts)
        self.supply = stocked._cs_supply(lines.warehouse_id)
        self.forecasts = lines._cs_forecasts(demand, self.products, facts, self.supply)
        self._lines, self._prices, self._units = lines, {}, {}
        self._read_products()
        self.known = lines._cs_known(self.products)
        piece_id = lines.env["ir.model.data"]._xmlid_to_res_id("uom.product_uom_unit")
        self.piece = lines.env["uom.uom"].browse(piece_id)
        self.refused = defaultdict(dict)
        self._mixes_taxes = None

    def _read_products(self):
        """Read what the hard filters and the names need, not the whole catalogue's columns."""
        products = self.products.sudo()
        products.fetch(["active", "product_tmpl_id", "default_code"])
        products.product_tmpl_id.fetch(["name", "sale_ok", "is_storable", "company_id"])

    def unit(self, product):
        """Return the unit in which ``product`` is counted."""
        return self.piece.browse(self.facts[product.id].uom_id)

    def convertible(self, one, other):
        """Return whether quantities of one unit can be told in another."""
        key = (one.id, other.id)
        if key not in self._units:
            self._units[key] = one._has_common_reference(other)
        return self._units[key]

    def prices(self, order):
        """Return the pricelist rules that may price the substitutes for an order."""
        if order not in self._prices:
            self._prices[order] = order.pricelist_id._get_applicable_rules(
                self.products, order.date_order
            )
        return self._prices[order]

    def to_price_of(self, line, product, price):
        """Return a price of the line as one of ``product``, whose taxes may be in it or not."""
        return line._cs_to_price_of(product, price) if self._mixed() else price

    def from_price_of(self, line, product, price):
        """Return a price of ``product`` as one of the line."""
        return line._cs_from_price_of(product, price) if self._mixed() else price

    def _mixed(self):
        if self._mixes_taxes is None:
            self._mixes_taxes = self._lines._cs_mixes_taxes()
        return self._mixes_taxes


class SaleOrderLine(models.Model):
    """The search for substitutes: rules and hard filters, chains included."""

    _inherit = "sale.order.line"

    def _cs_candidates(self, quantities=None, found=None, refused=None):
        """Return ``{line id: [Candidate]}``, best first, in a number of queries that is flat.

        :param dict quantities: ``{line id: quantity to replace}`` in the lines' units; by
            default the missing part of a short line, else the whole line
        :param dict found: filled with ``{line id: Shortage}`` of the orders; only what is short
            is replaced then
        :param dict refused: filled with ``{line id: {product: why it is not offered}}``
        """
        lines = self.order_id.order_line
        lines._origin.fetch(_READ)
        demand = lines.filtered(lambda line: line._cs_is_counted())
        products = (demand | self).product_id
        search = Search(self, demand, products._cs_facts(self.company_id, reach=True))
        if quantities is None:
            quantities = self._cs_quantities_to_replace(
                demand, search.facts, search.supply, found
            )
        options = {}
        for line in self:
            quantity = quantities.get(line.id, 0.0)
            if quantity > EPSILON:
                options[line.id] = self._cs_best(line._cs_found(search, quantity))
        if refused is not None:
            refused.update(search.refused)
        return options

    def _cs_found(self, search, quantity):
        """Return the candidates for ``quantity`` of this line; where one is short, look behind."""
        candidates, refused = [], search.refused[self.id]
        promise, replaced = self._cs_promise(), self._cs_replaced_products()
        ordered = self.product_id
        own_steps, never = self._cs_steps(search, ordered)

        def steps(product):
            if product == ordered:
                return own_steps
            found, excluded = self._cs_steps(search, product)
            return [step for step in found if step.product not in excluded]

        def visit(way):
            product = way[-1].product
            if product in never or product in replaced:
                refused.setdefault(product, "excluded" if product in never else "replaced")
                return False
            if not self._cs_may_use(product):
                refused.setdefault(product, "product")
                return True
            candidate, reason = self._cs_judge(search, way, quantity, promise)
            if candidate:
                candidates.append(candidate)
            else:
                refused.setdefault(product, reason)
            return reason == "stock"

        walk(ordered, steps, visit)
        for candidate in candidates:
            refused.pop(candidate.product, None)
        return candidates

    def _cs_steps(self, search, product):
        """Return ``([Step], products never offered)`` of the rules for a product on this line."""
        fact = search.facts[product.id]
        keys = [("product", product.id), ("template", fact.template_id)]
        keys += [("category", category_id) for category_id in fact.category_ids]
        steps, never = [], self.env["product.product"]
        for key in keys:
            for step in search.by_source.get(key, ()):
                if not step.rule._is_for(self):
                    continue
                if step.rule.exclude:
                    never |= step.product
                else:
                    steps.append(step)
        return steps, never

    def _cs_judge(self, search, way, replaced, promise):
        """Return ``(Candidate, None)`` for what stands at the end of ``way``, or (None, why)."""
        amounts = self._cs_amounts(search, way, replaced)
        if not amounts:
            return None, "unit"
        product, (uom, quantity) = way[-1].product, amounts[-1]
        key = (self.warehouse_id.id, product.id)
        forecast = search.forecasts.get((self.order_id, *key)) or search.supply[key]
        available, own = forecast.available(promise), search.unit(product)
        if own != uom:
            available = own._compute_quantity(available, uom, round=False)
        if available < quantity - EPSILON:
            return None, "stock"
        candidate = self._cs_priced(search, way, amounts, replaced, available)
        return candidate, None if candidate else "price"

    def _cs_best(self, candidates):
        """Return the candidates by score, each product once."""
        ordered = sorted(candidates, key=lambda one: (-one.score.total, one.rank, one.product.id))
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
        product = product.sudo()
        template = product.product_tmpl_id
        company = template.company_id
        return (
            product.active
            and template.sale_ok
            and template.is_storable
            and (not company or company == self.company_id)
        )

    def _cs_replaced_products(self):
        """Return the product of this line and those that it stands in for already."""
        products, line = self.product_id, self.cs_replaces_line_id
        while line and line.product_id not in products:
            products |= line.product_id
            line = line.cs_replaces_line_id
        return products

    # -- rules -----------------------------------------------------------------------------

    def _cs_rules(self, facts):
        """Return the rules in force for any of the products in ``facts``."""
        rules = self.env["cs.substitution.rule"].sudo()
        if not self:
            return rules
        return rules.search_fetch(
            rules._get_scope_domain(self.company_id, self.warehouse_id, fields.Date.today())
            & self._cs_source_domain(facts)
        )

    def _cs_source_domain(self, facts):
        product_ids = list(facts)
        categories = {one for fact in facts.values() for one in fact.category_ids}
        return (
            Domain("product_id", "in", product_ids)
            | Domain("product_tmpl_id", "in", [fact.template_id for fact in facts.values()])
            | Domain("categ_id", "in", list(categories))
            | Domain("two_way", "=", True) & Domain("substitute_id", "in", product_ids)
        )

    def _cs_rules_by_source(self, rules):
        """Return ``{source: [Step]}``; two-way rules appear twice."""
        by_source = defaultdict(list)
        for rule in rules.with_env(self.env):
            step = Step(rule, rule.substitute_id, rule.ratio)
            if rule.product_id:
                by_source["product", rule.product_id.id].append(step)
            elif rule.product_tmpl_id:
                by_source["template", rule.product_tmpl_id.id].append(step)
            else:
                by_source["category", rule.categ_id.id].append(step)
            if rule.two_way:
                back = Step(rule, rule.product_id, 1.0 / rule.ratio)
                by_source["product", rule.substitute_id.id].append(back)
        return by_source

    # -- stock -----------------------------------------------------------------------------

    def _cs_forecasts(self, demand, products, facts, supply):
        """Return ``{(order, warehouse id, product id): Forecast}`` less what orders ask for."""
        wanted = set(products.ids)
        own = demand.filtered(
            lambda line: line.product_id.id in wanted and line.state in ("draft", "sent")
        )
        forecasts = {}
        for (order, *place), demands in own._cs_queues(facts).items():
            forecast = supply[tuple(place)].copy()
            allocate(forecast, demands)
            forecasts[(order, *place)] = forecast
        return forecasts
