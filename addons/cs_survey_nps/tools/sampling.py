"""Which events are asked about when a program asks only a share of them."""

from hashlib import sha256


def is_sampled(key, percent):
    """Return whether the event is in the sample: always the same answer for the same key.

    >>> is_sampled("sale.order:1", 100), is_sampled("sale.order:1", 0)
    (True, False)
    >>> share = sum(is_sampled(f"sale.order:{number}", 25) for number in range(10_000))
    >>> 2_300 < share < 2_700
    True
    """
    return int(sha256(key.encode()).hexdigest(), 16) % 100 < percent
