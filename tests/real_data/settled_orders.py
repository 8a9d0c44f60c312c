"""Confirm a file's orders, ask the customers, and serve them to the end; a process of its own.

The clock is that of the file: orders are confirmed at their moments in November 2011, customers
answer or let the time pass, goods come in rounds, what is reserved leaves. It prints one JSON
object: what the service level says of each line and of all, and what is left open.
"""

import argparse
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from freezegun import freeze_time  # noqa: E402

from dev.real_data import company as companies  # noqa: E402
from dev.real_data import dataset, reader, sale_orders, session  # noqa: E402
from tests.real_data import settled_count as plan  # noqa: E402
from tests.real_data.short_orders import create_customers  # noqa: E402

LINE_FIGURES = (
    "demand_qty", "first_time_qty", "delivered_qty", "on_time_qty", "substituted_qty",
    "lost_qty", "lost_amount", "in_full", "on_time", "otif", "filled", "cycle_days", "due",
)


class Shop:
    """The company of the file, its clock, and what people and goods do to it."""

    def __init__(self, env, company, orders, clock):
        self.env, self.company, self.orders, self.clock = env, company, orders, clock
        self.cases = env["cs.stockout.case"]
        self.warehouse = companies.warehouse(env, company)
        self.products = sale_orders.product_ids(env, company)
        self.records, self.statuses = {}, {}

    def run_jobs(self):
        """Do what Odoo's jobs do after a transaction."""
        pending = self.env["cs.stockout.pending"]
        while pending.search_count([]):
            pending._cron_review()
        while self.cases.search_count([("state", "=", "open"), ("option_ids", "=", False)]):
            self.cases._cron_prepare()
        self.cases._cron_serve()

    def confirm(self, partners):
        """Confirm the orders in turn, each at its own moment."""
        dates = plan.promises(self.orders)
        values = [
            {
                **sale_orders._order_values(order, self.company, partners, self.products),
                "commitment_date": dates[order.number],
            }
            for order in self.orders
        ]
        created = self.env["sale.order"].create(values)
        for order, record in zip(self.orders, created, strict=True):
            self.clock.move_to(order.moment)
            record.action_confirm()
            self.records[order.number] = record
            self.env.flush_all()
        self.places = {
            line.id: (order.number, place)
            for order in self.orders
            for place, line in enumerate(self.records[order.number].order_line)
        }

    def make_rules(self):
        self.env["cs.substitution.rule"].create(
            [
                {
                    "product_id": self.products[code],
                    "substitute_id": self.products[rule.substitute],
                    "ratio": rule.ratio,
                    "price_policy": rule.policy,
                    "company_id": self.company.id,
                }
                for code, rule in plan.rules(self.orders).items()
            ]
        )

    def find_stock(self):
        """Count the shelves of what may stand in for others: there is plenty."""
        self.clock.move_to(plan.FOUND)
        quants = self.env["stock.quant"].with_context(inventory_mode=True)
        for code in plan.substitutes(self.orders):
            product = self.env["product.product"].browse(self.products[code])
            quants |= quants.create(
                {
                    "product_id": product.id,
                    "location_id": self.warehouse.lot_stock_id.id,
                    "inventory_quantity": product.qty_available + plan.PLENTY,
                }
            )
        quants.action_apply_inventory()
        self.run_jobs()

    def leave(self, moment, wanted=lambda _number: True):
        """Deliver what is reserved; the rest stays in a backorder."""
        self.clock.move_to(moment)
        for number, record in self.records.items():
            for picking in record.picking_ids if wanted(number) else ():
                moves = picking.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
                if any(move.quantity for move in moves):
                    picking.with_context(skip_backorder=True).button_validate()
            self.env.flush_all()
        self.run_jobs()

    def ask(self):
        """Offer every case; what happens without an answer is agreed before."""
        self.clock.move_to(plan.ASKED)
        cases = self.cases.search([("state", "=", "open")])
        for case in cases:
            case.default_choice = plan.decide(*self.places[case.sale_line_id.id]).default
        cases.action_offer()
        self.env.flush_all()
        return cases

    def answer(self, cases):
        """Choose for those who say something."""
        self.clock.move_to(plan.ANSWERED)
        rules = plan.rules(self.orders)
        codes = {product_id: code for code, product_id in self.products.items()}
        asked = set()
        for case in cases.sorted(lambda case: self.places[case.sale_line_id.id]):
            place = self.places[case.sale_line_id.id]
            product = (case.order_id, case.product_id)
            decision = plan.decide(*place)
            kind = plan.effective(
                decision,
                codes[case.product_id.id] in rules,
                "split" in case.option_ids.mapped("kind"),
                product in asked,
            )
            asked.add(product)
            if kind == "silence":
                continue
            option = case.option_ids.filtered(lambda option, kind=kind: option.kind == kind)[:1]
            if decision.by == "salesperson":
                status = case.cs_choose(kind, option.id, note="By phone.")["status"]
            else:
                status = case._cs_choose(kind, option.id, by="customer")[0]
            self.statuses[f"{kind} {status}"] = self.statuses.get(f"{kind} {status}", 0) + 1
            self.env.flush_all()
        self.run_jobs()

    def let_time_pass(self):
        self.clock.move_to(plan.OVER)
        while self.cases.search_count([("state", "=", "offered")]):
            self.cases._cron_deadline()
        self.run_jobs()

    def receive(self, moment, round_number):
        """Receive a part of what is still waited for, and deliver what that allows."""
        self.clock.move_to(moment)
        waiting = {}
        for move in self.env["stock.move"].search(
            [
                ("company_id", "=", self.company.id),
                ("picking_code", "=", "outgoing"),
                ("state", "in", ("confirmed", "partially_available")),
            ]
        ):
            missing = move.product_uom_qty - move.quantity
            waiting[move.product_id] = waiting.get(move.product_id, 0) + round(missing)
        kind = self.warehouse.in_type_id
        parts = {
            product: plan.part_received(units, round_number) for product, units in waiting.items()
        }
        receipt = self.env["stock.picking"].create(
            {
                "picking_type_id": kind.id,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
                "move_ids": [
                    (0, 0, {
                        "product_id": product.id,
                        "product_uom_qty": units,
                        "location_id": self.env.ref("stock.stock_location_suppliers").id,
                        "location_dest_id": self.warehouse.lot_stock_id.id,
                    })
                    for product, units in parts.items()
                    if units
                ],
            }
        )
        receipt.action_confirm()
        receipt.button_validate()
        self.run_jobs()
        self.leave(moment + plan.ON_THE_ROAD)

    def report(self):
        """Return what the service level says, and what is left."""
        self.clock.move_to(plan.READ)
        self.env.invalidate_all()
        here = [("company_id", "=", self.company.id)]
        service = self.env["cs.service.line"]
        codes = {product_id: code for code, product_id in self.products.items()}
        left = self.env["stock.quant"]._read_group(
            [*here, ("location_id.usage", "=", "internal")],
            ["product_id"], ["quantity:sum", "reserved_quantity:sum"],
        )
        states = self.cases._read_group(here, ["state", "choice"], ["__count"])
        moves = self.env["stock.move"]
        return {
            "lines": [
                [*self.places[row["id"]], {name: row[name] for name in LINE_FIGURES}]
                for row in service.search_read([*here], LINE_FIGURES, order="id")
            ],
            "measures": service.cs_measures(domain=here),
            "values": {number: order.amount_untaxed for number, order in self.records.items()},
            "left": {
                codes[product.id]: [units, reserved] for product, units, reserved in left
            },
            "cases": [[state, choice or "", count] for state, choice, count in states],
            "open moves": moves.search_count(
                [*here, ("state", "not in", ("done", "cancel"))]
            ),
            "returns": moves.search_count([*here, ("location_id.usage", "=", "customer")]),
            "todos": self.env["mail.activity"].search(
                [("res_model", "=", "cs.stockout.case"), ("note", "ilike", "could not be done")]
            ).mapped("note"),
            "statuses": self.statuses,
        }


def main():
    """Play it all, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--config", "--database", "--source"):
        parser.add_argument(name, required=True)
    parser.add_argument("--orders", type=int, help="only so many of the first orders")
    options = parser.parse_args()
    data = dataset.collect(reader.read_lines(reader.find_file(options.source)))
    orders = data.orders[: options.orders]
    registry = session.boot(options.config, options.database)
    with session.transaction(registry) as env:
        company_id = companies.ensure_company(env).id
    with session.transaction(registry, company_id) as env:
        company = env["res.company"].browse(company_id)
        company.partner_id.tz = plan.ZONE
        partners = create_customers(env, company, orders)
        sale_orders.ensure_products(env, company, orders)
    # A customer of the shop is not asked by mail: the file knows no addresses.
    with (
        freeze_time(orders[0].moment) as clock,
        session.transaction(registry, company_id) as env,
    ):
        shop = Shop(env, env["res.company"].browse(company_id), orders, clock)
        steps = {}  # the clock stands still, the system's does not

        def step(name, work):
            started = os.times().elapsed
            result = work()
            env.flush_all()
            env.cr.commit()
            steps[name] = round(os.times().elapsed - started, 1)
            print(name, steps[name], file=sys.stderr, flush=True)
            return result

        step("confirm", lambda: shop.confirm(partners))
        step("rules", shop.make_rules)
        step("count", shop.find_stock)
        step("early", lambda: shop.leave(plan.EARLY, plan.is_early))
        cases = step("offer", shop.ask)
        step("answer", lambda: shop.answer(cases))
        step("deadline", shop.let_time_pass)
        step("leave", lambda: shop.leave(plan.LEAVE))
        for round_number, moment in enumerate(plan.RECEIPTS):
            step(f"receipt {round_number}", lambda m=moment, n=round_number: shop.receive(m, n))
        answer = step("report", shop.report)
    print("ANSWER" + json.dumps({**answer, "offered": len(cases), "seconds": steps}))


if __name__ == "__main__":
    main()
