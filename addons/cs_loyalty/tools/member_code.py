"""The short code on a member's card: it names the customer and proves that the shop made it.

It opens nothing by itself: typed or scanned into a search, it finds the customer for those who
may read customers anyway. So forty bits that cannot be guessed at a counter are enough.
"""

import re

# Digits and capitals without I, L, O and U, which are misread.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SIGNATURE = 8
_MISREAD = str.maketrans("ILO", "110")
_CODE = re.compile(rf"M([{ALPHABET}]{{4,7}})([{ALPHABET}]{{{SIGNATURE}}})")
_LARGEST_ID = 2**31 - 1


def _encode(number, length):
    letters = ""
    while number or len(letters) < length:
        number, rest = divmod(number, 32)
        letters = ALPHABET[rest] + letters
    return letters


def _decode(letters):
    number = 0
    for letter in letters:
        number = number * 32 + ALPHABET.index(letter)
    return number


def build(record_id, digest):
    """Return the code of a customer from a hexadecimal HMAC ``digest``.

    >>> build(7, "ff" * 32)
    'M0007-ZZZZ-ZZZZ'
    >>> build(40_000_000, "00" * 32)
    'M164PG0-0000-0000'
    """
    signature = _encode(int(digest[: SIGNATURE * 5 // 4], 16), SIGNATURE)
    return f"M{_encode(record_id, 4)}-{signature[:4]}-{signature[4:]}"


def parse(text):
    """Return the id of the customer that a code names, or None; the signature is not checked.

    Letters that are misread, spaces, dashes and small letters do no harm:

    >>> parse("m0007-zzzz-zzzz"), parse("MOOO7 ZZZZ ZZZZ"), parse("M164PG0-0000-0000")
    (7, 7, 40000000)
    >>> parse("M0007"), parse("Minh Anh"), parse("MZZZZZZZ-0000-0000"), parse(None)
    (None, None, None, None)
    """
    match = _CODE.fullmatch(_clean(text))
    number = _decode(match.group(1)) if match else 0
    return number if 0 < number <= _LARGEST_ID else None


def same(text, code):
    """Return whether what was typed or scanned is ``code``.

    >>> same("mooo7 zzzz zzzz", "M0007-ZZZZ-ZZZZ"), same("M0007-ZZZZ-ZZZY", "M0007-ZZZZ-ZZZZ")
    (True, False)
    """
    return _clean(text) == _clean(code)


def _clean(text):
    return re.sub(r"[\s-]", "", text or "").upper().translate(_MISREAD)
