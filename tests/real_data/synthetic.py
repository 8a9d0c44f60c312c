"""A small file of the same shape as Online Retail, with its oddities, always the same."""

import csv
import gzip
import random
from datetime import datetime, timedelta
from decimal import Decimal

from dev.real_data.reader import COLUMNS

FIRST_DAY, LAST_DAY = datetime(2010, 12, 1, 8, 26), datetime(2011, 12, 9, 12, 50)
COUNTRIES = ("United Kingdom", "EIRE", "Germany", "Channel Islands", "Unspecified", "RSA")
CODES = [f"{22000 + number}{suffix}" for number in range(30) for suffix in ("", "A")][:40]
FIXED = [
    # number, customer, day, units, price: what the tests look for by name.
    ("540001", "12001", datetime(2010, 12, 9, 10), 1, "600.00"),  # left the window that day
    ("540002", "12002", datetime(2010, 12, 10, 10), 1, "500.00"),  # exactly Silver, inside
    ("540003", "12003", datetime(2011, 3, 1, 10), 1, "499.99"),
    ("540004", "12004", datetime(2011, 3, 2, 10), 2, "2500.00"),
    ("C540005", "12004", datetime(2011, 3, 3, 10), -2, "2500.00"),  # back to 0.00
    ("540006", "12005", datetime(2011, 3, 4, 10), 3, "0.00"),  # goods given away
    ("540007", "12006", datetime(2011, 3, 5, 10), 7, "0.333"),  # 2.331: not whole pennies
    ("C540008", "12007", datetime(2011, 3, 6, 10), -1, "19.99"),  # only ever took back
    ("540009", "12008", datetime(2011, 3, 7, 10), 1, "5000.00"),
]


def write(path, seed=20111209, customers=30, documents=150, orders=20):
    """Write the file to ``path``.

    :param documents: besides the fixed ones, spread over the year
    :param orders: of November 2011, with several product lines each
    :return: the rows as written, lists of text in the order of the columns
    """
    rng = random.Random(seed)  # noqa: S311
    names = [str(12100 + number) for number in range(customers)]
    rows = [
        _row(number, "22000", units, day, price, customer, COUNTRIES[0])
        for number, customer, day, units, price in FIXED
    ]
    span = int((LAST_DAY - FIRST_DAY).total_seconds() // 60)
    number = 541000
    for _document in range(documents):
        moment = FIRST_DAY + timedelta(minutes=rng.randrange(span))
        if (moment.year, moment.month) == (2011, 11):
            continue
        number += rng.choice((1, 1, 2))
        rows += _document_rows(rng, str(number), rng.choice([*names, ""]), moment)
    number = 573743
    for place in range(orders):
        number += 1
        moment = datetime(2011, 11, 1, 8, 30) + timedelta(minutes=20 * place)
        rows += _order_rows(rng, str(number), rng.choice(names), moment)
    with gzip.open(path, "wt", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    return rows


def _document_rows(rng, number, customer, moment):
    country = rng.choice(COUNTRIES)
    sign = -1 if customer and rng.random() < 0.15 else 1
    number = f"C{number}" if sign < 0 else number
    rows = []
    for _line in range(rng.randint(1, 5)):
        units, price = rng.randint(1, 60), Decimal(rng.randint(20, 1999)) / 100
        code = rng.choice([*CODES, "POST", "M"])
        rows.append(_row(number, code, sign * units, moment, price, customer, country))
    if rng.random() < 0.1:
        rows.append(list(rows[-1]))
    return rows


def _order_rows(rng, number, customer, moment):
    rows = [
        _row(number, code, rng.randint(1, 12), moment, "2.55", customer, COUNTRIES[0])
        for code in rng.sample(CODES, rng.randint(2, 6))
    ]
    return [*rows, _row(number, "POST", 1, moment, "18.00", customer, COUNTRIES[0])]


def _row(number, code, units, moment, price, customer, country):
    name = f"GIFT, BOXED {code}" if code[:1].isdigit() else "POSTAGE"
    return [number, code, name, str(units), str(moment), str(price), customer, country]
