"""The first orders of November 2011, served in turn from four fifths of what they ask for.

Detection on the quotation, the cases of the confirmation and what Odoo reserves say the same, and
the same as a count in plain Python. A small file of the same shape always runs as well.
"""

import json
from collections import Counter

import pytest

from dev.real_data import figures

from .conftest import ROOT, copy_of_database

SCRIPT = ROOT / "tests" / "real_data" / "short_orders.py"


def serve(file):
    with copy_of_database() as database:
        done = database.run(database.command(SCRIPT, "--source", str(file)), timeout=2400)
    answers = [line for line in done.stdout.splitlines() if line.startswith("ANSWER")]
    assert answers, done.stderr
    return json.loads(answers[0].removeprefix("ANSWER"))


def fill(rows, column=2):
    """Return the share of lines delivered whole at once, and of units, in percent."""
    whole = sum(1 for row in rows if not row[column])
    units = sum(row[1] for row in rows)
    given = units - sum(row[column] for row in rows)
    return round(100 * whole / len(rows), 2), round(100 * given / units, 2)


def counted(rows, column=2):
    """Return (short lines, short orders, short units)."""
    short = [row for row in rows if row[column]]
    return len(short), len({row[0] for row in short}), sum(row[column] for row in short)


@pytest.fixture(scope="module")
def real(real_file):
    return serve(real_file)


@pytest.fixture(scope="module")
def sample(sample_file):
    return serve(sample_file)


@pytest.fixture(params=["sample", "real"])
def served(request):
    return (
        request.getfixturevalue(request.param)["rows"],
        request.getfixturevalue(f"{request.param}_data").orders,
    )


def test_detection_finds_the_published_shortage(real):
    rows = real["rows"]
    assert (len({row[0] for row in rows}), len(rows)) == (200, 4195)
    assert counted(rows) == (1907, 187, 11721)
    assert fill(rows) == (54.54, 78.89)
    assert real["open cases"] == 1907


def test_detection_finds_what_a_plain_count_finds(served):
    rows, orders = served
    short = figures.serve(orders, figures.stock_levels(orders))
    plain = Counter(
        (order.number, line.quantity, units)
        for order, found in zip(orders, short, strict=True)
        for line, units in zip(order.lines, found, strict=True)
    )
    assert Counter((number, ordered, found) for number, ordered, found, *_rest in rows) == plain
    want = figures.shortage(orders)
    assert counted(rows) == (want.short_lines, want.short_orders, want.short_units)


def test_each_short_line_has_its_case_and_no_other(served):
    rows, _orders = served
    assert all(found == case for _number, _ordered, found, case, _reserved in rows)
    assert any(found for _number, _ordered, found, *_rest in rows)


def test_what_is_not_short_is_reserved_to_the_unit(served):
    rows, _orders = served
    assert all(ordered - found == held for _number, ordered, found, _case, held in rows)
