"""A member's tier replayed from documents, day by day, as nightly reviews would have decided."""

from datetime import date, timedelta  # noqa: F401

from dateutil.relativedelta import relativedelta

from .at_risk import value_on
from .decision import Rule, Standing, decide, earned_position  # noqa: F401
from .periods import boundaries


def replay(rows, rule, period, start, until, months=12, metric="spend", standing=None):
    """Return the standing on ``until``, from ``standing`` after the review of ``start``.

    :param rows: ``(date, number, order key, document date)``: a refund counts on the date of its
        origin, from its own date on

    >>> rows = [(date(2025, 12, 10), 60, "a", date(2025, 12, 10)),
    ...         (date(2026, 1, 5), 45, "b", date(2026, 1, 5)),
    ...         (date(2025, 12, 10), -6, "a", date(2026, 1, 20))]
    >>> rule = Rule((40, 100))
    >>> [replay(rows, rule, "rolling", date(2025, 1, 1), date(2026, *day)).position
    ...  for day in ((1, 5), (1, 20), (12, 9), (12, 10))]
    [2, 1, 1, 1]
    >>> replay(rows, Rule((40, 100), "earned", 0, 30), "rolling", date(2025, 1, 1),
    ...        date(2026, 2, 1))
    Standing(position=2, valid_until=None, grace_until=datetime.date(2026, 2, 18))

    Where each step down has its grace, the next one begins on the day after:

    >>> replay([], Rule((40, 100), "one_step", 0, 30), "rolling", date(2026, 1, 1),
    ...        date(2026, 3, 4), standing=Standing(2))
    Standing(position=0, valid_until=None, grace_until=None)
    """
    standing = standing or Standing()
    # Whether the tier held asks for more than is there; not known before the first day.
    short = True
    days = _fixed_days(rows, period, start, until, months)
    day = start
    while True:
        limits = [standing.valid_until, standing.grace_until]
        coming = [limit + timedelta(days=1) for limit in limits if limit and limit >= day]
        if short and _falls_daily(standing, rule, day):
            coming.append(day + timedelta(days=1))
        day = min([*(on for on in days if on > day), *(on for on in coming if on > day)],
                  default=None)
        if day is None or day > until:
            return standing
        known = [row[:3] for row in rows if row[3] <= day and row[0] <= day]
        anchor = min((row[0] for row in known), default=day)
        value = value_on(known, period, day, months, anchor, metric) if known else 0
        standing = decide(value, standing, rule, day)
        short = earned_position(value, rule.thresholds) < standing.position


def _falls_daily(standing, rule, day):
    """Return whether a shortfall is acted on the next day: nothing holds the tier any longer."""
    held = standing.grace_until or (standing.valid_until and standing.valid_until >= day)
    return bool(standing.position and rule.policy != "never" and not held)


def _fixed_days(rows, period, start, until, months):
    """Return the days after ``start`` on which documents come, or leave what is counted."""
    days = {row[0] for row in rows} | {row[3] for row in rows}
    if period == "rolling":
        days |= {row[0] + relativedelta(months=months) for row in rows}
    elif rows:
        anchor, day = min(row[0] for row in rows), start
        while day and day <= until:
            day = next(iter(boundaries(period, max(day, anchor), anchor)), None)
            days.add(day)
    return sorted(day for day in days if day and start < day <= until)
