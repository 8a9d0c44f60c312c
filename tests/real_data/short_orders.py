"""Confirm a file's orders one after the other; run as a process of its own.

It prints one JSON object: what detection said of each order before it was confirmed, the cases
that confirming it opened, and the first-time fill that follows from both.
"""

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from dev.real_data import company as companies  # noqa: E402
from dev.real_data import dataset, reader, sale_orders, session  # noqa: E402


def create_customers(env, company, orders):
    """Create a partner for each customer of ``orders``; return {number: id}."""
    numbers = sorted({order.customer for order in orders})
    partners = env["res.partner"].create(
        [{"name": f"Customer {number}", "company_id": company.id} for number in numbers]
    )
    return dict(zip(numbers, partners.ids, strict=True))


def serve(env, company, orders, partners):
    """Confirm ``orders`` in turn.

    :return: one list for each line: number of the order, units ordered, units short on the
        quotation, units short in the case, units that Odoo reserved
    """
    products = sale_orders.product_ids(env, company)
    rows = []
    for start in range(0, len(orders), sale_orders.BATCH):
        batch = orders[start : start + sale_orders.BATCH]
        records = env["sale.order"].create(
            [sale_orders._order_values(order, company, partners, products) for order in batch]
        )
        for order, record in zip(batch, records, strict=True):
            rows += serve_one(order, record)
        env.flush_all()
        env.invalidate_all()
    return rows


def serve_one(order, record):
    """Confirm one order; return the rows of its lines."""
    found = record.order_line._cs_shortages()
    record.action_confirm()
    cases = {case.sale_line_id: case.short_qty for case in record.cs_stockout_case_ids}
    return [
        [
            order.number,
            line.cs_demand_qty,
            found[line.id].short,
            cases.get(line, 0.0),
            sum(line.move_ids.mapped("quantity")),
        ]
        for line in record.order_line
    ]


def main():
    """Load products and stock, confirm, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--config", "--database", "--source"):
        parser.add_argument(name, required=True)
    options = parser.parse_args()
    data = dataset.collect(reader.read_lines(reader.find_file(options.source)))
    registry = session.boot(options.config, options.database)
    with session.transaction(registry) as env:
        company_id = companies.ensure_company(env).id
    with session.transaction(registry, company_id) as env:
        company = env["res.company"].browse(company_id)
        partners = create_customers(env, company, data.orders)
        sale_orders.ensure_products(env, company, data.orders)
    with session.transaction(registry, company_id) as env:
        company = env["res.company"].browse(company_id)
        rows = serve(env, company, data.orders, partners)
        waiting = env["cs.stockout.case"].search_count(
            [("company_id", "=", company.id), ("state", "=", "open")]
        )
    print("ANSWER" + json.dumps({"rows": rows, "open cases": waiting}))


if __name__ == "__main__":
    main()
