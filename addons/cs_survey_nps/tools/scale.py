"""The scales on which customers answer: where they end, and which answers are good or bad.

Every metric sorts its scores into the same three groups, so that follow-up questions, cases
and lists treat them alike. The figures stay apart: an NPS is never mixed with the others.
"""

from typing import NamedTuple


class Scale(NamedTuple):
    """Ends of a scale and the scores at which the middle and the upper group begin."""

    lowest: int
    highest: int
    passive_from: int
    promoter_from: int


SCALES = {
    "nps": Scale(0, 10, 7, 9),
    "csat": Scale(1, 5, 3, 4),
    "ces": Scale(1, 7, 4, 5),
}
LOWEST = min(scale.lowest for scale in SCALES.values())
HIGHEST = max(scale.highest for scale in SCALES.values())
GROUPS = ("promoter", "passive", "detractor")


def scores(metric):
    """Return the scores of a metric, lowest first.

    >>> [(metric, len(scores(metric))) for metric in SCALES]
    [('nps', 11), ('csat', 5), ('ces', 7)]
    """
    scale = SCALES[metric]
    return list(range(scale.lowest, scale.highest + 1))


def contains(metric, score):
    """Return whether a whole number lies on the scale of a metric.

    >>> [contains("csat", score) for score in (0, 1, 5, 6)]
    [False, True, True, False]
    """
    scale = SCALES[metric]
    return scale.lowest <= score <= scale.highest


def category(metric, score):
    """Return the group of a score: ``promoter``, ``passive`` or ``detractor``.

    ``nps``: 9 and 10 promote, 0 to 6 detract (Reichheld, "The One Number You Need to Grow",
    Harvard Business Review, December 2003).

    >>> [category("nps", score) for score in (0, 6, 7, 8, 9, 10)]
    ['detractor', 'detractor', 'passive', 'passive', 'promoter', 'promoter']

    ``csat``: 4 and 5 are the satisfied customers of the top-two-box share, 3 is neutral, 1 and
    2 are dissatisfied: how market research reads a balanced five-point scale.

    >>> [category("csat", score) for score in (1, 2, 3, 4, 5)]
    ['detractor', 'detractor', 'passive', 'promoter', 'promoter']

    ``ces``: agreement with "it was easy" (the second Customer Effort Score, CEB 2013). 5 to 7
    agree at least somewhat and are the share that is reported, 4 is neutral, 1 to 3 disagree.

    >>> [category("ces", score) for score in range(1, 8)]
    ['detractor', 'detractor', 'detractor', 'passive', 'promoter', 'promoter', 'promoter']
    """
    scale = SCALES[metric]
    if score >= scale.promoter_from:
        return "promoter"
    return "passive" if score >= scale.passive_from else "detractor"


def span(metric, group):
    """Return the first and last score of a group, for the words beside it.

    >>> [span("nps", group) for group in GROUPS]
    [(9, 10), (7, 8), (0, 6)]
    >>> [span("csat", group) for group in GROUPS]
    [(4, 5), (3, 3), (1, 2)]
    """
    inside = [score for score in scores(metric) if category(metric, score) == group]
    return inside[0], inside[-1]
