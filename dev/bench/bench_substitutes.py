"""Substitutes through chains with the shop's history, and what is bought together."""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from dev.bench import measure  # noqa: E402
from dev.bench.bench_stockout import CORE_FIELDS, ORDER_LINES, Catalogue  # noqa: E402
from dev.real_data.session import boot, transaction  # noqa: E402

ORDERS, LINES_AN_ORDER = 200_000, 4


class ChainCatalogue(Catalogue):
    """The same catalogue; every second line's substitutes are short and have their own."""

    def _rules(self, env, ids, count):
        super()._rules(env, ids, count)
        half = len(ids) // 2
        following = [
            {"product_id": ids[half + place], "substitute_id": ids[half + place + 1]}
            for place in range(0, min(count, half - 1), 2)
        ]
        env["cs.substitution.rule"].create(following)

    def _stock(self, env, ids):
        super()._stock(env, ids)
        half = len(ids) // 2
        env.flush_all()
        env.cr.execute(
            "UPDATE stock_quant SET quantity = 0 WHERE product_id IN %s", (tuple(ids[half::2]),)
        )
        env.invalidate_all()


def sell(cr, company_id, customers, orders):
    """Insert confirmed orders of the last year, popular products more often."""
    cr.execute("SELECT count(*) FROM product_template WHERE name->>'en_US' LIKE 'Sản phẩm %'")
    (products,) = cr.fetchone()
    cr.execute(
        """
        WITH sold AS (
            INSERT INTO sale_order (name, partner_id, partner_invoice_id, partner_shipping_id,
                                    company_id, date_order, state, picking_policy)
            SELECT 'H' || n, who.id, who.id, who.id, %(company)s,
                   now() AT TIME ZONE 'UTC' - (n %% 360) * interval '1 day', 'sale', 'direct'
              FROM generate_series(1, %(orders)s) n
              JOIN (SELECT id, row_number() OVER (ORDER BY id DESC) AS place
                      FROM res_partner WHERE name LIKE 'Khách đo %%') who
                ON who.place = 1 + (n::bigint * 7919) %% %(customers)s
            RETURNING id)
        INSERT INTO sale_order_line (order_id, product_id, product_uom_qty, product_uom_id, name,
                                     price_unit, customer_lead, state, company_id)
        SELECT sold.id, product.id, 1, product.uom_id, 'x', 100, 0, 'sale', %(company)s
          FROM sold
          CROSS JOIN generate_series(1, %(lines)s) k
          JOIN (SELECT p.id, t.uom_id, row_number() OVER (ORDER BY p.id) AS place
                  FROM product_product p
                  JOIN product_template t ON t.id = p.product_tmpl_id
                 WHERE t.is_storable AND t.name->>'en_US' LIKE 'Sản phẩm %%') product
            ON product.place = 1 + floor(%(products)s * power(
                   ((sold.id * 31 + k) * 48271::bigint %% 65537) / 65537.0, 2))::bigint
        """,
        {
            "company": company_id,
            "orders": orders,
            "customers": customers,
            "lines": LINES_AN_ORDER,
            "products": products,
        },
    )


def fill_history(registry, orders):
    """Have customers buy; return how many lines were sold."""
    customers = max(orders // 10, 10)
    with registry.cursor() as cr:
        cr.execute("SELECT id FROM res_company ORDER BY id LIMIT 1")
        (company_id,) = cr.fetchone()
        cr.execute(
            """INSERT INTO res_partner (name, complete_name, type, active, autopost_bills,
                      group_rfq, group_on, partner_share)
               SELECT 'Khách đo ' || n, 'Khách đo ' || n, 'contact', TRUE, 'ask', 'default',
                      'default', TRUE
                 FROM generate_series(1, %s) n""",
            (customers,),
        )
        cr.execute(
            "UPDATE res_partner SET commercial_partner_id = id"
            " WHERE name LIKE 'Khách đo %' AND commercial_partner_id IS NULL"
        )
        sell(cr, company_id, customers, orders)
        cr.execute("SELECT count(*) FROM sale_order_line WHERE name = 'x'")
        (lines,) = cr.fetchone()
    with registry.cursor() as cr:
        cr.execute("ANALYZE sale_order, sale_order_line, res_partner")
    return lines


def reckon(registry):
    """Return the seconds that the nightly job takes for one company, and what it wrote."""
    with transaction(registry) as env:
        company = env["res.company"].search([], order="id", limit=1)
        started = time.perf_counter()
        written = env["cs.product.affinity"]._reckon(company)
        return time.perf_counter() - started, written


def together(registry, scale):
    """Return the rows of the nightly job: a tenth, all of it, and once more without changes."""
    tenth = max(int(ORDERS * scale) // 10, 100)
    fill_history(registry, tenth)
    small, _written = reckon(registry)
    lines = fill_history(registry, 9 * tenth)
    large, written = reckon(registry)
    again, unchanged = reckon(registry)
    return [
        measure.Row(f"bought together: {lines:,} lines", large, "s"),
        measure.at_most("bought together, work x 10", large / small, 11, "x"),
        measure.Row("bought together, nothing new", again, "s"),
        measure.at_most("bought together, nothing new: rows written", unchanged, 0, "rows"),
        measure.Row("bought together: rows", written, "rows"),
    ], {"bought together": [small, large, again]}


def chains(catalogue):
    """Return the rows of substitutes that are found behind others, beside Odoo's own fields."""
    queries = {}
    works = {
        "core": (catalogue.same, lambda lines: lines.read(CORE_FIELDS)),
        "substitutes": (catalogue.different, lambda lines: lines.cs_shortage()),
    }

    def run(name):
        took, queries[name] = catalogue.measure(*works[name])
        return took

    seconds = measure.interleaved({name: (lambda name=name: run(name)) for name in works})
    median = measure.medians(seconds)
    title = f"substitutes, chains, history, {ORDER_LINES} lines"
    return [
        measure.at_most(title, median["substitutes"] / median["core"], 1.0, "x Odoo"),
        measure.at_most(f"{title}: queries", queries["substitutes"], 12, "q"),
    ], {f"chains, {name}": values for name, values in seconds.items()}


def main():
    """Fill the database, measure, show."""
    options = measure.options(__doc__)
    registry = boot(options.config, options.database)
    print("what is bought together", flush=True)
    catalogue = ChainCatalogue(registry, options.scale)
    rows, seconds = together(registry, options.scale)
    print("chains", flush=True)
    more, taken = chains(catalogue)
    rows += more
    seconds.update(taken)
    measure.show("Substitutes", rows)
    if options.json:
        measure.save(options.json, "substitutes", options.scale, rows, seconds)


if __name__ == "__main__":
    main()
