"""When a member would lose her tier if she bought nothing more.

``risk_sql`` gives the same answer for a whole group, where it can in one expression.
"""

from collections import defaultdict
from datetime import date, timedelta  # noqa: F401

from dateutil.relativedelta import relativedelta

from .decision import Override, Rule, Standing, decide, earned_position, overridden  # noqa: F401
from .periods import boundaries, windows


def value_on(rows, period, day, months=12, anchor=None, metric="spend"):
    """Return the contribution on ``day`` by documents ``(date, number, order key)``.

    >>> rows = [(date(2026, 1, 5), 60, "a"), (date(2026, 3, 5), 45, "b")]
    >>> value_on(rows, "rolling", date(2026, 3, 5)), value_on(rows, "rolling", date(2027, 1, 5))
    (105, 45)
    >>> value_on(rows, "rolling", date(2026, 3, 5), metric="orders")
    2
    """
    values = []
    for after, until in windows(period, day, months, anchor):
        inside = [row for row in rows if (not after or row[0] > after) and row[0] <= until]
        if metric == "orders":
            sums = defaultdict(int)
            for _day, number, key in inside:
                sums[key] += number
            values.append(sum(total > 0 for total in sums.values()))
        else:
            values.append(sum(number for _day, number, _key in inside))
    return max(values)


def value_steps(rows, period, day, months=12, anchor=None, metric="spend"):
    """Return ``(day, contribution)`` from ``day`` on, at each day on which it may change.

    >>> rows = [(date(2026, 1, 5), 60, "a"), (date(2026, 3, 5), 45, "b")]
    >>> value_steps(rows, "rolling", date(2026, 3, 5))
    [(datetime.date(2026, 3, 5), 105), (datetime.date(2027, 1, 5), 45), \
(datetime.date(2027, 3, 5), 0)]
    >>> value_steps(rows, "calendar_year", date(2026, 3, 5))
    [(datetime.date(2026, 3, 5), 105), (datetime.date(2027, 1, 1), 105), \
(datetime.date(2028, 1, 1), 0)]
    """
    if period == "rolling":
        days = {row[0] + relativedelta(months=months) for row in rows}
    else:
        days = set(boundaries(period, day, anchor))
    days = [day, *sorted(later for later in days if later > day)]
    return [(on, value_on(rows, period, on, months, anchor, metric)) for on in days]


def first_loss(day, standing, rule, steps, override=None):
    """Return the first day on which the tier held after the review of ``day`` is lost, or None.

    :param steps: what ``value_steps`` returns
    :param override: a tier set by hand

    >>> rule = Rule((40, 100), "earned", 0, 30)
    >>> steps = [(date(2026, 3, 5), 105), (date(2027, 1, 5), 45), (date(2027, 3, 5), 0)]
    >>> str(first_loss(date(2026, 3, 5), Standing(2), rule, steps))
    '2027-02-04'
    >>> kept = Standing(2, date(2027, 1, 31))
    >>> str(first_loss(date(2026, 3, 5), kept, Rule((40, 100), "earned", 12), steps))
    '2027-02-01'
    >>> by_hand = Override(2, "floor", date(2027, 6, 30))
    >>> str(first_loss(date(2026, 3, 5), kept, rule, steps, by_hand))
    '2027-07-01'
    >>> first_loss(date(2026, 3, 5), Standing(2), Rule((40, 100), "never"), steps) is None
    True
    """
    shown = overridden(standing.position, override, day)
    end = override and override.until
    last = steps[-1][0]
    while shown:
        value = next(value for on, value in reversed(steps) if on <= day)
        short = earned_position(value, rule.thresholds) < standing.position
        if day >= last and not short:
            lost = bool(end) and day <= end and standing.position < shown
            return end + timedelta(days=1) if lost else None
        day = _next_day(day, standing, rule, steps, end, short)
        if not day:
            return None
        value = next(value for on, value in reversed(steps) if on <= day)
        standing = decide(value, standing, rule, day)
        if overridden(standing.position, override, day) < shown:
            return day
    return None


def _next_day(day, standing, rule, steps, end, short):
    """Return the next day on which a review may decide otherwise, or None."""
    limits = [standing.valid_until, standing.grace_until, end]
    days = [limit + timedelta(days=1) for limit in limits if limit]
    if short and rule.policy != "never" and not any(limit and limit > day for limit in limits[:2]):
        days.append(day + timedelta(days=1))
    return min((on for on in [*days, *(on for on, _value in steps)] if on > day), default=None)
