"""Where phrases stand in a comment, and how surely."""

from typing import NamedTuple

from .phrases import GAP, candidates, is_number

# How much of its weight a rule keeps: all accents as in the phrase, some or all left out,
# one word with others, and one word alone that may be another without its accents.
EXACT, BARE, ODD, ALONE = 1.2, 1.0, 0.6, 0.6
_ACCENTED = 0.2  # share of accented words from which bare words are meant to be bare


class Match(NamedTuple):
    """A phrase that was found: the words that it took, and what its weight came to."""

    rule: object
    words: tuple
    weight: float


def find(book, words, lang=""):
    """Return where the phrases of the book stand, none that lies within a longer one.

    >>> from .phrases import Rule, compile_book
    >>> from .text import words_of
    >>> book = compile_book([Rule(1, 1, "giao * chậm"), Rule(2, 1, "giao")])
    >>> [match.rule.id for match in find(book, words_of("giao hang cham"))]
    [1]
    >>> [match.rule.id for match in find(book, words_of("Giáo viên chăm"))]
    []
    """
    accented = sum(bool(word.marks) for word in words) > _ACCENTED * len(words)
    there, found = {word.base for word in words}, []
    for start, word in enumerate(words):
        for phrase in candidates(book, word.base):
            if lang and phrase.rule.lang and phrase.rule.lang != lang:
                continue
            if phrase.last and phrase.last.isdisjoint(there):
                continue
            taken = _take(phrase.elements, words, start)
            weight = taken and _weigh(phrase, [words[i] for i in taken], accented)
            if weight:
                found.append(Match(phrase.rule, taken, weight))
    return _outermost(found)


def _take(elements, words, start):
    """Return the places of the words that the elements take from ``start`` on, or None."""
    taken, at, reach = [], start, 0
    for element in elements:
        if element is None:
            reach = GAP
            continue
        for place in range(at, min(at + reach + 1, len(words))):
            if words[place].clause != words[start].clause:
                return None
            if any(_writes(way, words[place].base) for way in element):
                taken.append(place)
                at, reach = place + 1, 0
                break
        else:
            return None
    return tuple(taken)


def _weigh(phrase, words, accented):
    """Return what the weight of a rule comes to for the words found; 0 if they are others.

    Accents typed and equal count more; missing ones are forgiven; others than the phrase's
    are forgiven once in a phrase of several words, as a slip.
    """
    fits = [
        max((_fit(way, word) for way in element if _writes(way, word.base)), default=0)
        for element, word in zip(filter(None, phrase.elements), words, strict=True)
    ]
    if not phrase.accented and not phrase.single:
        fits = [max(fit, 1) for fit in fits]  # a phrase typed without accents stands for all
    weight, least = phrase.rule.weight, min(fits)
    accented = accented or phrase.rule.lang == "en"
    if phrase.single:
        if least == 2:
            return weight * (EXACT if accented else BARE)
        return weight * ALONE if least and not accented and not words[0].marks else 0
    if least == 0:
        slips = sum(fit == 0 for fit in fits)
        return weight * ODD if slips == 1 and 2 in fits else 0
    return weight * (EXACT if least == 2 and accented else BARE)


def _writes(way, base):
    """Return whether a word, without accents, is written in a way of the phrase."""
    if way.begins:
        return base.startswith(way.base)
    return way.base == base or (way.base == "#" and is_number(base))


def _fit(way, word):
    """Return 2 for the same accents, 1 for missing ones, 0 for others.

    >>> from .phrases import Spelling
    >>> from .text import words_of
    >>> [_fit(Spelling("cham", "ậ", False), word) for word in words_of("cham chăm")]
    [1, 0]
    """
    if way.base == "#" or way.begins or way.marks == word.marks:
        return 2
    return 1 if set(word.marks) <= set(way.marks) else 0


def _outermost(found):
    """Return the matches without those whose words all belong to a longer one."""
    kept, around = [], {}
    for match in sorted(found, key=lambda match: (-len(match.words), -match.weight)):
        words = set(match.words)
        theme = match.rule.theme
        # What holds all of its words holds the first. A comment may be one word, 5,000 times.
        others = around.get(match.words[0], ())
        if any(words < other or (words == other and theme == its) for other, its in others):
            continue
        kept.append(match)
        for place in words:
            around.setdefault(place, []).append((words, theme))
    return sorted(kept, key=lambda match: match.words)
