"""OTIF and fill rate by month beside plain SQL of the same figures, and the nightly outlook."""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from dev.bench import measure, seed  # noqa: E402
from dev.real_data.reader import InputError  # noqa: E402
from dev.real_data.session import boot, transaction  # noqa: E402

LINES, LINES_AN_ORDER = 2_500_000, 5
PRODUCTS = 1000
MODULES = ("cs_stockout",)
TABLES = ("sale_order", "sale_order_line", "stock_move", "stock_quant")
FIGURES = ("otif:avg", "unit_fill:avg", "unit_filled:avg", "first_time:avg", "__count")
# One shelf for all: what the bench measures is lines, not shelves.
ON_HAND = 50

# By hand, as somebody would who knows that no case and no change was ever made: every line is
# covered at confirmation, and a line counts once its promised day is over or it was delivered.
PLAIN = """
    SELECT date_trunc('month', promised AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s) AS month,
           AVG((on_time >= demand)::int) FILTER (WHERE settled),
           SUM(demand) / SUM(demand),
           SUM(LEAST(delivered, demand)) FILTER (WHERE settled)
           / SUM(demand) FILTER (WHERE settled),
           1.0, COUNT(*)
      FROM (
        SELECT *, delivered >= demand OR promise_end <= %(now)s AS settled
          FROM (
            SELECT l.cs_promise_date AS promised, l.cs_demand_qty AS demand,
                   COALESCE(done.delivered, 0) AS delivered,
                   COALESCE(done.on_time, 0) AS on_time,
                   (date_trunc('day', l.cs_promise_date AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)
                    + interval '1 day') AT TIME ZONE %(tz)s AT TIME ZONE 'UTC' AS promise_end
              FROM sale_order_line l
              JOIN sale_order o ON o.id = l.order_id AND o.state = 'sale'
         LEFT JOIN (
                SELECT m.sale_line_id, SUM(m.quantity) AS delivered,
                       SUM(m.quantity) FILTER (WHERE m.date <
                           (date_trunc('day', l.cs_promise_date AT TIME ZONE 'UTC'
                                              AT TIME ZONE %(tz)s)
                            + interval '1 day') AT TIME ZONE %(tz)s AT TIME ZONE 'UTC')
                       AS on_time
                  FROM stock_move m
                  JOIN sale_order_line l ON l.id = m.sale_line_id
                  JOIN stock_location target
                    ON target.id = m.location_dest_id AND target.usage = 'customer'
                 WHERE m.state = 'done'
                 GROUP BY m.sale_line_id) done ON done.sale_line_id = l.id
             WHERE l.company_id = %(company)s AND l.cs_promise_date IS NOT NULL
               AND l.cs_demand_qty > 0) line) line
     GROUP BY 1 ORDER BY 1
"""


def main():
    """Seed, measure, show."""
    options = measure.options(__doc__)
    registry = boot(options.config, options.database, MODULES)
    count = max(10_000, int(LINES * options.scale))
    with transaction(registry) as env:
        _seed(env, count)
    with transaction(registry) as env:
        seed.settle(env.cr, TABLES)
    print(f"{count:,} promised lines seeded", flush=True)
    with transaction(registry) as env:
        rows, seconds = _figures(env, count)
    with transaction(registry) as env:
        rows += _outlook(env)
    measure.show("Service level", rows)
    if options.json:
        measure.save(options.json, "service", options.scale, rows, seconds)


def _seed(env, count):
    """Insert orders of three years with their lines, each delivered, late, in part, or not."""
    products = env["product.product"].create(
        [
            {"name": f"Hàng {number}", "is_storable": True, "taxes_id": False}
            for number in range(PRODUCTS)
        ]
    )
    company = env.company
    warehouse = env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
    env["stock.quant"].create(
        [
            {"product_id": product.id, "location_id": warehouse.lot_stock_id.id,
             "quantity": ON_HAND}
            for product in products
        ]
    )
    first, last = seed.partners(env.cr, max(100, count // 50))
    env.flush_all()
    values = {
        "company": company.id,
        "currency": company.currency_id.id,
        "warehouse": warehouse.id,
        "shelf": warehouse.lot_stock_id.id,
        "customer": env.ref("stock.stock_location_customers").id,
        "unit": env.ref("uom.product_uom_unit").id,
        "products": products.ids,
        "number": PRODUCTS,
        "orders": count // LINES_AN_ORDER,
        "each": LINES_AN_ORDER,
        "first": first,
        "last": last,
        "days": seed.DAYS,
        "mark": seed.MARK,
    }
    env.cr.execute("SELECT setseed(0.42)")
    for statement in (_ORDERS, _ORDER_LINES, _MOVES):
        env.cr.execute(statement, values)


_ORDERS = """
    INSERT INTO sale_order (
           name, client_order_ref, company_id, currency_id, currency_rate, partner_id,
           partner_invoice_id, partner_shipping_id, date_order, state, picking_policy,
           warehouse_id, create_date, write_date)
    SELECT 'B' || n, %(mark)s, %(company)s, %(currency)s, 1, customer, customer, customer, day,
           'sale', 'direct', %(warehouse)s, day, day
      FROM (SELECT n,
                   %(first)s + floor(random() * (%(last)s - %(first)s + 1))::integer AS customer,
                   (now() AT TIME ZONE 'UTC') - random() * %(days)s * interval '1 day' AS day
              FROM generate_series(1, %(orders)s) n) made
"""
_ORDER_LINES = """
    INSERT INTO sale_order_line (
           order_id, company_id, order_partner_id, state, name, product_id, product_uom_id,
           product_uom_qty, qty_delivered, price_unit, price_reduce_taxexcl, customer_lead,
           cs_demand_qty, cs_promise_date, create_date, write_date)
    SELECT o.id, o.company_id, o.partner_id, 'sale', 'Hàng',
           (%(products)s)[1 + floor(random() * %(number)s)::integer], %(unit)s,
           quantity, 0, 100, 100, 2, quantity, o.date_order + interval '2 days',
           o.date_order, o.date_order
      FROM sale_order o
      CROSS JOIN LATERAL (SELECT 1 + floor(random() * 9)::integer + 0 * o.id AS quantity
                            FROM generate_series(1, %(each)s)) line
     WHERE o.client_order_ref = %(mark)s
"""
# One in twenty is not delivered, one in ten in part, one in seven too late.
_MOVES = """
    INSERT INTO stock_move (
           company_id, product_id, product_uom, product_uom_qty, product_qty, quantity, picked,
           location_id, location_dest_id, procure_method, state, sale_line_id, date, create_date,
           write_date)
    SELECT company_id, product_id, product_uom_id, cs_demand_qty, cs_demand_qty,
           CASE WHEN id %% 10 = 3 THEN greatest(cs_demand_qty - 1, 0) ELSE cs_demand_qty END,
           TRUE, %(shelf)s, %(customer)s, 'make_to_stock', 'done', id,
           cs_promise_date + CASE WHEN id %% 7 = 0 THEN interval '3 days'
                                  ELSE - interval '1 day' END,
           cs_promise_date, cs_promise_date
      FROM sale_order_line
     WHERE name = 'Hàng' AND id %% 20 <> 1
"""


def _figures(env, count):
    """Return the rows of the service level by month, and the seconds."""
    report = env["cs.service.line"]
    domain = [("company_id", "=", env.company.id)]
    values = {
        "now": env.cr.now(),
        "tz": env.company._cs_timezone(),
        "company": env.company.id,
    }

    def plain():
        env.cr.execute(PLAIN, values)
        return env.cr.fetchall()

    def suite():
        return report._read_group(domain, ["promised_on:month"], list(FIGURES))

    wanted = [[_close(value) for value in row[1:]] for row in plain()]
    found = [[_close(value) for value in row[1:]] for row in suite()]
    if wanted != found or sum(row[-1] for row in found) != count // LINES_AN_ORDER * LINES_AN_ORDER:
        raise InputError("The service level has other figures than plain SQL.")
    seconds = measure.interleaved(
        {"SQL": lambda: plain() and None, "suite": lambda: suite() and None}
    )
    median = measure.medians(seconds)
    title = "OTIF and fill rate by month"
    return [
        measure.Row(f"{title}, plain SQL", median["SQL"] * 1000, "ms"),
        measure.at_most(title, median["suite"] / median["SQL"], 1.3, "x SQL"),
    ], seconds


def _close(value):
    return value if value is None else round(float(value), 9)


def _outlook(env):
    """Return the rows of the nightly outlook: all new, and with nothing changed."""
    outlooks, rows = env["cs.product.outlook"], []
    for title in ("written anew", "nothing changed"):
        started = time.perf_counter()
        written = outlooks._reckon(env.company)
        took = time.perf_counter() - started
        rows.append(measure.Row(f"outlook of {written} products, {title}", took, "s"))
    return rows


if __name__ == "__main__":
    try:
        main()
    except InputError as error:
        sys.exit(str(error))
