"""Read the Online Retail file: one streaming pass, exact decimals, no Odoo."""

import csv
import gzip
import zlib
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple

FILE_NAME = "online_retail.csv.gz"
COLUMNS = (
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "CustomerID",
    "Country",
)


class InputError(Exception):
    """The input cannot be used; the message is one sentence for the person who gave it."""


class Line(NamedTuple):
    """One line of the file. ``customer`` is empty where the file names none."""

    invoice: str
    code: str
    description: str
    quantity: int
    moment: datetime
    price: Decimal
    customer: str
    country: str


def find_file(path):
    """Return the data file at ``path``, which is the file or the folder that holds it.

    :raise InputError: nothing is there
    """
    path = Path(path)
    file = path / FILE_NAME if path.is_dir() else path
    if not file.is_file():
        raise InputError(f"There is no file {file}; give the folder that holds {FILE_NAME}.")
    return file


def read_lines(file, on_bytes=None):
    """Yield every :class:`Line` of the gzip file ``file``.

    :param on_bytes: called now and then with the compressed bytes read so far
    :raise InputError: not gzip, cut short, other columns, a value that cannot be read
    """
    with open(file, "rb") as raw:
        try:
            with gzip.open(raw, "rt", encoding="utf-8", newline="") as text:
                yield from _parse(csv.reader(text), file, raw, on_bytes)
        except EOFError:
            raise InputError(f"{file} is cut short; copy it again.") from None
        except (gzip.BadGzipFile, zlib.error):
            raise InputError(f"{file} is not a sound gzip file; copy it again.") from None
        except (UnicodeDecodeError, csv.Error) as error:
            raise InputError(f"{file} is not a UTF-8 CSV file ({error}).") from None


def _parse(rows, file, raw, on_bytes):
    header = next(rows, None) or []
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise InputError(
            f"{file} lacks the column(s) {', '.join(missing)}; "
            f"it must begin with the line {','.join(COLUMNS)}."
        )
    order = [header.index(name) for name in COLUMNS]
    for row in rows:
        if not row:
            continue
        try:
            yield _line([row[i].strip() for i in order])
        except (IndexError, ValueError, InvalidOperation):
            raise InputError(
                f"Line {rows.line_num} of {file} cannot be read: {','.join(row)[:80]}"
            ) from None
        if on_bytes and rows.line_num % 5000 == 0:
            on_bytes(raw.tell())


def _line(values):
    invoice, code, description, quantity, moment, price, customer, country = values
    if not invoice:
        raise ValueError("a line without an invoice number")
    price = Decimal(price)
    if not price.is_finite():
        raise ValueError("a price that is no number")
    return Line(
        invoice,
        code,
        description,
        int(quantity),
        datetime.fromisoformat(moment),
        price,
        customer,
        country,
    )
