"""Import Online Retail into an Odoo database: customers, documents, orders, tiers.

Every step looks for what is there already and adds what is missing, one transaction a
batch, so an interrupted import is continued by starting it again.
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from dev.real_data import company as companies  # noqa: E402
from dev.real_data import moves, reader, sale_orders, session, summary, tiers, workers  # noqa: E402
from dev.real_data.dataset import collect  # noqa: E402
from dev.real_data.progress import Progress  # noqa: E402

CUSTOMER_BATCH = 500


def main(arguments=None):
    """Run the import.

    :return: exit code; 0 when every figure agrees
    """
    options = _options(arguments)
    started = time.monotonic()
    try:
        data = read(options.source)
        registry = session.boot(options.config, options.database)
        with session.process_lock(registry, session.MAIN_LOCK):
            company_id = import_all(registry, data, options)
            agrees = summary.report(registry, company_id, data)
    except (reader.InputError, subprocess.SubprocessError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nInterrupted; the next run continues here.", file=sys.stderr)
        return 130
    print(f"Online Retail: done in {time.monotonic() - started:.0f} s")
    return 0 if agrees else 1


def read(source):
    """Return the :class:`dev.real_data.dataset.Dataset` of the file at ``source``."""
    file = reader.find_file(source)
    bar = Progress("Reading the file", file.stat().st_size)
    data = collect(reader.read_lines(file, bar.reach))
    bar.reach(bar.total)
    bar.close()
    if not data.documents:
        raise reader.InputError(f"{file} names no customer; there is nothing to import.")
    return data


def import_all(registry, data, options):
    """Bring the database up to ``data``.

    :return: id of the company
    """
    print("Company and chart of accounts", flush=True)
    with session.transaction(registry) as env:
        company_id = companies.ensure_company(env).id
    _import_customers(registry, company_id, data)
    _import_documents(registry, company_id, data, options)
    _import_orders(registry, company_id, data)
    print("Tier groups", flush=True)
    with session.transaction(registry, company_id) as env:
        tiers.review_groups(env, env["res.company"].browse(company_id))
    return company_id


def _import_customers(registry, company_id, data):
    with session.transaction(registry, company_id) as env:
        company = env["res.company"].browse(company_id)
        numbers = companies.missing_customers(env, company, data.customers)
    bar = Progress("Customers", len(numbers))
    for batch in _batches(numbers, CUSTOMER_BATCH):
        with session.transaction(registry, company_id) as env:
            company = env["res.company"].browse(company_id)
            companies.create_customers(env, company, batch, data.customers)
        bar.advance(len(batch))
    bar.close()


def _import_documents(registry, company_id, data, options):
    with session.transaction(registry, company_id) as env:
        company = env["res.company"].browse(company_id)
        posted = moves.posted_numbers(env, company)
    rows = [moves.move_row(document) for document in data.documents]
    rows = [row for row in rows if row[0] not in posted]
    bar = Progress("Invoices and credit notes", len(rows))
    if rows:
        command = ["--config", options.config, "--database", options.database]
        command += ["--company", str(company_id), "--batch", str(options.batch)]
        failure = workers.run_workers(command, rows, bar.advance)
        if failure:
            raise reader.InputError(f"Posting stopped; start again to continue. {failure}")
        with session.transaction(registry, company_id) as env:
            moves.mark_gaps(env, env["res.company"].browse(company_id))
    bar.close()


def _import_orders(registry, company_id, data):
    with session.transaction(registry, company_id) as env:
        company = env["res.company"].browse(company_id)
        orders = sale_orders.missing_orders(env, company, data.orders)
        partners = companies.partner_ids(env, company)
    bar = Progress("Products, stock and orders", len(orders))
    if orders:
        with session.transaction(registry, company_id) as env:
            company = env["res.company"].browse(company_id)
            sale_orders.ensure_products(env, company, data.orders)
    confirmed = sale_orders.confirmed_numbers(data.orders)
    for batch in _batches(orders, sale_orders.BATCH):
        with session.transaction(registry, company_id) as env:
            company = env["res.company"].browse(company_id)
            sale_orders.load_orders(env, company, batch, confirmed, partners)
        bar.advance(len(batch))
    bar.close()


def _batches(items, size):
    return [items[start : start + size] for start in range(0, len(items), size)]


def _options(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", required=True, help="Odoo configuration file")
    parser.add_argument("--database", required=True, help="database with the suite installed")
    parser.add_argument("--source", required=True, help="online_retail.csv.gz or its folder")
    parser.add_argument(
        "--batch", type=int, default=moves.BATCH, help="documents in one transaction"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
