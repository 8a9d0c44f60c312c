"""Points that a purchase earned, and those that its return takes back."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def exact(number):
    """Return a float as it reads.

    >>> exact(0.1)
    Decimal('0.1')
    """
    return Decimal(str(number or 0))


def multiplied(points, multiplier):
    """Return the points of a member, two decimals, never rounded up.

    >>> multiplied(100.0, 1.5)
    150.0
    >>> multiplied(0.05, 1.5), multiplied(33.33, 1.0)
    (0.07, 33.33)
    """
    return float((exact(points) * exact(multiplier)).quantize(CENT, ROUND_DOWN))


def part(earned, share):
    """Return the points of a share of the order, the whole at most.

    >>> part(Decimal(100), Decimal("0.333333")), part(Decimal(100), Decimal("1.2"))
    (Decimal('33.33'), Decimal('100.00'))
    """
    return (earned * min(max(share, Decimal(0)), Decimal(1))).quantize(CENT, ROUND_HALF_UP)


def taken_back(earned, earlier, share, balance):
    """Return the points that a credit note takes back.

    The parts of several credit notes add up to the whole: each takes the difference that it
    makes. A balance that is too small is emptied, and the rest is let go.

    :param earned: points that the order gave
    :param earlier: share of the order that earlier credit notes took back
    :param share: share of this one
    :param balance: points that are there

    >>> third = Decimal(1) / 3
    >>> [str(taken_back(100, third * n, third, 1000)) for n in range(3)]
    ['33.33', '33.34', '33.33']
    >>> taken_back(100, 0, 1, 40), taken_back(100, 0, Decimal("0.1"), -5)
    (Decimal('40'), Decimal('0'))
    >>> taken_back(100, 1, 1, 500)
    Decimal('0.00')
    """
    earned, earlier, share = exact(earned), exact(earlier), exact(share)
    wanted = part(earned, earlier + share) - part(earned, earlier)
    return max(min(wanted, exact(balance)), Decimal(0))
