"""One month of the real file goes through the whole import, posting by Odoo included."""

import csv
import gzip

import pytest

from dev.real_data import dataset, reader

COMPANY = "(SELECT id FROM res_company WHERE name = 'Online Retail Ltd')"
MONTH = "2011-02"  # the quietest whole month


@pytest.fixture(scope="module")
def month_file(real_file, tmp_path_factory):
    path = tmp_path_factory.mktemp("month") / reader.FILE_NAME
    with (
        gzip.open(real_file, "rt", encoding="utf-8", newline="") as source,
        gzip.open(path, "wt", encoding="utf-8", newline="") as target,
    ):
        rows, writer = csv.reader(source), csv.writer(target)
        writer.writerow(next(rows))
        writer.writerows(row for row in rows if row[4].startswith(MONTH))
    return path


def test_a_month_is_imported_as_it_is(db, month_file):
    data = dataset.collect(reader.read_lines(month_file))
    done = db.run(db.importer(month_file))
    assert done.returncode == 0, done.stdout + done.stderr
    found = db.rows(
        f"""SELECT move.name, move.amount_untaxed_signed, move.invoice_date, partner.ref
              FROM account_move move JOIN res_partner partner
                ON partner.id = move.commercial_partner_id
             WHERE move.company_id = {COMPANY} AND move.state = 'posted'
               AND move.move_type IN ('out_invoice', 'out_refund') ORDER BY move.name"""
    )
    assert found == sorted((d.number, d.signed, d.date, d.customer) for d in data.documents)
    assert len(found) == 1202
