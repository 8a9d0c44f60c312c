"""Reading what a visitor sent, whatever it is."""

import re

from .scale import HIGHEST, LOWEST

LONGEST_COMMENT = 5000
_SCORE = re.compile(r"0|[1-9][0-9]?")
# NUL cannot be stored, lone surrogates cannot be encoded, the other controls show nothing.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def parse_score(raw, lowest=LOWEST, highest=HIGHEST):
    """Return the score as a number, or ``None`` for anything that is not on the scale.

    Only plain digits count: a score is tapped, never typed, so whatever else arrives is a
    mistake or a trial, and guessing would put words into a customer's mouth.

    >>> [parse_score(raw) for raw in ("0", "7", " 10 ", 0, 10)]
    [0, 7, 10, 0, 10]
    >>> [parse_score(raw) for raw in ("11", "-1", "6.5", "abc", "", None, "٣", "07", True, 11)]
    [None, None, None, None, None, None, None, None, None, None]
    >>> parse_score(b"7") is None
    True
    """
    if isinstance(raw, bool) or not isinstance(raw, (int, str)):
        return None
    text = str(raw).strip()
    if not _SCORE.fullmatch(text):
        return None
    score = int(text)
    return score if lowest <= score <= highest else None


def clean_comment(raw):
    """Return a comment that can be stored: text without control characters, not endless.

    >>> clean_comment("  giao hàng chậm\\x00\\r\\n ")
    'giao hàng chậm'
    >>> clean_comment("a\\ud800b")
    'ab'
    >>> clean_comment(None), clean_comment(b"bytes"), len(clean_comment("x" * 9999))
    ('', '', 5000)
    """
    if not isinstance(raw, str):
        return ""
    text = _UNSTORABLE.sub("", raw).replace("\r\n", "\n").replace("\r", "\n")
    return text.strip()[:LONGEST_COMMENT]


def inert(value):
    """Return a value of an export so that no spreadsheet takes it for a formula.

    >>> inert("=cmd|'/c calc'!A1"), inert("{=1+1}"), inert("@SUM(A1)")
    ("'=cmd|'/c calc'!A1", "'{=1+1}", "'@SUM(A1)")
    >>> inert("giao hàng chậm"), inert("+84 912 345 678"), inert(-3), inert(False)
    ('giao hàng chậm', '+84 912 345 678', -3, False)
    """
    if isinstance(value, str) and value.lstrip().startswith(("=", "{=", "@")):
        return f"'{value}"
    return value
