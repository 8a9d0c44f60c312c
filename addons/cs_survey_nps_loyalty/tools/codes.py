"""Codes of vouchers that nobody guesses."""

import secrets

# What is not misread aloud or on paper: no 0 and O, no 1 and I.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
GROUPS, LETTERS = 4, 4  # 16 letters of 5 bits each


def new_code():
    """Return a code with 80 random bits; 044 lets a scanner know a coupon.

    >>> len(set(ALPHABET)) ** (GROUPS * LETTERS) == 2 ** 80
    True
    >>> prefix, *groups = new_code().split("-")
    >>> prefix, [len(group) for group in groups]
    ('044', [4, 4, 4, 4])
    >>> len({new_code() for _ in range(1000)})
    1000
    """
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(LETTERS)) for _ in range(GROUPS))
    return "-".join(["044", *groups])
