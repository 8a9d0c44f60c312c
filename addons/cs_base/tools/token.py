"""The shape of a public link: which record it names and the signature that proves it."""

import re

SIGNATURE_BITS = 160
_SIGNATURE_LENGTH = SIGNATURE_BITS // 4
_TOKEN = re.compile(rf"([0-9]{{1,10}})-([0-9a-f]{{{_SIGNATURE_LENGTH}}})")
_LARGEST_ID = 2**31 - 1


def build(record_id, digest):
    """Return the token of record ``record_id`` from a hexadecimal HMAC ``digest``.

    >>> build(7, "ab" * 32)
    '7-abababababababababababababababababababab'
    """
    return f"{record_id}-{digest[:_SIGNATURE_LENGTH]}"


def parse(token):
    """Return ``(record id, signature)``, or ``(None, None)`` for anything malformed.

    >>> parse("7-" + "ab" * 20)
    (7, 'abababababababababababababababababababab')
    >>> parse("7-" + "ab" * 19)
    (None, None)
    >>> parse("٣-" + "ab" * 20)
    (None, None)
    >>> parse("9999999999-" + "ab" * 20)
    (None, None)
    >>> parse(None)
    (None, None)
    """
    match = _TOKEN.fullmatch(token or "")
    if not match or not 0 < int(match[1]) <= _LARGEST_ID:
        return None, None
    return int(match[1]), match[2]
