"""The first orders of November 2011, short by a fifth, settled to the last piece.

Every short line is offered to its customer; seeded choices, silence, a stock count, receipts in
rounds and the waiting queue follow, until nothing is open. What the database then says is held
against a recount in plain Python, line by line. A small file of the same shape always runs.

Of the real file the first few orders run, so that the whole takes a minute;
``CS_REAL_ORDERS=200`` runs all of them.
"""

import json
import os

import pytest

from dev.real_data import figures

from . import settled_count
from .conftest import ROOT, copy_of_database

SCRIPT = ROOT / "tests" / "real_data" / "settled_orders.py"
# What the database divides: a float has about 16 digits.
EXACT = 1e-12
REAL_ORDERS = int(os.environ.get("CS_REAL_ORDERS", "12"))
ALL_ORDERS = 200


def settle(file, orders=ALL_ORDERS):
    arguments = ("--source", str(file), "--orders", str(orders))
    with copy_of_database() as database:
        done = database.run(database.command(SCRIPT, *arguments), timeout=7200)
    answers = [line for line in done.stdout.splitlines() if line.startswith("ANSWER")]
    assert answers, done.stderr
    return json.loads(answers[0].removeprefix("ANSWER"))


@pytest.fixture(scope="module")
def real(real_file, real_data):
    orders = real_data.orders[:REAL_ORDERS]
    return settle(real_file, REAL_ORDERS), settled_count.World(orders).live()


@pytest.fixture(scope="module")
def sample(sample_file, sample_data):
    return settle(sample_file), settled_count.World(sample_data.orders).live()


@pytest.fixture(params=["sample", "real"])
def settled(request):
    return request.getfixturevalue(request.param)


def test_nothing_is_left_open(settled):
    found, world = settled
    assert {state for state, _choice, _count in found["cases"]} == {"done"}
    assert sum(count for *_case, count in found["cases"]) == sum(
        1 for line in world.lines if line.short
    )
    assert found["open moves"] == 0


def test_no_return_was_planned_and_no_choice_needed_a_person(settled):
    found, _world = settled
    assert found["returns"] == 0
    assert found["todos"] == []
    assert {status.split()[1] for status in found["statuses"]} == {"done"}


def test_the_customers_chose_what_the_count_says(settled):
    found, world = settled
    said = {}
    for line in world.lines:
        if line.kind and line.kind != "silence":
            said[f"{line.kind} done"] = said.get(f"{line.kind} done", 0) + 1
    assert found["statuses"] == said
    assert len(said) == 4
    assert found["offered"] == sum(1 for line in world.lines if line.kind)


def test_every_demanded_piece_is_accounted_for(settled):
    found, world = settled
    assert len(found["lines"]) == len(world.lines)
    for number, place, row in found["lines"]:
        served = row["delivered_qty"] + row["substituted_qty"] + row["lost_qty"]
        assert served == row["demand_qty"], (number, place, row)


def test_each_line_equals_the_recount(settled):
    found, world = settled
    want = {(line.number, line.place): settled_count.service(line) for line in world.lines}
    wrong = []
    for number, place, row in found["lines"]:
        assert row.pop("due", True)
        for name, value in want[number, place].items():
            empty = value is None
            close = row[name] == pytest.approx(0 if empty else float(value), rel=EXACT, abs=0)
            if not close:
                wrong.append((number, place, name, row[name], value))
    assert not wrong, (len(wrong), wrong[:8])


def test_the_measures_equal_the_recount(settled):
    found, world = settled
    rows = [(line.number, settled_count.service(line)) for line in world.lines]
    want = settled_count.measures(rows)
    assert set(found["measures"]) == set(want)
    for name, value in want.items():
        assert found["measures"][name] == pytest.approx(float(value), rel=EXACT), name


def test_stock_in_less_stock_out_is_left(settled):
    found, world = settled
    left = {code: units for code, units in world.left.items() if units}
    assert {code: units for code, (units, _held) in found["left"].items() if units} == left
    assert all(not held for _units, held in found["left"].values())
    out = dict.fromkeys(world.came, 0)
    for line in world.lines:
        out[line.code] += sum(units for _moment, units in line.deliveries)
        if line.substitute:
            code, units, _price = line.substitute
            out[code] += units
    assert {code: world.came[code] - out[code] for code in out} == world.left


def test_orders_are_worth_what_was_agreed(settled):
    found, world = settled
    for order in world.orders:
        want = float(world.value(order.number))
        assert found["values"][order.number] == pytest.approx(want, abs=1e-6), order.number


def test_the_recount_starts_from_the_known_shortage(settled):
    _found, world = settled
    want = figures.shortage(world.orders)
    assert sum(1 for line in world.lines if line.short) == want.short_lines
    assert sum(line.short for line in world.lines) == want.short_units


def test_first_time_fill_is_the_published_one(real):
    """All orders have the published figures; a part of them those of the plain count."""
    found, world = real
    measures, want = found["measures"], figures.shortage(world.orders)
    lines, units = len(world.lines), sum(line.demand for line in world.lines)
    assert (measures["lines"], measures["short_lines"]) == (lines, want.short_lines)
    fill = (1 - want.short_lines / lines, 1 - want.short_units / units)
    if REAL_ORDERS == ALL_ORDERS:
        fill = (0.5454, 0.7889)
    assert round(measures["first_time_line_fill"], 4) == round(fill[0], 4)
    assert round(measures["first_time_unit_fill"], 4) == round(fill[1], 4)
