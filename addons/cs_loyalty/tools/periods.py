"""The windows that a review sums, as pairs (after, until): after < date <= until."""

from datetime import date, timedelta
from functools import lru_cache

from dateutil.relativedelta import relativedelta
from odoo.addons.cs_base.tools.lunar import new_year

# Astronomy is slow for what is asked for every member.
tet = lru_cache(maxsize=256)(new_year)

PERIODS = ("rolling", "calendar_year", "anniversary", "lunar_year", "lifetime")


def months_before(day, months):
    """Return the day ``months`` before ``day``; of a month's last day, the last of that month.

    So the three months that end with June are April, May and June, 31 March being left out.

    >>> months_before(date(2026, 12, 10), 12)
    datetime.date(2025, 12, 10)
    >>> months_before(date(2026, 6, 30), 3)
    datetime.date(2026, 3, 31)
    """
    last = (day + timedelta(days=1)).day == 1
    return day + relativedelta(months=-months, **({"day": 31} if last else {}))


def years_between(anchor, day):
    """Return the completed years from ``anchor`` to ``day``.

    >>> years_between(date(2024, 3, 10), date(2026, 3, 9))
    1
    >>> years_between(date(2024, 3, 10), date(2026, 3, 10))
    2
    """
    return day.year - anchor.year - ((day.month, day.day) < (anchor.month, anchor.day))


def anniversary(anchor, years):
    """Return the day on which so many years from ``anchor`` are completed.

    >>> anniversary(date(2024, 2, 29), 1), anniversary(date(2024, 2, 29), 4)
    (datetime.date(2025, 3, 1), datetime.date(2028, 2, 29))
    """
    day = anchor + relativedelta(years=years)
    return day + timedelta(days=day.day != anchor.day)


def boundaries(period, day, anchor=None):
    """Return the next two days on which a year of ``period`` ends; none where none does.

    >>> boundaries("lunar_year", date(2026, 2, 17))
    (datetime.date(2027, 2, 6), datetime.date(2028, 1, 26))
    >>> boundaries("anniversary", date(2026, 3, 10), date(2024, 3, 10))
    (datetime.date(2027, 3, 10), datetime.date(2028, 3, 10))
    >>> boundaries("lifetime", date(2026, 3, 10))
    ()
    """
    if period == "calendar_year":
        return date(day.year + 1, 1, 1), date(day.year + 2, 1, 1)
    if period == "lunar_year":
        year = day.year + (day >= tet(day.year))
        return tet(year), tet(year + 1)
    if period == "anniversary":
        years = years_between(anchor, day)
        return anniversary(anchor, years + 1), anniversary(anchor, years + 2)
    return ()


def windows(period, day, months=12, anchor=None):
    """Return the windows of ``period`` on ``day``; the largest sum of them decides.

    A rolling window and a lifetime are one window. Where years count, the completed year
    decides and the running one can only add to it: two windows. A lunar year runs from one
    Tết to the eve of the next.

    :param int months: length of the rolling window
    :param date anchor: first purchase, for ``anniversary``

    >>> windows("rolling", date(2026, 12, 10))
    ((datetime.date(2025, 12, 10), datetime.date(2026, 12, 10)),)
    >>> windows("rolling", date(2026, 5, 31), 3)
    ((datetime.date(2026, 2, 28), datetime.date(2026, 5, 31)),)
    >>> windows("lifetime", date(2026, 5, 31))
    ((None, datetime.date(2026, 5, 31)),)
    >>> windows("calendar_year", date(2026, 5, 31)) == (
    ...     (date(2024, 12, 31), date(2025, 12, 31)), (date(2025, 12, 31), date(2026, 5, 31)))
    True
    >>> windows("anniversary", date(2026, 5, 31), anchor=date(2024, 3, 10)) == (
    ...     (date(2025, 3, 9), date(2026, 3, 9)), (date(2026, 3, 9), date(2026, 5, 31)))
    True
    >>> windows("anniversary", date(2025, 3, 1), anchor=date(2024, 2, 29)) == (
    ...     (date(2024, 2, 28), date(2025, 2, 28)), (date(2025, 2, 28), date(2025, 3, 1)))
    True
    >>> windows("lunar_year", date(2027, 2, 5)) == (
    ...     (date(2025, 1, 28), date(2026, 2, 16)), (date(2026, 2, 16), date(2027, 2, 5)))
    True
    """
    if period == "rolling":
        return ((months_before(day, months), day),)
    if period == "lifetime":
        return ((None, day),)
    if period == "calendar_year":
        before, start = date(day.year - 1, 1, 1), date(day.year, 1, 1)
    elif period == "lunar_year":
        year = day.year - (day < tet(day.year))
        before, start = tet(year - 1), tet(year)
    else:
        years = years_between(anchor, day)
        before, start = anniversary(anchor, years - 1), anniversary(anchor, years)
    eve = start - timedelta(days=1)
    return ((before - timedelta(days=1), eve), (eve, day))
