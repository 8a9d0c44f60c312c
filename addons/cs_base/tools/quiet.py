"""Hours at which nobody wants a message, in the recipient's own day."""

from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

SUNDAY = 6
LOOK_AHEAD_DAYS = 60


def zone(name):
    """Return the timezone of a name; UTC for one that is not known.

    >>> zone("Asia/Ho_Chi_Minh").key, zone("Mars/Olympus").key, zone(False).key
    ('Asia/Ho_Chi_Minh', 'UTC', 'UTC')
    """
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def next_open(moment, tz_name, from_hour, to_hour, sundays=True, closed_days=()):
    """Return the first moment at or after ``moment`` when a message may arrive, naive UTC.

    :param datetime moment: naive UTC
    :param str tz_name: the recipient's timezone
    :param int from_hour: local hour from which messages may arrive, 0 to 23
    :param int to_hour: local hour up to which they may, above ``from_hour``, up to 24
    :param bool sundays: whether Sunday is a day like another
    :param closed_days: local dates of holidays without messages

    Nine in the evening in Vietnam waits for eight the next morning; noon does not wait:

    >>> next_open(datetime(2026, 1, 5, 14), "Asia/Ho_Chi_Minh", 8, 20)
    datetime.datetime(2026, 1, 6, 1, 0)
    >>> next_open(datetime(2026, 1, 5, 5), "Asia/Ho_Chi_Minh", 8, 20)
    datetime.datetime(2026, 1, 5, 5, 0)

    Of a Saturday evening Monday morning comes next where Sundays are free, and Tuesday where
    that Monday is a holiday:

    >>> saturday = datetime(2026, 1, 10, 14)
    >>> next_open(saturday, "Asia/Ho_Chi_Minh", 8, 20, sundays=False)
    datetime.datetime(2026, 1, 12, 1, 0)
    >>> from datetime import date
    >>> next_open(saturday, "Asia/Ho_Chi_Minh", 8, 20, False, {date(2026, 1, 12)})
    datetime.datetime(2026, 1, 13, 1, 0)
    """
    local = moment.replace(tzinfo=timezone.utc).astimezone(zone(tz_name))
    day, hour = local.date(), local.hour
    for _day in range(LOOK_AHEAD_DAYS):
        open_day = day not in closed_days and (sundays or day.weekday() != SUNDAY)
        if open_day and hour < to_hour:
            if hour >= from_hour:
                return moment
            opening = datetime.combine(day, time(from_hour), tzinfo=local.tzinfo)
            return opening.astimezone(timezone.utc).replace(tzinfo=None)
        day, hour = day + timedelta(days=1), 0
        moment = local_midnight(day, local.tzinfo)
    return moment


def local_midnight(day, tz):
    """Return when ``day`` begins in a timezone, naive UTC.

    >>> from datetime import date
    >>> local_midnight(date(2026, 1, 6), ZoneInfo("Asia/Ho_Chi_Minh"))
    datetime.datetime(2026, 1, 5, 17, 0)
    """
    midnight = datetime.combine(day, time(), tzinfo=tz)
    return midnight.astimezone(timezone.utc).replace(tzinfo=None)
