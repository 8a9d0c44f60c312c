"""Who gets what has come in: first come in the order given, and nobody hoards."""

from collections import defaultdict
from typing import NamedTuple

EPSILON = 1e-6


class Claim(NamedTuple):
    """What one move still needs.

    ``place`` names the product and where it is taken from; ``together`` names the delivery that
    leaves only as a whole, None where a part may leave.
    """

    key: object
    place: object
    quantity: float
    together: object = None


def serve(free, claims):
    """Return the keys of the claims that get something, in the order in which they are served.

    :param dict free: {place: quantity that nobody holds}
    :param claims: in the order in which they are to be served

    Ten pieces for three who want eight, one and four: the last gets the rest.

    >>> serve({"a": 10}, [Claim(1, "a", 8), Claim(2, "a", 1), Claim(3, "a", 4)])
    [1, 2, 3]

    A delivery that leaves only as a whole takes nothing as long as a part of it is missing, and
    stands back for those behind it; as soon as it can leave, all of it is served at its place:

    >>> whole = [Claim(1, "a", 8, "x"), Claim(2, "b", 1, "x")]
    >>> serve({"a": 10}, [*whole, Claim(3, "a", 4)])
    [3]
    >>> serve({"a": 10, "b": 1}, [*whole, Claim(3, "a", 4)])
    [1, 2, 3]
    """
    left = defaultdict(float, free)
    parts = defaultdict(list)
    for claim in claims:
        if claim.together is not None:
            parts[claim.together].append(claim)
    served, seen = [], set()
    for claim in claims:
        if claim.together is None:
            taken = [claim] if left[claim.place] > EPSILON else []
        elif claim.together in seen:
            continue
        else:
            seen.add(claim.together)
            taken = parts[claim.together] if _fits(left, parts[claim.together]) else []
        for one in taken:
            left[one.place] -= min(one.quantity, left[one.place])
            served.append(one.key)
    return served


def _fits(left, claims):
    """Return whether all of these claims can be served together."""
    needed = defaultdict(float)
    for claim in claims:
        needed[claim.place] += claim.quantity
    return all(left[place] >= quantity - EPSILON for place, quantity in needed.items())
