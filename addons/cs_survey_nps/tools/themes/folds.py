"""What people said about comments, parted so that each is judged by what others taught."""

import random
from typing import NamedTuple

from .text import words_of

FOLDS = 5


class Sample(NamedTuple):
    """A comment with the themes that people say it speaks of, and those that phrases find."""

    text: str
    expected: frozenset
    found: frozenset


def distinct(samples):
    """Return the samples without those that say word for word what an earlier one says.

    Else a model would be judged by comments that it was taught.

    >>> none = frozenset()
    >>> len(distinct([Sample("Giao chậm!", none, none), Sample("giao cham", none, none)]))
    1
    """
    kept = {}
    for sample in samples:
        kept.setdefault(tuple(word.base for word in words_of(sample.text)), sample)
    return list(kept.values())


def examples(samples):
    """Return in how many samples people found each theme.

    >>> examples([Sample("", frozenset("ab"), frozenset()), Sample("", frozenset("a"), "")])
    {'a': 2, 'b': 1}
    """
    counts = {}
    for sample in samples:
        for theme in sorted(sample.expected):
            counts[theme] = counts.get(theme, 0) + 1
    return counts


def deal(samples, count=FOLDS, seed=0):
    """Return the number of the fold of each sample: as many of each theme in each as can be.

    The samples of the rarest theme are dealt out first, in an order drawn by the seed.

    >>> samples = [Sample("", frozenset("a" if n < 4 else "b"), frozenset()) for n in range(20)]
    >>> dealt = deal(samples, 4)
    >>> sorted(dealt[:4]), [dealt[4:].count(fold) for fold in range(4)]
    ([0, 1, 2, 3], [4, 4, 4, 4])
    >>> dealt == deal(samples, 4), dealt == deal(samples, 4, seed=1)
    (True, False)
    """
    often = examples(samples)

    def rarest(sample):
        return min(((often[theme], str(theme)) for theme in sample.expected), default=(10**9, ""))

    order = list(range(len(samples)))
    random.Random(seed).shuffle(order)  # nosec B311
    order.sort(key=lambda place: rarest(samples[place]))
    dealt = [0] * len(samples)
    for turn, place in enumerate(order):
        dealt[place] = turn % count
    return dealt
