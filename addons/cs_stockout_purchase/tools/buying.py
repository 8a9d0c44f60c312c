"""How much is asked of a supplier."""

from math import ceil


def to_buy(needed, minimum=0.0, listed=0.0, packs=False):
    """Return the quantity to put on a request for quotation, all in the supplier's unit.

    What the request lists already counts towards the supplier's minimum.

    >>> to_buy(3)
    3
    >>> to_buy(3, minimum=10)
    10.0
    >>> to_buy(3, minimum=10, listed=8)
    3
    >>> to_buy(3, minimum=10, listed=4)
    6

    Nobody sells a quarter of a dozen.

    >>> to_buy(0.25, packs=True), to_buy(2.0000000001, packs=True)
    (1, 2)

    :param float needed: what is missing
    :param float minimum: least quantity that the supplier sells at the price agreed
    :param float listed: what the request asks for of this product already
    :param bool packs: the supplier sells whole packs, not the product's own unit
    """
    quantity = max(needed, minimum - listed)
    return ceil(round(quantity, 6)) if packs else quantity


def to_order(wanted, expected, asked=0.0):
    """Return what is missing for a stock of ``wanted``; nothing where it is covered.

    >>> to_order(20, -3)
    23.0
    >>> to_order(20, 12, asked=5)
    3
    >>> to_order(20, 12, asked=8)
    0

    :param float wanted: stock at which to order again
    :param float expected: stock after all that is planned to come and go
    :param float asked: on requests for quotation that are not confirmed
    """
    return max(wanted - expected - asked, 0.0)
