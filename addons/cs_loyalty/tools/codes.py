"""Codes of coupons that nobody guesses."""

import secrets

# Letters and digits that are not taken for one another, read aloud or written by hand.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LETTERS = 16  # 5 bits each


def new_code():
    """Return a code with 80 random bits; 044 lets a scanner know a coupon.

    >>> len(ALPHABET), len(set(ALPHABET))
    (32, 32)
    >>> code = new_code()
    >>> code[:4], [len(part) for part in code[4:].split("-")]
    ('044-', [4, 4, 4, 4])
    >>> len({new_code() for _ in range(1000)})
    1000
    """
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))
    return "-".join(["044", *(letters[i : i + 4] for i in range(0, LETTERS, 4))])
