"""Random confirmed orders for the invariants of the swap, and how far their delivery is."""

from datetime import timedelta
from random import Random
from typing import NamedTuple

from hypothesis import strategies as st
from odoo import Command, fields

from .common import StockoutCommon

ORDERS = 60
STEPS = ("ship_only", "pick_ship", "pick_pack_ship")


class Example(NamedTuple):
    """What happens to one random order: how far its delivery is, what is chosen, taken back."""

    order: int
    stages: frozenset
    invoiced: float
    choices: tuple
    undo: bool


kinds = st.sampled_from(["substitute", "substitute", "cancel", "cancel", "split", "wait"])
stages = st.sampled_from(["printed", "rescheduled", "parted", "step", "gave_up", "picking"])
examples = st.builds(
    Example,
    st.integers(0, ORDERS - 1),
    st.frozensets(stages, max_size=2),
    st.sampled_from([0.0, 0.0, 0.0, 0.0, 0.0, 0.5, 1.0]),
    st.tuples(kinds, kinds),
    st.booleans(),
)


class RandomOrders(StockoutCommon):
    """A shop with three warehouses and sixty random orders, most of them short."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={"tracking_disable": True, "mail_notrack": True, "lang": "en_US"}
        )
        cls.random = Random(573744)
        cls.warehouses = [
            cls.env["stock.warehouse"].create(
                {"name": steps, "code": f"K{number}", "delivery_steps": steps}
            )
            for number, steps in enumerate(STEPS)
        ]
        cls.spare = cls._product("Hàng thay", 111.0, invoice_policy="order")
        for warehouse in cls.warehouses:
            cls._add_stock(cls.spare, 5000, warehouse)
        cls.sold = cls._make_products()
        cls.orders = cls._make_orders()
        cases = cls.orders.cs_stockout_case_ids
        cases._cs_make_options()
        cases.write({"state": "offered"})
        cls.env.flush_all()

    @classmethod
    def _make_products(cls):
        """Return products of every tax, price policy and ratio."""
        taxes = cls.env["account.tax"].create(
            [
                {"name": "VAT 8", "amount": 8},
                {"name": "VAT 10", "amount": 10, "price_include_override": "tax_included"},
            ]
        )
        kinds = [
            ("keep", 1), ("keep", 2), ("keep", 0.5), ("keep", 3), ("substitute", 1), ("lower", 1)
        ]
        products = cls.env["product.product"]
        for number, (policy, ratio) in enumerate(kinds):
            tax = [taxes.browse(), taxes[0], taxes[1]][number % 3]
            product = cls._product(
                f"Hàng {number}", 100.0 + 7 * number, taxes_id=[Command.set(tax.ids)],
                invoice_policy="order",
            )
            cls._rule(product, cls.spare, price_policy=policy, ratio=ratio)
            for warehouse in cls.warehouses:
                cls._add_stock(product, cls.random.randint(5, 60), warehouse)
            products |= product
        return products

    @classmethod
    def _make_orders(cls):
        """Return confirmed random orders that ask for more than there is."""
        dozen = cls.env.ref("uom.product_uom_dozen")
        random = cls.random
        # The first one is plain, for the tests of the net.
        orders = cls._order(
            (cls.sold[0], 90, {"discount": 5}), warehouse_id=cls.warehouses[0].id
        )
        for number in range(1, ORDERS):
            lines = []
            for product in random.sample(list(cls.sold), random.choice([1, 1, 2])):
                values = {"discount": random.choice([0, 0, 5, 12.5])}
                if random.random() < 0.3:
                    values["product_uom_id"] = dozen.id
                lines.append((product, random.randint(1, 9), values))
            orders |= cls._order(*lines, warehouse_id=cls.warehouses[number % 3].id)
        orders.action_confirm()
        return orders

    def setUp(self):
        super().setUp()
        # Talk is tested elsewhere; here it would take most of the time.
        thread = type(self.env["mail.thread"])
        for name in ("_message_log", "_message_log_batch", "message_post"):
            self.patch(thread, name, lambda *args, **kwargs: self.env["mail.message"])
        activity = type(self.env["mail.activity.mixin"])
        self.patch(activity, "activity_schedule", lambda *args, **kwargs: None)
        self.seen = {"done": 0, "noted": 0, "undone": 0, "kept": 0}

    def _advance(self, order, example):
        """Let the warehouse and the accountant do what ``example`` says they did."""
        stages = example.stages
        if "step" in stages or "gave_up" in stages:
            one_step = order.warehouse_id.delivery_steps == "ship_only"
            for picking in order.picking_ids.filtered(lambda one: one.move_ids.move_line_ids):
                picking.move_ids.picked = True
                picking.with_context(
                    cancel_backorder="gave_up" in stages and one_step
                )._action_done()
        moves = order.order_line.move_ids.filtered(lambda move: move._cs_is_open())
        if "parted" in stages:
            for move in moves.filtered(lambda one: one.product_qty > 1):
                moves |= move._cs_part(1)
        if "picking" in stages:
            # The goods are found after all and somebody takes them from the shelf.
            for move in moves:
                self._add_stock(move.product_id, move.product_qty, order.warehouse_id)
            moves._action_assign()
            moves.move_line_ids.picked = True
        if "rescheduled" in stages:
            moves.write({"date_deadline": fields.Datetime.now() + timedelta(days=40)})
        if "printed" in stages:
            order.picking_ids.printed = True
        if example.invoiced:
            invoice = order._create_invoices()
            for row in invoice.invoice_line_ids:
                row.quantity = row.product_uom_id.round(row.quantity * example.invoiced)
            invoice.action_post()
