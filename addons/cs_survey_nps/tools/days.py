"""Days and months where a shop is, against moments in UTC."""

from datetime import datetime, time, timedelta

import pytz


def first_moment(day, zone):
    """Return the moment, naive UTC, at which a day begins in a timezone.

    >>> from datetime import date
    >>> str(first_moment(date(2026, 3, 4), "Asia/Ho_Chi_Minh"))
    '2026-03-03 17:00:00'
    """
    local = pytz.timezone(zone).localize(datetime.combine(day, time.min))
    return local.astimezone(pytz.utc).replace(tzinfo=None)


def end_of(start, interval):
    """Return the last day of the month or week that begins on ``start``.

    >>> from datetime import date
    >>> str(end_of(date(2026, 2, 1), "month")), str(end_of(date(2026, 2, 23), "week"))
    ('2026-02-28', '2026-03-01')
    """
    if interval == "week":
        return start + timedelta(days=6)
    following = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
    return following - timedelta(days=1)
