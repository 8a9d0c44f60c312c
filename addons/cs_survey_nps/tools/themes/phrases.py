"""Phrases as shop staff write them in the rules, ready to be looked for."""

from typing import NamedTuple

from .text import split_marks

GAP = 4  # words that a "*" may stand for, at most
_STEM = 3  # letters by which the beginnings of words are found

_NUMBERS_TEXT = """
mot hai ba bon nam sau bay tam chin muoi chuc tram may vai nua mấy one two three four five
six seven eight nine ten eleven twelve fifteen twenty thirty forty several couple
"""
NUMBERS = frozenset(_NUMBERS_TEXT.split())


class Rule(NamedTuple):
    """A phrase and what it says; the fields are those of ``cs.nps.theme.rule``.

    ``theme`` is False for words that only tell an opinion; ``polarity`` is ``positive``,
    ``negative``, ``neutral``, or ``context`` for a theme whose opinion stands beside it.
    """

    id: int
    theme: int | str | bool
    phrase: str
    lang: str = ""
    weight: float = 1.0
    negatable: bool = True
    polarity: str = "context"


class Phrase(NamedTuple):
    """A compiled rule: its elements are sets of ways to write a word, or None for a gap."""

    rule: Rule
    elements: tuple
    single: bool
    accented: bool
    last: frozenset  # words one of which ends it; empty where that is not known


class Spelling(NamedTuple):
    """One way to write a word of a phrase."""

    base: str
    marks: str
    begins: bool


class Book(NamedTuple):
    """All rules, by how their first word is found."""

    words: dict
    stems: dict
    numbers: list


def compile_phrase(rule):
    """Return the phrase of a rule in pieces.

    A phrase is words, of which one may be ``a/b`` (either), ``word*`` (so begins), ``*``
    (up to four words) or ``#`` (a number).

    >>> phrase = compile_phrase(Rule(1, 1, "giao * chậm/trễ"))
    >>> len(phrase.elements), phrase.elements[1] is None, phrase.single
    (3, True, False)
    >>> compile_phrase(Rule(1, 1, "deliver*")).elements[0][0].begins
    True
    """
    elements = []
    for piece in rule.phrase.lower().split():
        if piece == "*":
            elements.append(None)
        else:
            elements.append(tuple(_spelling(way) for way in piece.split("/") if way))
    while elements and elements[0] is None:
        del elements[0]
    while elements and elements[-1] is None:
        del elements[-1]
    ways = [way for element in elements if element for way in element]
    return Phrase(
        rule,
        tuple(elements),
        sum(map(bool, elements)) == 1,
        any(way.marks for way in ways),
        _endings(elements),
    )


def _endings(elements):
    ways = elements[-1] if len(elements) > 1 else ()
    if any(way.begins or way.base == "#" for way in ways):
        return frozenset()
    return frozenset(way.base for way in ways)


def is_phrase(text):
    """Return whether there is a word to look for.

    >>> is_phrase("giao * chậm"), is_phrase("👍"), is_phrase("* /"), is_phrase(False)
    (True, True, False, False)
    """
    return any(char.isalnum() or char == "#" or ord(char) > 0x2000 for char in text or "")


def _spelling(way):
    begins = len(way) > _STEM and way.endswith("*")
    base, marks = split_marks(way.rstrip("*") if begins else way)
    return Spelling(base, marks, begins)


def compile_book(rules):
    """Return the rules so that those which may begin at a word are found at once.

    >>> book = compile_book([Rule(1, 1, "giao chậm"), Rule(2, 1, "deliver*")])
    >>> sorted(book.words), sorted(book.stems)
    (['giao'], ['del'])
    """
    book = Book({}, {}, [])
    for phrase in map(compile_phrase, rules):
        if not phrase.elements:
            continue
        for way in dict.fromkeys((way.base, way.begins) for way in phrase.elements[0]):
            base, begins = way
            if base == "#":
                book.numbers.append(phrase)
            elif begins:
                book.stems.setdefault(base[:_STEM], []).append(phrase)
            else:
                book.words.setdefault(base, []).append(phrase)
    return book


def candidates(book, word):
    """Return the phrases that may begin with a word.

    >>> book = compile_book([Rule(1, 1, "giao chậm"), Rule(2, 1, "deliver*")])
    >>> [phrase.rule.id for phrase in candidates(book, "delivery")]
    [2]
    >>> candidates(book, "nhanh")
    []
    """
    found = book.words.get(word, []) + book.stems.get(word[:_STEM], [])
    return found + book.numbers if is_number(word) else found


def is_number(word):
    """Return whether a word, without accents, counts something.

    >>> is_number("12"), is_number("hai"), is_number("30%"), is_number("nhanh")
    (True, True, True, False)
    """
    return word[:1].isdigit() or word in NUMBERS
