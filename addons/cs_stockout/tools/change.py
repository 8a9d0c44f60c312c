"""Changing a confirmed order: where a quantity is taken from, and what stands in the way.

Quantities are in the product's own unit.
"""

from typing import NamedTuple

from .allocation import EPSILON

NOT_CONFIRMED, KIT, OWN_ROUTE, BOUGHT = "not_confirmed", "kit", "own_route", "bought"
COMBO, REWARD, HANDLED = "combo", "reward", "handled"


class Situation(NamedTuple):
    """What is known of a line when ``wanted`` is to be taken off it.

    ``uncovered`` was promised, but nothing is planned to deliver it any more; ``loose`` is
    planned and still on the shelf; ``staged`` was picked in an earlier step and waits for the
    next one. What is in hands or delivered is in none of them.
    """

    wanted: float
    uncovered: float = 0.0
    loose: float = 0.0
    staged: float = 0.0
    confirmed: bool = True
    kit: bool = False
    own_route: bool = False
    bought: bool = False
    combo: bool = False
    reward: bool = False


class Plan(NamedTuple):
    """How much is taken from where."""

    uncovered: float
    loose: float
    staged: float


def obstacle(situation):
    """Return the first reason why the quantity cannot be taken off, None if it can.

    >>> obstacle(Situation(3, loose=5))
    >>> obstacle(Situation(3, loose=2, staged=1))
    >>> obstacle(Situation(3, loose=2))
    'handled'
    >>> obstacle(Situation(3, loose=5, confirmed=False))
    'not_confirmed'
    >>> obstacle(Situation(3, loose=5, kit=True)), obstacle(Situation(3, loose=5, bought=True))
    ('kit', 'bought')
    """
    for reason, stands in (
        (NOT_CONFIRMED, not situation.confirmed),
        (COMBO, situation.combo),
        (REWARD, situation.reward),
        (KIT, situation.kit),
        (BOUGHT, situation.bought),
        (OWN_ROUTE, situation.own_route),
    ):
        if stands:
            return reason
    free = situation.uncovered + situation.loose + situation.staged
    return HANDLED if free < situation.wanted - EPSILON else None


def plan(situation):
    """Return the ``Plan``: first what nobody delivers, then the shelf, last what is staged.

    >>> plan(Situation(4, uncovered=1, loose=2, staged=9))
    Plan(uncovered=1, loose=2, staged=1)
    >>> plan(Situation(4, loose=9))
    Plan(uncovered=0.0, loose=4.0, staged=0.0)
    """
    left, parts = situation.wanted, []
    for source in (situation.uncovered, situation.loose, situation.staged):
        part = min(left, source) if source > EPSILON else 0.0
        left = left - part if left - part > EPSILON else 0.0
        parts.append(part)
    return Plan(*parts)


def spread(wanted, pieces):
    """Return ``[(key, quantity)]`` that take ``wanted`` from ``(key, free)`` in their order.

    >>> spread(4, [("a", 3), ("b", 0), ("c", 3)])
    [('a', 3), ('c', 1)]
    """
    taken = []
    for key, free in pieces:
        part = min(wanted, free)
        if part > EPSILON:
            taken.append((key, part))
            wanted -= part
    return taken
