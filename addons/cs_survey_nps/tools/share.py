"""The arithmetic of satisfied shares (CSAT, CES), outside the ORM.

The interval of a share is that of Wilson (1927, "Probable inference, the law of succession, and
statistical inference", JASA 22, 209-212), which Brown, Cai and DasGupta (2001, "Interval
estimation for a binomial proportion", Statistical Science 16, 101-133) advise for few answers:
it never leaves 0 to 100 and claims no certainty from three answers.
"""

from math import erfc, sqrt

from .nps import FEW_ANSWERS, Z95


def figures(top, n, total):
    """Return the share of answers in the top boxes with its 95 % interval, and the mean.

    :param int top: answers in the top boxes
    :param int n: all answers
    :param total: sum of their scores
    :returns: shares in percent; False without answers

    >>> result = figures(8, 10, 41)
    >>> result["top_box"], round(result["low"], 2), round(result["high"], 2), result["mean"]
    (80.0, 49.02, 94.33, 4.1)
    >>> result = figures(3, 3, 15)
    >>> result["top_box"], round(result["low"], 2), result["high"]
    (100.0, 43.85, 100.0)
    >>> figures(0, 5, 9)["low"]
    0.0

    Without answers there is no figure, which is not the same as 0:

    >>> result = figures(0, 0, 0)
    >>> result["n"], result["top_box"], result["low"], result["mean"], result["few_answers"]
    (0, False, False, False, True)
    """
    result = {
        "n": n,
        "top": top,
        "top_box": False,
        "low": False,
        "high": False,
        "mean": False,
        "few_answers": n < FEW_ANSWERS,
    }
    if n:
        share, square = top / n, Z95**2
        centre = (share + square / (2 * n)) / (1 + square / n)
        margin = Z95 * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
        result["top_box"] = 100 * share
        result["low"] = 100 * (centre - margin) if top else 0.0
        result["high"] = 100 * (centre + margin) if top < n else 100.0
        result["mean"] = total / n
    return result


def compare(before, after):
    """Return the change of a share from one result of ``figures`` to another.

    ``p`` is the two-sided probability that chance alone makes such a difference, by the pooled
    test of two proportions.

    >>> change = compare(figures(60, 100, 350), figures(75, 100, 400))
    >>> change["difference"], round(change["z"], 4), round(change["p"], 4)
    (15.0, 2.2646, 0.0235)
    >>> compare(figures(5, 5, 25), figures(7, 7, 35))
    {'difference': 0.0, 'z': 0.0, 'p': 1.0}
    >>> compare(figures(0, 0, 0), figures(5, 5, 25))
    {'difference': False, 'z': False, 'p': False}
    """
    if not before["n"] or not after["n"]:
        return {"difference": False, "z": False, "p": False}
    pooled = (before["top"] + after["top"]) / (before["n"] + after["n"])
    variance = pooled * (1 - pooled) * (1 / before["n"] + 1 / after["n"])
    difference = after["top_box"] - before["top_box"]
    z = difference / 100 / sqrt(variance) if variance else 0.0
    return {"difference": difference, "z": z, "p": erfc(abs(z) / sqrt(2))}
