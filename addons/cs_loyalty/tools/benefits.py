"""What to write where a tier gives a customer something, and takes it back.

Values are numbers: amounts, or ids of records. ``None`` is no value of the customer's own, so
that the company's default applies; 0 is an emptiness chosen on purpose.
"""

from typing import NamedTuple

KEEP = object()  # leave the customer's value as it is


class Settled(NamedTuple):
    """The row to keep (none where ``given`` is None), and what to write to the customer."""

    before: object
    given: object
    value: object


def effective(value, fallback):
    """Return the value that applies.

    >>> effective(None, 7), effective(0, 7), effective(3, 7)
    (7, 0, 3)
    """
    return fallback if value is None else value


def settle(before, given, wanted, present, fallback=None):
    """Decide for one customer, company and field.

    :param before: what the customer had before anything was given
    :param given: what was given so far, None for nothing
    :param wanted: what the tier gives now, None for nothing
    :param present: what the customer has now
    :param fallback: the company's default

    Entering, moving up, and leaving restores what there was at first:

    >>> settle(None, None, 10, 4)
    Settled(before=4, given=10, value=10)
    >>> settle(4, 10, 20, 10)
    Settled(before=4, given=20, value=20)
    >>> settle(4, 20, None, 20)
    Settled(before=4, given=None, value=4)

    A value set by hand in the meantime stays:

    >>> settle(4, 10, None, 99).value is KEEP
    True
    >>> settle(4, 10, 20, 99) == Settled(4, 20, KEEP)
    True

    The company's default may be what was given:

    >>> settle(4, 10, None, None, fallback=10).value
    4
    >>> settle(None, None, None, 4).value is KEEP
    True
    """
    if given is None:
        return Settled(present, wanted, KEEP if wanted is None else wanted)
    if effective(present, fallback) != given:
        return Settled(before, wanted, KEEP)
    return Settled(before, wanted, before if wanted is None else wanted)


def raised(limit, before, fallback=None):
    """Return the limit to give: never less than what the customer had of her own.

    >>> raised(20, 5), raised(20, None, 50), raised(20, 0)
    (20, 50, 20)
    >>> raised(None, 5) is None
    True
    """
    if limit is None:
        return None
    return max(limit, effective(before, fallback) or 0)
