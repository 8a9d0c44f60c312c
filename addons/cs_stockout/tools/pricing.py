"""What the customer pays for a substitute. Decimal, so that 10.01 % is more than 10 %."""

from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

KEEP, SUBSTITUTE, LOWER, MAX_UPLIFT = "keep", "substitute", "lower", "max_uplift"


class Agreement(NamedTuple):
    """The unit price agreed, and whether it is the promised one (else the substitute's)."""

    price: float
    promised: bool


def exact(amount):
    """Return ``amount`` as the decimal that a person reads.

    >>> exact(0.1) + exact(0.2)
    Decimal('0.3')
    """
    return Decimal(str(amount))


class Link(NamedTuple):
    """One rule of a chain: its policy, the price of what it leads to, and units of that for one."""

    policy: str
    own: float
    ratio: float = 1.0
    max_uplift_percent: float = 0.0


def replacement_quantity(quantity, ratio, whole=True):
    """Return how much of the substitute replaces ``quantity``.

    :param float ratio: units of the substitute for one unit of the product
    :param bool whole: the substitute is sold by the piece

    >>> replacement_quantity(3, 2)
    6.0
    >>> replacement_quantity(3, 0.5), replacement_quantity(3, 0.5, whole=False)
    (2.0, 1.5)
    """
    if ratio == 1 and float(quantity).is_integer():
        return float(quantity)
    wanted = exact(quantity) * exact(ratio)
    if whole:
        # Noise of unit conversions must not cost the customer a piece.
        wanted = wanted.quantize(Decimal("0.000001")).to_integral_value(ROUND_CEILING)
    return float(wanted)


def agreed_price(policy, promised, own, ratio=1.0, max_uplift_percent=0.0):
    """Return the ``Agreement`` on the price of one unit of the substitute, None if refused.

    :param str policy: ``keep``, ``substitute``, ``lower`` or ``max_uplift``
    :param float promised: price promised for one unit of the product
    :param float own: the substitute's own price for one unit of it
    :param float ratio: units of the substitute that replace one unit of the product
    :param float max_uplift_percent: with ``max_uplift``, how much more may be asked

    >>> agreed_price("keep", 100, 120)
    Agreement(price=100.0, promised=True)
    >>> agreed_price("substitute", 100, 120)
    Agreement(price=120.0, promised=False)
    >>> agreed_price("lower", 100, 120).price, agreed_price("lower", 100, 90).price
    (100.0, 90.0)
    >>> agreed_price("max_uplift", 100, 110, max_uplift_percent=10).price
    110.0
    >>> agreed_price("max_uplift", 100, 110.01, max_uplift_percent=10) is None
    True

    Two small ones for a large one cost together what the large one was promised for:

    >>> agreed_price("keep", 100, 60, ratio=2).price
    50.0
    """
    share = exact(promised) / exact(ratio)
    if policy == MAX_UPLIFT:
        if exact(own) * exact(ratio) * 100 > exact(promised) * (100 + exact(max_uplift_percent)):
            return None
        return Agreement(float(own), False)
    if policy == KEEP or (policy == LOWER and share <= exact(own)):
        return Agreement(float(share), True)
    return Agreement(float(own), False)


def agreed_along(promised, links):
    """Return the ``Agreement`` on what stands at the end of a chain, None if a link refuses.

    What is agreed for one product is what is promised to the next.

    :param float promised: price promised for one unit of the product that is short
    :param list links: of ``Link``, in their order

    >>> agreed_along(100, [Link("keep", 120), Link("lower", 90)])
    Agreement(price=90.0, promised=False)
    >>> agreed_along(100, [Link("keep", 60, ratio=2), Link("keep", 30, ratio=2)])
    Agreement(price=25.0, promised=True)
    >>> agreed_along(100, [Link("keep", 150), Link("max_uplift", 115, 1, 10)]) is None
    True
    """
    agreement = Agreement(float(promised), True)
    for link in links:
        found = agreed_price(
            link.policy, agreement.price, link.own, link.ratio, link.max_uplift_percent
        )
        if not found:
            return None
        agreement = Agreement(found.price, found.promised and agreement.promised)
    return agreement
