"""The importer, in processes of its own, on a small file: whole, killed, repeated, misused."""

import contextlib
import gzip
import signal
import subprocess
import time

import psycopg2
import pytest

from dev.real_data import company as companies
from dev.real_data import figures, reader, sale_orders

COMPANY = "(SELECT id FROM res_company WHERE name = 'Online Retail Ltd')"
DOCUMENTS = f"""
    SELECT move.name, move_type, invoice_date, move.date, amount_total, partner.ref
      FROM account_move move JOIN res_partner partner ON partner.id = move.partner_id
     WHERE move.company_id = {COMPANY} AND state = 'posted'
       AND move_type IN ('out_invoice', 'out_refund')
     ORDER BY move.name"""
COUNTS = {
    "customers": f"SELECT count(*) FROM res_partner WHERE company_id = {COMPANY} AND ref <> ''",
    "documents": f"SELECT count(*) FROM account_move WHERE company_id = {COMPANY}"
    " AND move_type IN ('out_invoice', 'out_refund')",
    "orders": f"SELECT count(*) FROM sale_order WHERE company_id = {COMPANY}",
    "products": f"SELECT count(*) FROM product_template WHERE company_id = {COMPANY}",
    "moves of goods": f"SELECT count(*) FROM stock_move WHERE company_id = {COMPANY}",
    "cases": "SELECT count(*) FROM cs_stockout_case c JOIN sale_order_line l"
    f" ON l.id = c.sale_line_id WHERE l.company_id = {COMPANY}",
    "tier groups": f"SELECT count(*) FROM cs_tier_group WHERE company_id = {COMPANY}",
    "members": "SELECT count(*) FROM cs_tier_membership m JOIN cs_tier_group g"
    f" ON g.id = m.group_id WHERE g.company_id = {COMPANY}",
    "events": "SELECT count(*) FROM cs_tier_event e JOIN cs_tier_group g"
    f" ON g.id = e.group_id WHERE g.company_id = {COMPANY}",
    "mails": "SELECT count(*) FROM mail_mail",
}


def counts(db):
    return {name: db.value(query) for name, query in COUNTS.items()}


def count_or_zero(db, name):
    with contextlib.suppress(psycopg2.Error):
        return db.value(COUNTS[name])
    return 0


def kill_when(db, command, name, enough):
    """Start the importer and kill it, without warning, once ``enough`` rows are committed."""
    process = subprocess.Popen(  # noqa: S603
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    until = time.monotonic() + 900
    try:
        while count_or_zero(db, name) < enough:
            assert process.poll() is None, f"it ended before {enough} {name}"
            assert time.monotonic() < until, f"no {enough} {name} in time"
            time.sleep(0.02)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


@pytest.fixture(scope="module")
def before(db):
    return db.value("SELECT count(*) FROM mail_mail")


@pytest.fixture(scope="module")
def imported(db, before, sample_file, sample_data):
    """The sample imported by three runs, of which two were killed in the middle."""
    command = db.importer(sample_file, "--batch", "8")
    total = len(sample_data.by_number)
    kill_when(db, command, "documents", 20)
    assert 20 <= db.value(COUNTS["documents"]) < total
    kill_when(db, command, "orders", 5)
    assert db.value(COUNTS["orders"]) < len(sample_data.orders)
    done = db.run(command)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def test_every_document_is_there_once_to_the_penny_and_the_day(imported, db, sample_data):
    assert db.rows(DOCUMENTS) == sorted(
        (
            document.number,
            "out_refund" if document.is_credit else "out_invoice",
            document.date,
            document.date,
            document.amount,
            document.customer,
        )
        for document in sample_data.documents
    )


def test_documents_are_in_pounds_without_tax(imported, db):
    query = f"""
        SELECT DISTINCT currency.name, move.amount_tax
          FROM account_move move JOIN res_currency currency ON currency.id = move.currency_id
         WHERE move.company_id = {COMPANY} AND move_type IN ('out_invoice', 'out_refund')"""
    assert db.rows(query) == [("GBP", 0)]


def test_every_customer_is_there_once_with_the_country(imported, db, sample_data):
    found = db.rows(
        f"""SELECT partner.ref, country.code FROM res_partner partner
              LEFT JOIN res_country country ON country.id = partner.country_id
             WHERE partner.company_id = {COMPANY} AND partner.ref <> '' ORDER BY partner.ref"""
    )
    codes = {"Germany": "DE", **companies.COUNTRY_CODES}
    assert found == sorted((ref, codes[word]) for ref, word in sample_data.customers.items())


def test_orders_are_served_in_turn_and_fall_short_as_reckoned(imported, db, sample_data):
    orders = sample_data.orders
    confirmed = sale_orders.confirmed_numbers(orders)
    states = db.rows(
        f"""SELECT client_order_ref, state, date_order FROM sale_order
             WHERE company_id = {COMPANY} ORDER BY client_order_ref"""
    )
    assert states == [
        (o.number, "sale" if o.number in confirmed else "draft", o.moment) for o in orders
    ]
    assert 0 < len(confirmed) < len(orders)
    short = figures.serve(orders, figures.stock_levels(orders))
    want = {
        (order.number, line.code): units
        for order, units_short in zip(orders, short, strict=True)
        for line, units in zip(order.lines, units_short, strict=True)
        if order.number in confirmed and units
    }
    cases = db.rows(
        """SELECT sale_order.client_order_ref, product.default_code, stockout.short_qty
             FROM cs_stockout_case stockout
             JOIN sale_order_line line ON line.id = stockout.sale_line_id
             JOIN sale_order ON sale_order.id = line.order_id
             JOIN product_product product ON product.id = line.product_id
            WHERE sale_order.client_order_ref <> ''"""
    )
    assert {(order, code): int(units) for order, code, units in cases} == want


def test_tiers_are_those_of_the_plain_count(imported, db, sample_data):
    query = f"""
        SELECT tier.rank, count(member.id)
          FROM cs_tier tier JOIN cs_tier_group grp ON grp.id = tier.group_id
          LEFT JOIN cs_tier_membership member ON member.tier_id = tier.id
         WHERE grp.company_id = {COMPANY} AND grp.period = %s
         GROUP BY tier.rank ORDER BY tier.rank"""
    documents = sample_data.documents
    lifetime = figures.spend_by_customer(documents)
    window = figures.spend_by_customer(documents, figures.WINDOW_AFTER, figures.WINDOW_DAY)
    for period, spend in (("lifetime", lifetime), ("rolling", window)):
        found = tuple(count for _rank, count in db.rows(query, period))
        assert found == figures.tier_counts(spend)
    assert figures.tier_counts(lifetime) != figures.tier_counts(window)


def test_no_mail_is_written(imported, db, before):
    assert db.value("SELECT count(*) FROM mail_mail") == before


def test_the_summary_compares_each_figure(imported):
    assert "differs" not in imported.stdout
    for figure in ("net with a customer", "lifetime tiers", "short of the confirmed orders"):
        [line] = [line for line in imported.stdout.splitlines() if line.startswith(figure)]
        assert line.endswith("OK")


def test_another_run_changes_nothing(imported, db, sample_file):
    there = counts(db)
    again = db.run(db.importer(sample_file))
    assert again.returncode == 0, again.stderr
    assert again.stdout.count("nothing left to do") == 3
    assert counts(db) == there


def test_a_missing_document_is_the_only_one_imported(imported, db, sample_file, tmp_path):
    """A file that has grown since brings its new documents and no other."""
    there = counts(db)
    with gzip.open(sample_file, "rt", encoding="utf-8", newline="") as file:
        text = file.read()
    path = tmp_path / reader.FILE_NAME
    line = "599999,22000,GIFT,1,2011-12-09 12:00:00,10.00,12001,Germany\r\n"
    path.write_bytes(gzip.compress((text + line).encode()))
    assert db.run(db.importer(path)).returncode == 0
    assert db.value(COUNTS["documents"]) == there["documents"] + 1
    assert db.value(COUNTS["customers"]) == there["customers"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (gzip.compress(b"InvoiceNo,Total\n1,2\n"), "lacks the column(s)"),
        (b"not compressed", "not a sound gzip file"),
        (gzip.compress(",".join(reader.COLUMNS).encode()), "there is nothing to import"),
    ],
)
def test_a_wrong_file_gets_a_sentence(db, tmp_path, content, sentence):
    path = tmp_path / reader.FILE_NAME
    path.write_bytes(content)
    refused = db.run(db.importer(path))
    assert refused.returncode == 2
    assert sentence in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_missing_folder_gets_a_sentence(db, tmp_path):
    refused = db.run(db.importer(tmp_path))
    assert refused.returncode == 2
    assert reader.FILE_NAME in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("postgres", "lacks the module(s)"), ("cs-there-is-none", "cannot be opened")],
)
def test_a_wrong_database_gets_a_sentence(db, sample_file, name, sentence):
    command = db.importer(sample_file)
    command[command.index("--database") + 1] = name
    refused = db.run(command)
    assert refused.returncode == 2
    assert sentence in refused.stderr
    assert "Traceback" not in refused.stderr
