"""Confirming and invoicing an order, and opening its form: with the suite and without it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from dev.bench import measure  # noqa: E402
from dev.bench.side_by_side import FAST, compare  # noqa: E402
from dev.real_data.reader import InputError  # noqa: E402

WORK = ("confirm", "invoice", "form")


def goals(work, lines):
    """Return how many more queries, and how many times the time of bare Odoo."""
    if work == "form":
        return 5, 1.15
    if work == "invoice":
        return 2, 1.02 if lines >= FAST else 1.05
    return 8, 1.05


def main():
    """Fill both databases, measure in turn, show."""
    options = measure.options(__doc__)
    if not options.bare:
        raise InputError("--bare names a database of the same add-ons without the suite.")
    rows, seconds = compare(options, "stocked", WORK, goals)
    measure.show("Orders", rows)
    if options.json:
        measure.save(options.json, "sale", options.scale, rows, seconds)


if __name__ == "__main__":
    try:
        main()
    except InputError as error:
        sys.exit(str(error))
