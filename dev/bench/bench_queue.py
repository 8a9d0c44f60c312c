"""A receipt against the waiting queue: the fair order beside Odoo's own assignment."""

import sys
import time
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from dev.bench import measure  # noqa: E402
from dev.real_data.reader import InputError  # noqa: E402
from dev.real_data.session import boot, transaction  # noqa: E402

PRODUCTS, CASES = 500, 10_000
LINES_AN_ORDER = 10
BROUGHT = 2  # units of each product, of which each case waits for one
BATCH = 20  # orders confirmed in one transaction


class Queue:
    """A warehouse whose orders all wait, and a receipt of all that they wait for."""

    def __init__(self, registry, scale):
        self.registry = registry
        with transaction(registry) as env:
            count = max(2 * LINES_AN_ORDER, int(PRODUCTS * scale))
            self.product_ids = env["product.product"].create(
                [
                    {"name": f"Hàng chờ {number}", "is_storable": True, "list_price": 100,
                     "taxes_id": False}
                    for number in range(count)
                ]
            ).ids
            self.partner_id = env["res.partner"].create({"name": "Chị Lan"}).id
        self.waiting = 0

    def fill(self, cases):
        """Confirm orders until ``cases`` of them wait."""
        while self.waiting < cases:
            with transaction(self.registry) as env:
                orders = env["sale.order"].create([self._order() for _number in range(BATCH)])
                orders.action_confirm()
                found = len(orders.cs_stockout_case_ids)
                if found != BATCH * LINES_AN_ORDER:
                    raise InputError("Not every line of the orders is short.")
        with self.registry.cursor() as cr:
            cr.execute("ANALYZE stock_move, stock_quant, sale_order_line, cs_stockout_case")

    def _order(self):
        places = range(self.waiting, self.waiting + LINES_AN_ORDER)
        self.waiting += LINES_AN_ORDER
        return {
            "partner_id": self.partner_id,
            "order_line": [
                (0, 0, {"product_id": self.product_ids[place % len(self.product_ids)],
                        "product_uom_qty": 1})
                for place in places
            ],
        }

    def _bring(self, env):
        """Receive what the orders wait for, without serving anybody yet; return the moves."""
        warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
        places = {
            "location_id": env.ref("stock.stock_location_suppliers").id,
            "location_dest_id": warehouse.lot_stock_id.id,
        }
        receipt = env["stock.picking"].create(
            {
                "picking_type_id": warehouse.in_type_id.id,
                **places,
                "move_ids": [
                    (0, 0, {"product_id": product_id, "product_uom_qty": BROUGHT, **places})
                    for product_id in self.product_ids
                ],
            }
        )
        receipt.action_confirm()
        receipt.move_ids.picked = True
        with patch.object(type(receipt.move_ids), "_trigger_assign", lambda _moves: None):
            receipt._action_done()
        env.flush_all()
        env.invalidate_all()
        return receipt.move_ids

    def serve(self, fair):
        """Return (seconds, queries) of serving who waits, which is then taken back."""
        from odoo import SUPERUSER_ID
        from odoo.api import Environment

        with self.registry.cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            env.company.cs_stockout_fair_queue = fair
            moves = self._bring(env)
            queries, started = cr.sql_log_count, time.perf_counter()
            moves._trigger_assign()
            env.flush_all()
            took, asked = time.perf_counter() - started, cr.sql_log_count - queries
            self._check(cr)
            cr.rollback()
        return took, asked

    def _check(self, cr):
        cr.execute(
            "SELECT COALESCE(SUM(quantity), 0) FROM stock_move"
            " WHERE sale_line_id IS NOT NULL AND product_id IN %s",
            [tuple(self.product_ids)],
        )
        given = cr.fetchone()[0]
        if round(given) != BROUGHT * len(self.product_ids):
            raise InputError(f"{given} units were reserved, not what came in.")

    def close_cases(self):
        """Return (seconds, cases) of telling those whose goods are here."""
        with transaction(self.registry) as env:
            self._bring(env)._trigger_assign()
        with transaction(self.registry) as env:
            done = [("state", "=", "done"), ("product_id", "in", self.product_ids)]
            started = time.perf_counter()
            env["cs.stockout.case"]._cron_serve()
            env.flush_all()
            return time.perf_counter() - started, env["cs.stockout.case"].search_count(done)


def main():
    """Let orders wait, bring goods, measure both ways in turn, show."""
    options = measure.options(__doc__)
    queue = Queue(boot(options.config, options.database, ("cs_stockout",)), options.scale)
    products = len(queue.product_ids)
    cases = max(4 * BROUGHT * products, int(CASES * options.scale))
    queue.fill(cases // 4)
    _took, few = queue.serve(fair=True)
    queue.fill(cases)
    print(f"{queue.waiting:,} cases wait for {products} products", flush=True)
    queries = {}

    def run(name):
        took, queries[name] = queue.serve(fair=name == "fair")
        return took

    seconds = measure.interleaved({"core": lambda: run("core"), "fair": lambda: run("fair")})
    median = measure.medians(seconds)
    took, closed = queue.close_cases()
    title = f"{products} products against {queue.waiting:,} cases"
    rows = [
        measure.Row(f"{title}, assignment of Odoo", median["core"] * 1000, "ms"),
        measure.at_most(title, median["fair"] / median["core"], 2.0, "x Odoo"),
        measure.Row(f"{title}: queries", queries["fair"], "q", f"Odoo {queries['core']}"),
        measure.at_most("queries with four times the cases", queries["fair"] / few, 1.1, "x"),
        measure.Row("served cases closed", closed / took, "/s"),
    ]
    measure.show("Waiting queue", rows)
    if options.json:
        measure.save(options.json, "queue", options.scale, rows, seconds)


if __name__ == "__main__":
    try:
        main()
    except InputError as error:
        sys.exit(str(error))
