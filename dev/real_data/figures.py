"""The figures a correct import reaches, by plain arithmetic and as published with the data.

>>> spend = {"a": Decimal("500.00"), "b": Decimal("499.99"), "c": Decimal("5000")}
>>> tier_counts(spend)
(1, 0, 1)
"""

import itertools
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import NamedTuple

THRESHOLDS = (Decimal(500), Decimal(2000), Decimal(5000))
TIER_NAMES = ("Silver", "Gold", "Platinum")
# A rolling window on day d is (d - 12 months, d].
WINDOW_AFTER, WINDOW_DAY = date(2010, 12, 9), date(2011, 12, 9)
FILL = Decimal("0.8")

PUBLISHED = {
    "lines": 541909,
    "invoices": 25900,
    "countries": 38,
    "net": Decimal("9747747.93"),
    "customers": 4372,
    "documents": 22190,
    "credit notes": 3654,
    "net with a customer": Decimal("8300065.81"),
    "lifetime tiers": (1664, 613, 263),
    "window tiers": (1642, 591, 253),
    "short lines": 1907,
    "short orders": 187,
    "short units": 11721,
}


class Shortage(NamedTuple):
    """What is missing when orders are served one after the other."""

    lines: int
    units: int
    orders: int
    short_lines: int
    short_orders: int
    short_units: int


def spend_by_customer(documents, after=None, until=None):
    """Net spend of each customer over the documents dated in (after, until].

    Cancellations of this data name no origin, so each counts on its own date.
    """
    spend = {}
    for document in documents:
        if (after and document.date <= after) or (until and document.date > until):
            continue
        spend[document.customer] = spend.get(document.customer, Decimal(0)) + document.signed
    return spend


def tier_counts(spend, thresholds=THRESHOLDS):
    """Number of customers in each tier, lowest first; a threshold reached exactly counts."""
    bounds = [*thresholds, None]
    return tuple(
        sum(1 for amount in spend.values() if amount >= low and (high is None or amount < high))
        for low, high in itertools.pairwise(bounds)
    )


def demand_by_product(orders):
    """Units ordered of each stock code."""
    demand = Counter()
    for order in orders:
        for line in order.lines:
            demand[line.code] += line.quantity
    return demand


def stock_levels(orders):
    """Units on hand of each stock code: the demand times 0.8, rounded down."""
    return {code: int(units * FILL) for code, units in demand_by_product(orders).items()}


def serve(orders, stock):
    """Serve ``orders`` in turn from ``stock`` (a dict, left as it is).

    :return: for each order, the list of units short of each of its lines
    """
    left, short = dict(stock), []
    for order in orders:
        short.append([])
        for line in order.lines:
            given = min(line.quantity, left[line.code])
            left[line.code] -= given
            short[-1].append(line.quantity - given)
    return short


def shortage(orders, stock=None):
    """The :class:`Shortage` of ``orders`` served in turn from ``stock``."""
    short = serve(orders, stock_levels(orders) if stock is None else stock)
    flat = [units for units_of_order in short for units in units_of_order]
    return Shortage(
        lines=len(flat),
        units=sum(line.quantity for order in orders for line in order.lines),
        orders=len(orders),
        short_lines=sum(1 for units in flat if units),
        short_orders=sum(1 for units_of_order in short if any(units_of_order)),
        short_units=sum(flat),
    )
