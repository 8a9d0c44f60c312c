"""When a message may be sent: within the hours of the person who receives it."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def next_opening(moment, tz_name, from_hour, to_hour):
    """Return the first moment at or after ``moment`` within the window, naive UTC.

    :param datetime moment: naive UTC
    :param str tz_name: the recipient's timezone; an unknown one counts as UTC
    :param int from_hour: local hour at which the window opens, 0 to 23
    :param int to_hour: local hour at which it closes, above ``from_hour``, up to 24

    Ten in the evening in Vietnam waits until nine the next morning; noon does not wait:

    >>> next_opening(datetime(2026, 1, 5, 15), "Asia/Ho_Chi_Minh", 9, 20)
    datetime.datetime(2026, 1, 6, 2, 0)
    >>> next_opening(datetime(2026, 1, 5, 5), "Asia/Ho_Chi_Minh", 9, 20)
    datetime.datetime(2026, 1, 5, 5, 0)
    >>> next_opening(datetime(2026, 1, 5, 1), "Asia/Ho_Chi_Minh", 9, 20)
    datetime.datetime(2026, 1, 5, 2, 0)
    >>> next_opening(datetime(2026, 1, 5, 1), "Mars/Olympus", 0, 24)
    datetime.datetime(2026, 1, 5, 1, 0)
    """
    local = moment.replace(tzinfo=timezone.utc).astimezone(_zone(tz_name))
    if from_hour <= local.hour < to_hour:
        return moment
    day = local.date() + timedelta(days=1 if local.hour >= to_hour else 0)
    opening = datetime(day.year, day.month, day.day, from_hour, tzinfo=local.tzinfo)
    return opening.astimezone(timezone.utc).replace(tzinfo=None)


def _zone(name):
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
