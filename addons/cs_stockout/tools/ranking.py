"""How good a substitute is: published weights, each part explained.

================  ======  =============================================================
part              weight  full marks
================  ======  =============================================================
``rule``              35  the rule's rank is 1; half at rank 11; ranks of a chain add up
``availability``      15  much more in stock than needed; none when just enough
``price``             15  the customer pays what was promised; none at double or free
``accepted``          15  everybody who was offered it took it
``likeness``          10  same category, and the attributes that both state are the same
``customer``          10  the customer has bought it before; none after a refusal
================  ======  =============================================================

Where a shop uses what is bought together, ``affinity`` counts 10 and ``rule`` 25. A part about
which nothing is known counts half: it neither helps nor harms.

>>> sum(weights().values()), sum(weights(affinity=True).values())
(100, 100)
"""

from typing import NamedTuple

WEIGHTS = {
    "rule": 35,
    "availability": 15,
    "price": 15,
    "accepted": 15,
    "likeness": 10,
    "customer": 10,
}
AFFINITY_WEIGHT = 10
UNKNOWN = 0.5
_HALF_RANK = 10


class Score(NamedTuple):
    """Points from 0 to 100 and the parts that they are made of."""

    total: float
    parts: dict


class Signals(NamedTuple):
    """What is known of a substitute beyond rule, stock and price: shares from 0 to 1."""

    accepted: float = UNKNOWN
    likeness: float = UNKNOWN
    customer: float = UNKNOWN
    affinity: float | None = None


NOTHING = Signals()


def weights(affinity=False):
    """Return the weight of each part; they add up to 100.

    :param bool affinity: the shop uses what is bought together

    >>> weights(affinity=True)["rule"], weights()["rule"]
    (25, 35)
    """
    if not affinity:
        return WEIGHTS
    return {
        **WEIGHTS,
        "rule": WEIGHTS["rule"] - AFFINITY_WEIGHT,
        "affinity": AFFINITY_WEIGHT,
    }


def closeness(promised, own):
    """Return 1 for the same price, 0 for double or nothing.

    >>> closeness(100, 100), closeness(100, 150), closeness(100, 300), closeness(0, 5)
    (1.0, 0.5, 0.0, 0.0)
    """
    if promised <= 0:
        return 1.0 if own <= 0 else 0.0
    return max(0.0, 1.0 - abs(own - promised) / promised)


def acceptance(accepted, offered):
    """Return the share of customers who took what they were offered, two of them imagined.

    One yes and one no are added, so that a single answer decides nothing.

    >>> acceptance(0, 0), acceptance(1, 1), acceptance(18, 18), acceptance(0, 8)
    (0.5, 0.6666666666666666, 0.95, 0.1)
    """
    return (accepted + 1) / (offered + 2)


def likeness(same_category, ordered, offered):
    """Return how alike two products are: category and the attributes that both state.

    :param dict ordered: ``{attribute: set of values}`` of the product that was ordered
    :param dict offered: the same of the substitute

    >>> likeness(True, {}, {})
    1.0
    >>> likeness(True, {"colour": {1}, "size": {5}}, {"colour": {2}, "size": {5}})
    0.6666666666666666
    >>> likeness(False, {"colour": {1}}, {"size": {5}})
    0.0
    """
    both = ordered.keys() & offered.keys()
    same = sum(not ordered[key].isdisjoint(offered[key]) for key in both)
    return (same + bool(same_category)) / (len(both) + 1)


def familiarity(bought, refused):
    """Return 1 for what the customer bought, 0 for what was refused, half where nothing is known.

    >>> familiarity(True, True), familiarity(False, True), familiarity(False, False)
    (1.0, 0.0, 0.5)
    """
    if bought:
        return 1.0
    return 0.0 if refused else UNKNOWN


def score(rank, needed, available, promised, own, signals=NOTHING):
    """Return the ``Score`` of a substitute.

    :param int rank: of the rule, 1 is the best
    :param float needed: units of the substitute that are needed
    :param float available: units that can be promised
    :param float promised: price promised for what is needed
    :param float own: what the customer would pay for the substitute
    :param Signals signals: what else is known

    >>> score(rank=1, needed=3, available=12, promised=100, own=100).total
    78.7
    >>> known = Signals(accepted=1.0, likeness=0.0, customer=1.0)
    >>> list(score(11, 3, 3, 100, 150, known).parts.values())
    [17.5, 0.0, 7.5, 15.0, 0.0, 10.0]
    >>> score(1, 3, 12, 100, 100, Signals(affinity=1.0)).total
    78.7
    """
    shares = {
        "rule": 1.0 / (1.0 + max(rank - 1, 0) / _HALF_RANK),
        "availability": max(0.0, 1.0 - needed / available) if available > 0 else 0.0,
        "price": closeness(promised, own),
        "accepted": signals.accepted,
        "likeness": signals.likeness,
        "customer": signals.customer,
    }
    if signals.affinity is not None:
        shares["affinity"] = signals.affinity
    parts = {
        name: round(weight * shares[name], 1)
        for name, weight in weights("affinity" in shares).items()
    }
    return Score(round(sum(parts.values()), 1), parts)
