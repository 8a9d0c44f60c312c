"""What another program may give as an argument: pure checks of plain values."""

LARGEST_ID = 2**31 - 1
LARGEST_NUMBER = 2**63 - 1


def is_storable(text):
    """Return whether the database can keep ``text``: no NUL, no half of a character.

    >>> [is_storable(value) for value in ("Chị Lan 😀", chr(0), chr(0xD800), 7)]
    [True, False, False, False]
    """
    if not isinstance(text, str) or "\0" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_id(value):
    """Return whether ``value`` may be the id of a record, known or not.

    >>> [is_id(value) for value in (3, 0, -1, True, "3", 10**30)]
    [True, True, True, False, False, False]
    """
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST_ID


def is_plain(value):
    """Return whether the database can compare with all that ``value`` holds.

    >>> is_plain([["name", "in", ["Lan", 3, 1.5, None]]]), is_plain([["name", "=", chr(0)]])
    (True, False)
    >>> is_plain([["id", "=", 10**30]]), is_plain([{"id": 3}]), is_plain([float("nan")])
    (False, False, False)
    """
    if isinstance(value, (list, tuple)):
        return all(map(is_plain, value))
    if isinstance(value, str):
        return is_storable(value)
    if isinstance(value, (int, float)):
        return abs(value) <= LARGEST_NUMBER
    return not isinstance(value, (dict, bytes))
