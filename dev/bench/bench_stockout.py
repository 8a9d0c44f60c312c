"""Orders that are short: confirming, opening the form, finding shortages and substitutes."""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from dev.bench import measure  # noqa: E402
from dev.bench.side_by_side import compare  # noqa: E402
from dev.real_data.reader import InputError  # noqa: E402
from dev.real_data.session import boot, transaction  # noqa: E402

PRODUCTS, RULES = 20_000, 5_000
ORDER_LINES = 200
BATCH = 1000
CORE_FIELDS = (
    "virtual_available_at_date",
    "qty_available_today",
    "free_qty_today",
    "scheduled_date",
    "forecast_expected_date",
)


class Catalogue:
    """Many products and rules, and orders of 200 lines that are all short."""

    def __init__(self, registry, scale):
        self.registry = registry
        products = max(2 * ORDER_LINES, int(PRODUCTS * scale))
        rules = max(ORDER_LINES, int(RULES * scale))
        with transaction(registry) as env:
            ids = self._products(env, products)
        with transaction(registry) as env:
            self._rules(env, ids, rules)
        with transaction(registry) as env:
            self._stock(env, ids)
            self.same = self._order(env, ids, lambda number: 3).id
            self.different = self._order(env, ids, lambda number: number % 365 + 1).id
        with registry.cursor() as cr:
            cr.execute("ANALYZE stock_quant, product_product, cs_substitution_rule")

    def _products(self, env, count):
        ids = []
        for start in range(0, count, BATCH):
            ids += env["product.product"].create(
                [
                    {"name": f"Sản phẩm {number}", "is_storable": True, "list_price": 100,
                     "taxes_id": False}
                    for number in range(start, min(start + BATCH, count))
                ]
            ).ids
        return ids

    def _rules(self, env, ids, count):
        """Give the first products rules in turn: a product of the order has several."""
        half = len(ids) // 2
        values = [
            {
                "product_id": ids[number % half],
                "substitute_id": ids[half + (number * 7) % (len(ids) - half)],
                "rank": number // half + 1,
            }
            for number in range(count)
        ]
        for start in range(0, count, BATCH):
            env["cs.substitution.rule"].create(values[start : start + BATCH])

    def _stock(self, env, ids):
        warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
        half = len(ids) // 2
        env["stock.quant"].create(
            [
                {
                    "product_id": product_id,
                    "location_id": warehouse.lot_stock_id.id,
                    "quantity": 1 if place < half else 500,
                }
                for place, product_id in enumerate(ids)
            ]
        )

    def _order(self, env, ids, lead):
        partner = env["res.partner"].create({"name": "Chị Lan"})
        return env["sale.order"].create(
            {
                "partner_id": partner.id,
                "order_line": [
                    (0, 0, {"product_id": product_id, "product_uom_qty": 3,
                            "customer_lead": lead(number)})
                    for number, product_id in enumerate(ids[:ORDER_LINES])
                ],
            }
        )

    def measure(self, order_id, work):
        """Return (seconds, queries) of ``work(lines)`` on the open form of an order."""
        from odoo import SUPERUSER_ID
        from odoo.api import Environment

        with self.registry.cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {})
            lines = env["sale.order"].browse(order_id).order_line
            lines = lines.browse(lines.ids)
            # What the form has read already.
            lines.fetch(["product_id", "product_uom_qty", "customer_lead", "warehouse_id"])
            lines.order_id.currency_id.fetch(["rounding"])
            queries, started = cr.sql_log_count, time.perf_counter()
            work(lines)
            took, asked = time.perf_counter() - started, cr.sql_log_count - queries
            cr.rollback()
        return took, asked


def goals_when_short(work, _lines):
    """Return how many more queries, and how many times the time of bare Odoo."""
    return (10, 1.05) if work == "confirm" else (5, 1.15)


def find(catalogue):
    """Return the rows of detection and substitutes beside Odoo's availability fields."""
    queries = {}

    def run(name, order_id, work):
        took, queries[name] = catalogue.measure(order_id, work)
        return took

    works = {
        "core": (catalogue.same, lambda lines: lines.read(CORE_FIELDS)),
        "detection": (catalogue.different, lambda lines: lines._cs_shortages()),
        "substitutes": (catalogue.different, lambda lines: lines.cs_shortage()),
    }
    seconds = measure.interleaved(
        {name: (lambda name=name: run(name, *works[name])) for name in works}
    )
    median = measure.medians(seconds)
    title = f"{ORDER_LINES} lines, lead times all different"
    return [
        measure.Row("availability fields of Odoo, one lead time", median["core"] * 1000, "ms"),
        measure.at_most(
            f"shortages, {title}", median["detection"] / median["core"], 1.0, "x Odoo"
        ),
        measure.at_most(f"shortages, {title}: queries", queries["detection"], 6, "q"),
        measure.at_most(
            f"with substitutes, {title}", median["substitutes"] / median["core"], 1.0, "x Odoo"
        ),
        measure.at_most(f"with substitutes, {title}: queries", queries["substitutes"], 12, "q"),
    ], {f"find, {name}": values for name, values in seconds.items()}


def main():
    """Fill both databases, measure in turn, show."""
    options = measure.options(__doc__)
    if not options.bare:
        raise InputError("--bare names a database of the same add-ons without the suite.")
    rows, seconds = compare(options, "short", ("confirm", "form"), goals_when_short)
    print("shortages and substitutes", flush=True)
    more, taken = find(Catalogue(boot(options.config, options.database), options.scale))
    rows += more
    seconds.update(taken)
    measure.show("Stock-outs", rows)
    if options.json:
        measure.save(options.json, "stockout", options.scale, rows, seconds)


if __name__ == "__main__":
    try:
        main()
    except InputError as error:
        sys.exit(str(error))
