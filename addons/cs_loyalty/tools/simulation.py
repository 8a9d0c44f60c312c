"""Candidate tiers beside the present ones, and what their benefits cost in a year."""

from itertools import pairwise
from typing import NamedTuple

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


class Candidate(NamedTuple):
    """A tier on paper. ``rank`` is that of the present tier, 0 for a new one."""

    key: int
    rank: int
    threshold: float
    kept: bool = True


def arrange(candidates):
    """Return (key, rank, threshold, active) of candidates, lowest first, ranked as they apply.

    Present tiers keep their order, a new one goes where its threshold belongs. A tier to be given
    up stays in its place, so that its members fall to the one below. Without a new tier the
    ranks are those there are.

    :raises ValueError: with the keys of two kept tiers, where a higher one asks no more

    >>> gold, silver = Candidate(12, 2, 100), Candidate(11, 1, 40)
    >>> arrange([gold, silver])
    [(11, 1, 40, True), (12, 2, 100, True)]
    >>> arrange([silver, gold, Candidate(-1, 0, 70)])
    [(11, 1, 40, True), (-1, 2, 70, True), (12, 3, 100, True)]
    >>> arrange([silver, Candidate(12, 2, 100, False), Candidate(13, 3, 150)])
    [(11, 1, 40, True), (12, 2, 100, False), (13, 3, 150, True)]
    >>> arrange([Candidate(11, 1, 100), gold])
    Traceback (most recent call last):
    ValueError: (11, 12)
    >>> arrange([gold, Candidate(-1, 0, 100)])
    Traceback (most recent call last):
    ValueError: (12, -1)
    """
    placed = sorted((c for c in candidates if c.rank), key=lambda c: (c.rank, not c.kept))
    news = sorted((c for c in candidates if not c.rank and c.kept), key=lambda c: c.threshold)
    for new in news:
        below = [i for i, c in enumerate(placed) if c.kept and c.threshold <= new.threshold]
        placed.insert(below[-1] + 1 if below else 0, new)
    kept = [c for c in placed if c.kept]
    for lower, upper in pairwise(kept):
        if lower.threshold >= upper.threshold:
            raise ValueError((lower.key, upper.key))
    return [
        (c.key, rank if news else c.rank, c.threshold, c.kept)
        for rank, c in enumerate(placed, start=1)
    ]


def matrix(counts, keys):
    """Return rows of counts, from the first key to the last, with a total at their end.

    :param counts: {(from, to): customers}

    >>> matrix({(0, 1): 3, (1, 1): 5, (1, 0): 2}, [0, 1])
    [[0, 3, 3], [2, 5, 7]]
    """
    rows = [[counts.get((before, after), 0) for after in keys] for before in keys]
    return [[*row, sum(row)] for row in rows]


def inert(value):
    """Return a text that no spreadsheet takes for a formula; other values as they are.

    >>> inert("=cmd|' /C calc'!A0"), inert("Lan"), inert(-3.5)
    ("'=cmd|' /C calc'!A0", 'Lan', -3.5)
    """
    if isinstance(value, str) and value.startswith(FORMULA_SIGNS):
        return "'" + value
    return value
