"""Which themes a comment speaks of, how, and in which words."""

from typing import NamedTuple

from .match import Match, find
from .phrases import Rule
from .polarity import OPPOSITE, is_mocking, is_turned
from .text import language_of, words_of

ENOUGH = 1.0  # weight that makes a theme
BESIDE = 0.5  # what an opinion beside it adds to a theme that is not sure by itself
_NEAR = 5  # words between a theme and its opinion, at most


class Mention(NamedTuple):
    """A theme, the opinion of it, and the places (start, end) of the words that told it."""

    theme: int | str
    polarity: str
    spans: tuple


class _Hit(NamedTuple):
    match: object
    polarity: str  # "" when nothing tells it
    weight: float
    words: tuple
    sentence: int


def classify(text, book, lang="", default="neutral"):
    """Return the mentions of themes in a comment, by theme as they appear.

    :param str text: the comment
    :param book: of :func:`phrases.compile_book`
    :param str lang: ``vi`` or ``en``; empty to tell it from the words
    :param str default: the polarity where the words tell none

    >>> from .phrases import Rule, compile_book
    >>> book = compile_book([
    ...     Rule(1, "delivery", "giao * chậm", polarity="negative"),
    ...     Rule(2, "staff", "nhân viên", weight=0.5),
    ...     Rule(3, False, "nhiệt tình", polarity="positive"),
    ... ])
    >>> [m[:2] for m in classify("Giao hàng chậm!! nhân viên nhiệt tình", book)]
    [('delivery', 'negative'), ('staff', 'positive')]
    >>> [m[:2] for m in classify("giao hang khong cham", book)]
    [('delivery', 'positive')]
    >>> classify("nhân viên", book), classify("", book)
    ([], [])
    """
    words = words_of(text)
    found = find(book, words, lang or language_of(words))
    opinions = [m for m in found if not m.rule.theme and m.rule.polarity != "neutral"]
    hits = [_hit(match, words, opinions, found) for match in found if match.rule.theme]
    mentions, sure = {}, _enough(hits)
    said = {hit.match.rule.theme for hit in sure if hit.polarity}
    for hit in sure:
        if not hit.polarity and hit.match.rule.theme in said:
            continue
        polarity = hit.polarity or _unsaid(hit, words, default)
        spans = mentions.setdefault((hit.match.rule.theme, polarity), set())
        spans.update((words[place].start, words[place].end) for place in hit.words)
    return [
        Mention(theme, polarity, tuple(sorted(spans)))
        for (theme, polarity), spans in mentions.items()
    ]


def mention_at(theme, place, text, book, default="neutral"):
    """Return the mention of a theme that one word tells, with the opinion as of a phrase there.

    :param int place: which of the words of the comment

    >>> from .phrases import compile_book
    >>> book = compile_book([Rule(1, False, "chật", polarity="negative")])
    >>> mention_at("parking", 1, "Bãi xe chật", book)
    Mention(theme='parking', polarity='negative', spans=((4, 6), (7, 11)))
    >>> mention_at("parking", 1, "Bãi xe", book, "positive").polarity
    'positive'
    """
    words = words_of(text)
    found = find(book, words, language_of(words))
    opinions = [m for m in found if not m.rule.theme and m.rule.polarity != "neutral"]
    hit = _hit(Match(Rule(0, theme, ""), (place,), ENOUGH), words, opinions, found)
    spans = {(words[place].start, words[place].end) for place in hit.words}
    return Mention(theme, hit.polarity or _unsaid(hit, words, default), tuple(sorted(spans)))


def _hit(match, words, opinions, found):
    """Return a match with the polarity that it has where it stands."""
    rule, place = match.rule, words[match.words[0]]
    polarity, weight, taken = rule.polarity, match.weight, match.words
    if polarity == "context":
        opinion = _nearest(match, words, opinions, found)
        polarity = ""
        if opinion:
            polarity = _said(opinion, words)
            weight += BESIDE * min(opinion.weight, 1)
            taken = tuple(sorted({*taken, *opinion.words}))
    else:
        polarity = _said(match, words)
    if _yields(match, words, found):
        weight /= 2
    if polarity == "positive" and is_mocking(
        [word for word in words if word.sentence == place.sentence]
    ):
        polarity = "negative"
    return _Hit(match, polarity, weight, taken, place.sentence)


def _yields(match, words, found):
    """Return whether a rule that is not sure stands beside a sure one of another theme."""
    clause = words[match.words[0]].clause
    return match.rule.weight < ENOUGH and any(
        other.rule.theme not in (False, match.rule.theme)
        and other.rule.weight >= ENOUGH
        and other.weight >= ENOUGH
        and words[other.words[0]].clause == clause
        for other in found
    )


def _said(match, words):
    polarity = match.rule.polarity
    if match.rule.negatable and is_turned(match, words):
        return OPPOSITE.get(polarity, polarity)
    return polarity


def _nearest(match, words, opinions, found):
    """Return the opinion that belongs to a theme: in its clause, else right after it.

    An opinion that is part of another theme's phrase is that theme's.
    """
    spoken_for = {
        place
        for other in found
        if other.rule.theme and other.rule.polarity not in ("context", "neutral")
        for place in other.words
    }
    free = [opinion for opinion in opinions if not spoken_for & set(opinion.words)]
    costs = [(_cost(match, opinion, words, found), opinion) for opinion in free]
    costs = [(cost, opinion) for cost, opinion in costs if cost is not None]
    return min(costs, key=lambda pair: pair[0])[1] if costs else None


def _cost(match, opinion, words, found):
    """Return how far an opinion is from a theme, None where it belongs to another.

    What follows is nearer than what goes before: "giao hàng chậm", "slow delivery".
    """
    start, end, at = match.words[0], match.words[-1], words[opinion.words[0]]
    follows = opinion.words[0] > end
    distance = opinion.words[0] - end if follows else start - opinion.words[-1]
    if distance > _NEAR or at.sentence != words[end].sentence:
        return None
    if at.clause == words[start].clause:
        return distance if follows else distance * 1.5
    if at.clause == words[start].clause + 1 and not _has_theme(found, words, at.clause):
        return distance + _NEAR
    return None


def _has_theme(found, words, clause):
    return any(match.rule.theme and words[match.words[0]].clause == clause for match in found)


def _unsaid(hit, words, default):
    """A question tells no opinion."""
    return "neutral" if words[hit.words[0]].asked else default


def _enough(hits):
    """Return the hits that are sure, and the others of the same theme and sentence."""
    sure = {(hit.match.rule.theme, hit.sentence) for hit in hits if round(hit.weight, 6) >= ENOUGH}
    return [hit for hit in hits if (hit.match.rule.theme, hit.sentence) in sure]
