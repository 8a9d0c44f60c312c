"""Until when a customer may choose: a pure decision on dates."""

from datetime import timedelta

# Who gets a mail needs some time to read it.
LEAST_TIME = timedelta(hours=1)


def deadline(now, usual, others=(), by_hand=()):
    """Return ``(deadline, whether a person gave it)`` for the cases of one order, asked together.

    What a person gave counts, be it shorter or longer than usual, while it leaves time to answer.
    Where several cases were given different ones, the latest counts for all: no time that
    somebody was given is taken back.

    :param usual: by the settings
    :param others: the deadlines that were set before, but not by hand; none becomes earlier
    :param by_hand: the deadlines that a person gave

    >>> from datetime import datetime
    >>> at = lambda hour: datetime(2026, 5, 1, hour)
    >>> deadline(at(8), at(18))[0].hour, deadline(at(8), at(18), others=[at(20), at(9)])[0].hour
    (18, 20)
    >>> [deadline(at(8), at(18), [at(20)], by_hand=[at(hour)]) == (at(hour), True)
    ...  for hour in (9, 12, 23)]
    [True, True, True]
    >>> deadline(at(8), at(18), by_hand=[at(11), at(12), at(3)])[0].hour
    12
    >>> deadline(at(8), at(18), by_hand=[at(8)])
    (datetime.datetime(2026, 5, 1, 18, 0), False)
    """
    given = [moment for moment in by_hand if moment >= now + LEAST_TIME]
    if given:
        return max(given), True
    return max([usual, *others]), False
