"""How good a substitute is: published weights, each part explained.

====================  ======  =========================================================
part                  weight  full marks
====================  ======  =========================================================
``rule``                  50  the rule's rank is 1; half at rank 11
``availability``          30  much more in stock than needed; none when just enough
``price``                 20  the customer pays what was promised; none at double or free
====================  ======  =========================================================
"""

from typing import NamedTuple

WEIGHTS = {"rule": 50, "availability": 30, "price": 20}
_HALF_RANK = 10


class Score(NamedTuple):
    """Points from 0 to 100 and the parts that they are made of."""

    total: float
    parts: dict


def closeness(promised, own):
    """Return 1 for the same price, 0 for double or nothing.

    >>> closeness(100, 100), closeness(100, 150), closeness(100, 300), closeness(0, 5)
    (1.0, 0.5, 0.0, 0.0)
    """
    if promised <= 0:
        return 1.0 if own <= 0 else 0.0
    return max(0.0, 1.0 - abs(own - promised) / promised)


def score(rank, needed, available, promised, own):
    """Return the ``Score`` of a substitute.

    :param int rank: of the rule, 1 is the best
    :param float needed: units of the substitute that are needed
    :param float available: units that can be promised
    :param float promised: price promised for what is needed
    :param float own: what the customer would pay for the substitute

    >>> score(rank=1, needed=3, available=12, promised=100, own=100)
    Score(total=92.5, parts={'rule': 50.0, 'availability': 22.5, 'price': 20.0})
    >>> score(rank=11, needed=3, available=3, promised=100, own=150)
    Score(total=35.0, parts={'rule': 25.0, 'availability': 0.0, 'price': 10.0})
    """
    shares = {
        "rule": 1.0 / (1.0 + max(rank - 1, 0) / _HALF_RANK),
        "availability": max(0.0, 1.0 - needed / available) if available > 0 else 0.0,
        "price": closeness(promised, own),
    }
    parts = {name: round(WEIGHTS[name] * share, 1) for name, share in shares.items()}
    return Score(round(sum(parts.values()), 1), parts)
