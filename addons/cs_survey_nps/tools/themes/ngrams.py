"""Comments as groups of letters, and a linear model over them that needs no library.

The letters are those of the words written out and without accents, so that "giao hàng", "giao
hang" and "gh" are the same. Each group of two to five falls into one of a fixed number of
buckets; what a model keeps is a number for each bucket, and no words.
"""

from math import sqrt
from typing import NamedTuple
from zlib import crc32

from .text import words_of

LEAST, MOST = 2, 5  # letters of a group
BUCKETS = 2**14


class Linear(NamedTuple):
    """What tells one theme: it is there when bias and weights come to more than the threshold."""

    theme: int | str
    bias: float
    threshold: float
    weights: dict  # {bucket: weight}


def groups(words):
    """Return (bucket, places of the words) for each group of letters.

    >>> from .text import words_of
    >>> len(groups(words_of("gh"))), groups(words_of("gh")) == groups(words_of("Giao hàng"))
    (34, True)
    >>> groups([])
    []
    """
    line, owners = " ", [0]
    for place, word in enumerate(words):
        line += word.base + " "
        owners += [place] * (len(word.base) + 1)
    return [
        (
            crc32(line[start : start + size].encode()) % BUCKETS,
            tuple(dict.fromkeys(owners[start : start + size])),
        )
        for size in range(LEAST, MOST + 1)
        for start in range(len(line) - size + 1)
        if line[start : start + size].strip()
    ]


def features(words):
    """Return {bucket: how much of it}; the squares of the values sum up to 1.

    >>> from .text import words_of
    >>> round(sum(value**2 for value in features(words_of("giao hàng chậm")).values()), 9)
    1.0
    >>> features(words_of("?!"))
    {}
    """
    counts = {}
    for bucket, _places in groups(words):
        counts[bucket] = counts.get(bucket, 0) + 1
    length = sqrt(sum(count**2 for count in counts.values()))
    return {bucket: count / length for bucket, count in sorted(counts.items())}


def decision(linear, values):
    """Return by how much the theme is there; less than 0 where it is not.

    >>> linear = Linear("delivery", -1.0, 0.5, {1: 2.0, 2: 4.0})
    >>> decision(linear, {1: 0.5, 2: 0.5, 3: 0.7}), decision(linear, {})
    (1.5, -1.5)
    """
    known = linear.weights
    total = sum(known[bucket] * value for bucket, value in values.items() if bucket in known)
    return linear.bias + total - linear.threshold


def strongest(linear, words):
    """Return the place of the word that speaks most for the theme.

    A group that reaches over several words counts for each of them alike.

    >>> from .text import words_of
    >>> words = words_of("giao hàng chậm")
    >>> linear = Linear("delivery", 0, 0, {bucket: 1.0 for bucket, _p in groups(words[2:])})
    >>> strongest(linear, words)
    2
    """
    shares = dict.fromkeys(range(len(words)), 0.0)
    for bucket, places in groups(words):
        for place in places:
            shares[place] += linear.weights.get(bucket, 0.0) / len(places)
    return max(shares, key=lambda place: (shares[place], -place))


def tell(linears, text):
    """Return the themes that a comment speaks of as {theme: place of the strongest word}.

    >>> linear = Linear("delivery", -0.1, 0, {bucket: 1.0 for bucket, _p in groups(words_of("gh"))})
    >>> tell([linear], "giao hàng"), tell([linear], "xyz"), tell([linear], "")
    ({'delivery': 0}, {}, {})
    """
    words = words_of(text)
    values = features(words)
    if not values:
        return {}
    return {
        linear.theme: strongest(linear, words)
        for linear in linears
        if decision(linear, values) > 0
    }


def write(linears):
    """Return models as plain data that survives JSON.

    >>> linear = Linear(7, 0.5, 0.0, {12: 0.25})
    >>> write([linear])["themes"]
    [{'theme': 7, 'bias': 0.5, 'threshold': 0.0, 'weights': {'12': 0.25}}]
    >>> read(write([linear])) == [linear]
    True
    """
    return {
        "letters": [LEAST, MOST],
        "buckets": BUCKETS,
        "themes": [
            {
                "theme": linear.theme,
                "bias": linear.bias,
                "threshold": linear.threshold,
                "weights": {str(bucket): weight for bucket, weight in linear.weights.items()},
            }
            for linear in linears
        ],
    }


def read(data):
    """Return the models of such data; none of other groups of letters than ours.

    >>> read({"letters": [1, 3], "buckets": 8, "themes": [{}]}), read(None), read({})
    ([], [], [])
    """
    if not data or (data.get("letters"), data.get("buckets")) != ([LEAST, MOST], BUCKETS):
        return []
    return [
        Linear(
            row["theme"],
            row["bias"],
            row["threshold"],
            {int(bucket): weight for bucket, weight in row["weights"].items()},
        )
        for row in data["themes"]
    ]
