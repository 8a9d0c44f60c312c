"""Comments as words: where they stand, what they are without accents, where clauses end."""

import re
import unicodedata
from typing import NamedTuple

from .aliases import ALIASES

_PIECES = re.compile(
    r"(?P<word>[^\W_][\w\u0300-\u036f]*(?:['’][^\W_]+)*)"
    r"|(?P<full>[.!?;\n…]+)|(?P<part>[,:()/–—]|\s-\s|\s->\s)"
    r"|(?P<sign>[\u2600-\u27bf\U0001f000-\U0001faff])"
)
_LETTERS = str.maketrans({"đ": "d", "’": "'"})
# A clause of its own begins with these; the one before has another opinion.
CONTRAST = frozenset(
    ("nhưng", "nhung", "but", "however", "although", "though", "yet", "except", "trừ")
)
# "mà" joins as often as it contrasts, so it parts clauses and not sentences.
_JOINTS = CONTRAST | {"mà", "and", "whereas", "while", "tuy"}
_UNITS = frozenset(("k", "kg", "h", "r"))
_TONES = dict.fromkeys("\u0300\u0301\u0303\u0309\u0323")


class Word(NamedTuple):
    """One word of a comment.

    ``base`` has no accents; ``marks`` are the accents, in an order that does not depend on
    the place of the tone ("hoá" and "hóa" are the same); ``start`` and ``end`` are where it
    stands in the text; ``clause`` and ``sentence`` number what it belongs to.
    """

    base: str
    marks: str
    start: int
    end: int
    clause: int
    sentence: int
    asked: bool = False


def split_marks(word):
    """Return a word without its accents, and the accents.

    >>> split_marks("Hoá") == split_marks("hóa")
    True
    >>> split_marks("đóng")[0], split_marks("dong")
    ('dong', ('dong', ''))
    >>> split_marks("giao") == split_marks("giáo")
    False
    """
    base, tones, shapes = [], [], []
    for char in unicodedata.normalize("NFD", word.lower().translate(_LETTERS)):
        if not unicodedata.combining(char):
            base.append(char)
        elif char in _TONES:
            tones.append(char)
        else:
            shapes.append(f"{base[-1] if base else ''}{char}")
    if "đ" in word.lower():
        shapes.append("đ")
    return "".join(base), "".join(sorted(shapes) + tones)


def words_of(text):
    """Return the words of a comment, short forms written out.

    >>> [word.base for word in words_of("GH chậm, nv ok")]
    ['giao', 'hang', 'cham', 'nhan', 'vien', 'ok']
    >>> [(word.clause, word.sentence) for word in words_of("nhanh, đẹp nhưng đắt. Ok")]
    [(0, 0), (1, 0), (2, 0), (2, 0), (3, 1)]
    >>> words_of("Còn hàng không?")[0].asked
    True
    """
    words, clause, sentence, opened = [], 0, 0, 0
    for piece in _PIECES.finditer(text or ""):
        kind, found = piece.lastgroup, piece.group()
        if kind == "full":
            words[opened:] = [word._replace(asked="?" in found) for word in words[opened:]]
            clause, sentence, opened = clause + 1, sentence + 1, len(words)
        elif kind == "part":
            clause += 1
        elif kind == "sign":
            words.append(Word(found, "", piece.start(), piece.end(), clause, sentence))
        else:
            for plain in _write_out(found, after=words[-1].base if words else ""):
                clause += plain in _JOINTS and bool(words) and words[-1].clause == clause
                base, marks = split_marks(plain)
                words.append(Word(base, marks, piece.start(), piece.end(), clause, sentence))
    return words


def _write_out(found, after):
    """Return the words that one written word stands for; a unit after a number is none.

    A letter repeated for emphasis is one: "chậmmmm", "sooo".

    >>> _write_out("k", after="30"), _write_out("k", after="giao")
    (('k',), ('không',))
    """
    plain = re.sub(r"(\w)\1{2,}", r"\1", unicodedata.normalize("NFC", found.lower()))
    plain = plain.replace("’", "'")
    if plain in _UNITS and after[:1].isdigit():
        return (plain,)
    return ALIASES.get(plain) or (plain,)


_VIETNAMESE_TEXT = """
khong ko hang giao nhan vien thi minh toi rat qua cung duoc nhung mua nay roi chua bi va
cua nguoi voi nhu gia moi hoa don dat het goi doi tra bao xin luon lan ngay tuan may cai
con hay dep nhanh cham ban dung lai den ra vao shop mot trong
"""
_VIETNAMESE = frozenset(_VIETNAMESE_TEXT.split())
_ENGLISH_TEXT = """
the a is was and to of in it for my they but with not on at you were had have are this
that i we no be from all very your one has when just our been staff good great price order
delivery invoice never out by as me he she what so an only than would could
"""
_ENGLISH = frozenset(_ENGLISH_TEXT.split())


def language_of(words):
    """Return ``"vi"`` or ``"en"``, ``""`` when the words do not tell.

    >>> language_of(words_of("giao hang cham qua"))
    'vi'
    >>> language_of(words_of("the price was good"))
    'en'
    >>> language_of(words_of("ok"))
    ''
    """
    vietnamese = sum(word.base in _VIETNAMESE for word in words)
    english = sum(word.base in _ENGLISH for word in words)
    vietnamese += sum(2 for word in words if word.marks)
    if vietnamese == english:
        return ""
    return "vi" if vietnamese > english else "en"
