"""Whether what stands beside a phrase turns it round."""

from .text import split_marks

_NEGATION_TEXT = """
khong chua chang not no never hardly barely without cannot nothing nobody none neither nor
wont dont doesnt didnt isnt wasnt arent werent cant couldnt wouldnt hasnt havent hadnt aint
"""
_NEGATION = frozenset(_NEGATION_TEXT.split())
WINDOW = 3
# Without these accents they are other words.
_ACCENTED = dict(map(split_marks, ("đừng", "chả", "khỏi")))
OPPOSITE = {"positive": "negative", "negative": "positive"}
# What is praised beside one of these is blamed.
_SIGNS = frozenset("🙃🙄😒🤡💀")


def is_negation(word):
    """Return whether a word turns what follows it round.

    "Dừng" and "đúng" are not "đừng", and "dùng" is none either.

    >>> from .text import words_of
    >>> [is_negation(word) for word in words_of("không ko don't đừng dùng nhanh")]
    [True, True, True, True, False, False]
    """
    if word.base in _ACCENTED:
        return word.marks == _ACCENTED[word.base]
    return word.base in _NEGATION or word.base.endswith("n't")


def is_turned(match, words):
    """Return whether a negation stands before a match or in its gaps.

    >>> from .match import Match
    >>> from .text import words_of
    >>> is_turned(Match(None, (0, 3), 1), words_of("giao hàng không chậm"))
    True
    >>> is_turned(Match(None, (0, 2), 1), words_of("giao hàng chậm"))
    False
    """
    first = words[match.words[0]]
    start = max(0, match.words[0] - WINDOW)
    count = sum(
        is_negation(words[place])
        for place in range(start, match.words[-1])
        if place not in match.words and words[place].clause == first.clause
    )
    return count % 2 == 1


def is_mocking(words):
    """Return whether the words carry a sign of mockery.

    >>> from .text import words_of
    >>> is_mocking(words_of("nhanh ghê 🙃")), is_mocking(words_of("nhanh ghê"))
    (True, False)
    """
    return any(word.base in _SIGNS for word in words)
