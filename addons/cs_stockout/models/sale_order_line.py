from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.allocation import Demand, Shortage, allocate, combine

_FROZEN = {"cs_demand_qty", "cs_promise_date"}


class SaleOrderLine(models.Model):
    """Detection: what a line will be short of, and what was promised."""

    _inherit = "sale.order.line"

    cs_demand_qty = fields.Float(
        string="Promised Quantity",
        digits="Product Unit",
        readonly=True,
        copy=False,
        help="As ordered at confirmation. Later changes of the order do not change it.",
        prefetch=False,
    )
    cs_promise_date = fields.Datetime(
        string="Promised Date",
        readonly=True,
        copy=False,
        help="At confirmation: the delivery date, else order date plus lead time.",
    )
    # No digits: ten pieces of a dozen must stay ten pieces.
    cs_short_qty = fields.Float(
        string="Short",
        compute="_compute_cs_short_qty",
        min_display_digits="Product Unit",
        help="What stock and receipts will not cover on the promised date.",
    )
    cs_replaces_line_id = fields.Many2one(
        comodel_name="sale.order.line",
        string="Replaces",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The line of the product that this one stands in for.",
    )
    cs_price_agreed = fields.Boolean(
        compute="_compute_cs_price_agreed",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="The price was agreed for a substitute: quantity and pricelist no longer move it.",
    )
    cs_stockout_case_ids = fields.One2many("cs.stockout.case", "sale_line_id", readonly=True)

    @api.depends(
        "state",
        "product_id",
        "product_uom_id",
        "product_uom_qty",
        "customer_lead",
        "warehouse_id",
        "route_ids",
        "order_id.commitment_date",
        "order_id.order_line.product_id",
        "order_id.order_line.product_uom_qty",
        "cs_stockout_case_ids.state",
    )
    def _compute_cs_short_qty(self):
        quoted = self.filtered(lambda line: line.state in ("draft", "sent"))
        found = quoted.order_id.order_line._cs_shortages(known=True) if quoted else {}
        short = {line_id: shortage.short for line_id, shortage in found.items()}
        confirmed = (self - quoted).filtered(lambda line: line.state == "sale")
        missing = confirmed._origin._cs_open_case_quantities()
        short.update((line.id, missing.get(line._origin, 0.0)) for line in confirmed)
        # Written by quantity: most lines of most orders are short of nothing.
        for quantity, lines in self.grouped(lambda line: short.get(line.id, 0.0)).items():
            lines.cs_short_qty = quantity

    @api.depends("product_id")
    def _compute_cs_price_agreed(self):
        # Another product was chosen: what was agreed no longer holds.
        self.cs_price_agreed = False

    def _compute_price_unit(self):
        return super(SaleOrderLine, self._cs_price_free())._compute_price_unit()

    def _compute_discount(self):
        return super(SaleOrderLine, self._cs_price_free())._compute_discount()

    def _cs_price_free(self):
        return self.filtered(lambda line: not line.cs_price_agreed)

    def write(self, vals):
        if not self.env.su and not _FROZEN.isdisjoint(vals):
            raise UserError(
                self.env._("The promised quantity and date are frozen when an order is confirmed.")
            )
        return super().write(vals)

    def action_cs_case(self):
        """Open the stock-out case of a confirmed line, the open one before closed ones.

        :returns: the action
        """
        self.ensure_one()
        self.check_access("read")
        cases = self.cs_stockout_case_ids.sorted(
            lambda case: (case.state not in case._OPEN_STATES, -case.id)
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_stockout.cs_stockout_case_action"
        )
        action.update(res_id=cases[:1].id, views=[(False, "form")], context={})
        return action

    def _cs_open_case_quantities(self):
        """Return ``{line: short quantity}`` of confirmed lines with an open case."""
        if not self:
            return {}
        case = self.env["cs.stockout.case"].sudo()
        groups = case._read_group(
            [("sale_line_id", "in", self.ids), ("state", "in", case._OPEN_STATES)],
            ["sale_line_id"],
            ["missing_qty:sum"],
        )
        short = {line.id: quantity for line, quantity in groups}
        return {line: short[line.id] for line in self if line.id in short}

    def _cs_is_counted(self):
        """Return whether this line asks for goods from stock (hook)."""
        self.ensure_one()
        return bool(
            self.product_id
            and not self.display_type
            and not self.is_downpayment
            and not self.is_expense
            and self.product_uom_qty > 0
            and self.warehouse_id
        )

    def _cs_shortages(self, one_queue=False, known=False, facts=None, supply=None):
        """Return ``{line id: Shortage}``, quantities in the unit of each line.

        Lines that do not come from stock are left out. Earlier lines are served first; each
        order is looked at by itself, because quotations hold nothing.

        :param bool one_queue: all orders ask at the same time, as when several are confirmed
        :param bool known: Odoo reads the products in any case, as in a form
        :param dict facts: of ``_cs_facts``, where the caller has them and these lines are counted
        :param dict supply: of ``_cs_supply``, where the caller has it
        """
        lines = self
        if facts is None:
            lines = self.filtered(lambda line: line._cs_is_counted())
            products = lines.product_id._origin
            read = products._cs_known_facts if known else products._cs_facts
            facts = read(lines.company_id)
        lines = lines.filtered(lambda line: facts[line.product_id._origin.id].counted)
        lines = (lines - lines._cs_lines_on_demand())._cs_in_sequence()
        if supply is None:
            stocked = lines._cs_stocked_products(facts)
            supply = stocked._cs_supply(lines.warehouse_id._origin)
        found = {}
        for (_queue, *place), demands in lines._cs_queues(facts, one_queue).items():
            for key, shortage in allocate(supply[tuple(place)].copy(), demands).items():
                found[key, place[1]] = shortage
        return {line.id: line._cs_whole(found, facts) for line in lines}

    def _cs_stocked_products(self, facts):
        """Return the products whose stock serves these lines: of a kit, its components."""
        ids = {
            part_id
            for product_id in self.product_id._origin._ids
            for part_id, _each in facts[product_id].parts or ((product_id, 1.0),)
        }
        return self.env["product.product"].browse(ids)

    def _cs_whole(self, found, facts):
        """Return the ``Shortage`` of this line, in its own unit."""
        product_id = self.product_id._origin.id
        fact = facts[product_id]
        own = self.product_uom_id
        unit = own.browse(fact.uom_id)
        if fact.parts:
            parts = [(found[self.id, part_id], each) for part_id, each in fact.parts]
            shortage = combine(parts, self._cs_product_qty(unit=unit))
        else:
            shortage = found[self.id, product_id]
        return shortage if own.id == unit.id else self._cs_in_own_unit(shortage, unit)

    def _cs_in_sequence(self):
        """Return these lines order by order, each in the sequence that its user sees."""
        if len(self.order_id) == 1:
            return self.sorted("sequence")
        return self.browse().concat(
            *(lines.sorted("sequence") for lines in self.grouped("order_id").values())
        )

    def _cs_queues(self, facts, one_queue=False):
        """Return ``{(queue, warehouse id, product id): [Demand]}`` in the products' units."""
        queues, units = defaultdict(list), self.env["uom.uom"]
        for line in self:
            queue = (one_queue or line.order_id, line.warehouse_id._origin.id)
            product_id = line.product_id._origin.id
            fact, promise = facts[product_id], line._cs_promise()
            quantity = line._cs_product_qty(unit=units.browse(fact.uom_id))
            for part_id, each in fact.parts or ((product_id, 1.0),):
                queues[(*queue, part_id)].append(Demand(line.id, promise, quantity * each))
        return queues

    def _cs_lines_on_demand(self):
        """Return the lines whose own routes get the goods for this order only."""
        on_demand = self.env["stock.route"]._cs_on_demand(tuple(sorted(self.company_id.ids)))
        if not on_demand:
            return self.browse()
        return self.filtered(lambda line: not on_demand.isdisjoint(line.route_ids.ids))

    def _cs_promise(self):
        """Return when the line is promised for: delivery date, or lead time.

        Never before the frozen date; but a quotation that was opened again promises anew.
        """
        self.ensure_one()
        date = self.order_id.commitment_date or self._expected_date()
        if not self.cs_promise_date or self.state in ("draft", "sent"):
            return date
        return max(date, self.cs_promise_date)

    def _cs_product_qty(self, quantity=None, unit=None):
        """Return ``quantity`` of the line (by default all of it) in the product's unit."""
        quantity = self.product_uom_qty if quantity is None else quantity
        unit, own = unit or self.product_id.uom_id, self.product_uom_id
        if own.id == unit.id:
            return quantity
        return own._compute_quantity(quantity, unit, rounding_method="HALF-UP")

    def _cs_in_own_unit(self, shortage, unit):
        """Return ``shortage``, told in ``unit``, in the line's own unit, not rounded."""
        own = self.product_uom_id

        def convert(quantity):
            return unit._compute_quantity(quantity, own, round=False)

        return Shortage(
            convert(shortage.short),
            convert(shortage.available),
            shortage.next_date,
            convert(shortage.next_quantity),
            shortage.full_date,
        )
