"""A few products among thousands of bins: what is short of them, beside Odoo's own forecast."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from dev.bench import measure  # noqa: E402
from dev.bench.bench_stockout import CORE_FIELDS, Catalogue  # noqa: E402
from dev.real_data.reader import InputError  # noqa: E402
from dev.real_data.session import boot, transaction  # noqa: E402

BINS, QUANTS, MOVES, PRODUCTS = 8_000, 200_000, 100_000, 2_000
LINES = (1, 50, 200)


class Bins(Catalogue):
    """A large warehouse, and quotations of products that lie all over it."""

    def __init__(self, registry, scale):  # pylint: disable=super-init-not-called
        self.registry = registry
        with transaction(registry) as env:
            ids = self._products(env, max(*LINES, int(PRODUCTS * scale)))
            fill(env, ids, scale)
        with registry.cursor() as cr:
            cr.execute("ANALYZE stock_location, stock_quant, stock_move")
        with transaction(registry) as env:
            self.orders = {
                lines: self._order(env, ids[:lines], lambda number: 3).id for lines in LINES
            }


def fill(env, ids, scale):
    """Build the bins, lay the products into them, and plan what comes and goes."""
    env.flush_all()
    warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    env.cr.execute("SELECT COALESCE(MAX(id), 0) FROM stock_location")
    values = {
        "first": env.cr.fetchone()[0],
        "bins": int(BINS * scale),
        "quants": int(QUANTS * scale),
        "moves": int(MOVES * scale),
        "products": ids,
        "number": len(ids),
        "shelf": warehouse.lot_stock_id.id,
        "company": env.company.id,
        "customer": env.ref("stock.stock_location_customers").id,
        "supplier": env.ref("stock.stock_location_suppliers").id,
        "unit": env.ref("uom.product_uom_unit").id,
    }
    for statement in (_BINS, _QUANTS, _MOVES):
        env.cr.execute(statement, values)
    env.invalidate_all()


_BINS = """
    INSERT INTO stock_location (
           id, name, complete_name, location_id, parent_path, usage, company_id, active)
    SELECT made.id, 'Ô ' || made.id, 'Ô ' || made.id, shelf.id,
           shelf.parent_path || made.id || '/', 'internal', %(company)s, TRUE
      FROM (SELECT nextval('stock_location_id_seq') AS id
              FROM generate_series(1, %(bins)s)) made
      JOIN stock_location shelf ON shelf.id = %(shelf)s
"""
_QUANTS = """
    INSERT INTO stock_quant (
           product_id, location_id, quantity, reserved_quantity, company_id, in_date)
    SELECT (%(products)s)[1 + n %% %(number)s], bin.id, 1, 0, %(company)s, now()
      FROM generate_series(1, %(quants)s) n
      JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place
              FROM stock_location WHERE id > %(first)s) bin
        ON bin.place = 1 + n %% %(bins)s
"""
# Every other move brings goods into a bin, the others take them from there to customers.
_MOVES = """
    INSERT INTO stock_move (
           company_id, product_id, product_uom, product_uom_qty, product_qty, quantity,
           location_id, location_dest_id, procure_method, state, date)
    SELECT %(company)s, (%(products)s)[1 + n %% %(number)s], %(unit)s, 1, 1, 0,
           CASE WHEN n %% 4 < 2 THEN %(supplier)s ELSE bin.id END,
           CASE WHEN n %% 4 < 2 THEN bin.id ELSE %(customer)s END, 'make_to_stock', 'confirmed',
           (now() AT TIME ZONE 'UTC') + n %% 90 * interval '1 day'
      FROM generate_series(1, %(moves)s) n
      JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place
              FROM stock_location WHERE id > %(first)s) bin
        ON bin.place = 1 + n %% %(bins)s
"""


def compare(bins, lines):
    """Return the rows of an order of so many lines, and the single timings."""
    order_id = bins.orders[lines]
    works = {
        "Odoo": lambda wanted: wanted.read(CORE_FIELDS),
        "suite": lambda wanted: wanted._cs_shortages(),
    }
    seconds = measure.interleaved(
        {
            name: (lambda work=work: bins.measure(order_id, work)[0])
            for name, work in works.items()
        },
        3 * measure.ROUNDS,
    )
    median = measure.medians(seconds)
    title = f"shortages among bins, {lines} lines"
    return [
        measure.Row(f"{title}, Odoo's fields", median["Odoo"] * 1000, "ms"),
        measure.at_most(title, median["suite"] / median["Odoo"], 1.0, "x Odoo"),
    ], {f"{title}, {name}": values for name, values in seconds.items()}


def main():
    """Fill the warehouse, measure in turn, show."""
    options = measure.options(__doc__)
    bins = Bins(boot(options.config, options.database), options.scale)
    rows, seconds = [], {}
    for lines in LINES:
        print(f"{lines} lines", flush=True)
        more, taken = compare(bins, lines)
        rows += more
        seconds.update(taken)
    measure.show("Bins", rows)
    if options.json:
        measure.save(options.json, "bins", options.scale, rows, seconds)


if __name__ == "__main__":
    try:
        main()
    except InputError as error:
        sys.exit(str(error))
