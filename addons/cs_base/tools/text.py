"""Text folding, so that what a customer types is found however it is accented."""

import unicodedata

# NFD leaves these letters whole: they are letters of their own, not accented ones.
_STROKES = str.maketrans({"đ": "d", "ð": "d", "ł": "l", "ø": "o"})


def fold(text):
    """Return ``text`` in lower case, without accents, with single spaces.

    Both sides of a comparison are folded; the result is for matching, never for showing.

    >>> fold("Giao  hàng CHẬM")
    'giao hang cham'
    >>> fold("Đóng gói cẩn thận") == fold("dong goi can than")
    True
    >>> fold("Nguyễn Thị Ngọc Ánh")
    'nguyen thi ngoc anh'
    >>> fold(False)
    ''
    """
    decomposed = unicodedata.normalize("NFD", (text or "").lower())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(plain.translate(_STROKES).split())
