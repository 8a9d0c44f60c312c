"""The short code of a sign at the counter."""

import re
import secrets

# No vowels, so that no words come out, and nothing that is mistaken for something else.
_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
_LENGTH = 8
_CODE = re.compile(f"[{_ALPHABET}]{{{_LENGTH}}}")


def new_code():
    """Return a code that can be typed from a sign.

    >>> bool(_CODE.fullmatch(new_code()))
    True
    """
    return "".join(secrets.choice(_ALPHABET) for _sign in range(_LENGTH))


def read_code(typed):
    """Return the code that a visitor typed, None for what cannot be one.

    >>> read_code("2345-bcdf"), read_code("2345 BCDF "), read_code("2345BCD"), read_code(None)
    ('2345BCDF', '2345BCDF', None, None)
    """
    code = re.sub(r"[\s-]", "", typed or "").upper()
    return code if _CODE.fullmatch(code) else None
