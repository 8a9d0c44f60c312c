"""Which promises are unsafe: pure decisions on dates and quantities.

Dates of the database are UTC without a zone; quantities are in the product's unit.
"""

from math import ceil
from zoneinfo import ZoneInfo

from .allocation import EPSILON, Demand, Shortage, allocate

UTC = ZoneInfo("UTC")


def serve(forecast, rows):
    """Return ``{key: Shortage}``: what is reserved is kept, the rest is served as given.

    :param forecast: supply without these rows
    :param rows: ``(key, date, quantity, reserved)``, first served first

    >>> from .allocation import Forecast
    >>> found = serve(Forecast(5), [("early", 1, 4, 0), ("held", 2, 3, 3)])
    >>> found["early"].short, found["held"].short
    (2.0, 0.0)
    """
    rows = list(rows)
    held = allocate(
        forecast,
        [Demand(key, date, min(held, quantity)) for key, date, quantity, held in rows],
    )
    rest = allocate(
        forecast,
        [Demand(key, date, max(quantity - held, 0)) for key, date, quantity, held in rows],
    )
    return {
        key: Shortage(
            held[key].short + rest[key].short,
            held[key].available + rest[key].available,
            *rest[key][2:],
        )
        for key in rest
    }


def kits_missing(kits, waiting, short):
    """Return how many of ``kits`` cannot be made up when ``short`` of a component is missing.

    :param kits: not delivered yet
    :param waiting: quantity of the component that these kits wait for

    >>> kits_missing(4, 8, 3), kits_missing(4, 8, 0), kits_missing(0, 0, 1)
    (2, 0, 0)
    """
    if kits <= EPSILON or waiting <= EPSILON:
        return 0
    return min(ceil(short / (waiting / kits) - EPSILON), kits)


def day(moment, zone):
    """Return the calendar day of ``moment`` where the customer's promise was given.

    >>> from datetime import datetime
    >>> day(datetime(2026, 5, 1, 20), "Asia/Ho_Chi_Minh").isoformat()
    '2026-05-02'
    """
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()
