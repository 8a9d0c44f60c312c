"""Time that counts: hours of work between two moments, and how they are told."""


def between(intervals, start, end):
    """Return the hours of ``intervals`` that lie between two moments, negative backwards.

    :param intervals: ``(start, stop)`` of working times, apart from each other
    :param start: a moment, of the kind that the intervals have
    :param end: likewise

    >>> from datetime import datetime as dt
    >>> days = [(dt(2026, 3, day, 8), dt(2026, 3, day, 16)) for day in (5, 6, 9)]
    >>> between(days, dt(2026, 3, 5, 10), dt(2026, 3, 5, 12))
    2.0
    >>> between(days, dt(2026, 3, 6, 14), dt(2026, 3, 9, 9, 30))  # over a weekend
    3.5
    >>> between(days, dt(2026, 3, 9, 9, 30), dt(2026, 3, 6, 14))
    -3.5
    >>> between(days, dt(2026, 3, 7, 9), dt(2026, 3, 8, 9))
    0.0
    """
    if end < start:
        return -between(intervals, end, start)
    seconds = 0.0
    for begin, stop in intervals:
        overlap = (min(stop, end) - max(begin, start)).total_seconds()
        seconds += max(0.0, overlap)
    return seconds / 3600


def clock(hours):
    """Return hours and minutes as read on a watch.

    >>> clock(2.5), clock(0), clock(-0.25), clock(1.999)
    ('2:30', '0:00', '0:15', '2:00')
    """
    minutes = round(abs(hours) * 60)
    return f"{minutes // 60}:{minutes % 60:02d}"


def urgency(hours_left, soon=2):
    """Return ``late``, ``soon`` or ``calm`` for the working hours that are left.

    >>> urgency(-0.1), urgency(0), urgency(2), urgency(2.1)
    ('late', 'soon', 'soon', 'calm')
    """
    if hours_left < 0:
        return "late"
    return "soon" if hours_left <= soon else "calm"
