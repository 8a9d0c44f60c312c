"""Available to promise: what one product in one warehouse can still give, and when.

Dates may be anything that compares; quantities are in the product's own unit.
"""

from bisect import bisect_right
from itertools import accumulate
from math import floor
from typing import Any, NamedTuple

EPSILON = 1e-6


class Demand(NamedTuple):
    """What one order line asks for."""

    key: Any
    date: Any
    quantity: float


class Shortage(NamedTuple):
    """What is missing for one order line, and when the goods come."""

    short: float
    available: float
    next_date: Any = False
    next_quantity: float = 0.0
    full_date: Any = False


class Forecast:
    """Stock on hand and the dated changes that are planned.

    >>> forecast = Forecast(10, [(3, 20), (5, -4)])
    >>> [forecast.available(day) for day in (1, 3, 5)]
    [10.0, 26.0, 26.0]

    What is sold for a later day is not available today, so the lowest level from a day on
    counts:

    >>> Forecast(10, [(5, -8)]).available(1)
    2.0

    A forecast below zero gives nothing:

    >>> Forecast(-3).available(1)
    0.0
    """

    def __init__(self, stock=0.0, changes=()):
        self._stock = float(stock)
        self._changes = list(changes)
        self._receipts = sorted(change for change in self._changes if change[1] > 0)
        self._levels = None

    def _curve(self):
        """Return ``(dates, lowest level from each date on)``; the first level is before all."""
        if self._levels is None:
            by_date = {}
            for date, quantity in self._changes:
                by_date[date] = by_date.get(date, 0.0) + quantity
            dates = sorted(by_date)
            levels = list(accumulate((by_date[date] for date in dates), initial=self._stock))
            lowest = list(accumulate(reversed(levels), min))
            self._levels = dates, lowest[::-1]
        return self._levels

    def copy(self):  # pylint: disable=method-required-super
        """Return a forecast of its own, so that another order's demand is not taken from it."""
        return Forecast(self._stock, self._changes)

    def without_receipts(self):
        """Return the forecast of what is here already, and of what leaves.

        >>> Forecast(10, [(3, 20), (5, -4)]).without_receipts().available(1)
        6.0
        """
        return Forecast(self._stock, [change for change in self._changes if change[1] < 0])

    def available(self, date):
        """Return what can be promised for ``date`` without taking from anybody else."""
        if not self._changes:
            return max(self._stock, 0.0)
        dates, lowest = self._curve()
        return max(lowest[bisect_right(dates, date)], 0.0)

    def take(self, date, quantity):
        """Count ``quantity`` as leaving on ``date``."""
        self._changes.append((date, -quantity))
        self._levels = None

    def full_date(self, date, quantity):
        """Return the first moment after ``date`` when ``quantity`` can be promised, or False.

        >>> forecast = Forecast(0, [(3, 2), (7, 5)])
        >>> forecast.full_date(1, 2), forecast.full_date(1, 6), forecast.full_date(1, 8)
        (3, 7, False)
        """
        if not self._receipts:
            return False
        dates, lowest = self._curve()
        for moment, level in zip(dates, lowest[1:], strict=True):
            if moment > date and level >= quantity - EPSILON:
                return moment
        return False

    def next_receipt(self):
        """Return ``(date, quantity)`` of the next planned receipt, or ``(False, 0.0)``."""
        return self._receipts[0] if self._receipts else (False, 0.0)


def allocate(forecast, demands):
    """Return ``{key: Shortage}`` for demands served in the order given.

    A demand that is short keeps its whole claim: it will wait for the next receipt.

    >>> found = allocate(Forecast(5), [Demand("a", 1, 4), Demand("b", 1, 3)])
    >>> found["a"].short, found["b"].short, found["b"].available
    (0.0, 2.0, 1.0)

    An incoming receipt counts from its date on:

    >>> found = allocate(Forecast(0, [(3, 20)]), [Demand("a", 2, 5), Demand("b", 4, 5)])
    >>> found["a"].short, found["a"].full_date, found["b"].short
    (5.0, 3, 0.0)

    Two workers, 10 on hand, 8 and 8 ordered: 8 promised and 2.

    >>> found = allocate(Forecast(10), [Demand("a", 1, 8), Demand("b", 1, 8)])
    >>> found["a"].short, found["b"].available
    (0.0, 2.0)
    """
    shortages = {}
    for key, date, quantity in demands:
        available = min(forecast.available(date), quantity)
        short = quantity - available
        short = float(short) if short > EPSILON else 0.0
        full_date = forecast.full_date(date, quantity) if short else False
        shortages[key] = Shortage(short, float(available), *forecast.next_receipt(), full_date)
        forecast.take(date, quantity)
    return shortages


def combine(parts, quantity):
    """Return the ``Shortage`` of ``quantity`` kits from those of their components.

    A kit is whole or it is not there: the scarcest component decides, and the kits are all
    there when the last component is.

    :param parts: pairs of a component's ``Shortage`` and how much of it is in one kit

    >>> pot = Shortage(0, 4)
    >>> lid = Shortage(3, 5, next_date=7, next_quantity=9, full_date=7)
    >>> combine([(pot, 1), (lid, 2)], 4)
    Shortage(short=2.0, available=2.0, next_date=7, next_quantity=4.0, full_date=7)
    >>> combine([(pot, 1), (Shortage(8, 0), 2)], 4).full_date
    False
    """
    scarcest, each = min(parts, key=lambda part: part[0].available / part[1])
    available = min(float(floor(scarcest.available / each + EPSILON)), quantity)
    short = quantity - available
    dates = [part.full_date for part, _each in parts if part.short]
    return Shortage(
        float(short) if short > EPSILON else 0.0,
        available,
        scarcest.next_date,
        float(floor(scarcest.next_quantity / each + EPSILON)),
        max(dates) if dates and all(dates) else False,
    )
