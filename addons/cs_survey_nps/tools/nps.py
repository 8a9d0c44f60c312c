"""The arithmetic of the Net Promoter Score, outside the ORM.

The interval is the adjusted Wald of Rocks (2016, arXiv 1601.07235): three imaginary answers,
one of each category weighted 3/4, 3/4 and 3/2, keep small samples from claiming certainty.
"""

from math import erfc, sqrt

Z95 = 1.959964
FEW_ANSWERS = 30
POINTS = {"promoter": 100, "passive": 0, "detractor": -100}


def figures(promoters, passives, detractors):
    """Return counts, raw NPS and its 95 % interval, all from -100 to 100.

    >>> result = figures(5, 3, 2)
    >>> result["n"], result["nps"], round(result["low"], 2), round(result["high"], 2)
    (10, 30.0, -19.05, 65.2)
    >>> result = figures(10, 0, 0)
    >>> result["nps"], round(result["low"], 2), result["high"]
    (100.0, 47.5, 100.0)

    Without answers there is no figure, which is not the same as 0:

    >>> result = figures(0, 0, 0)
    >>> result["n"], result["nps"], result["low"], result["high"], result["few_answers"]
    (0, False, False, False, True)
    """
    n = promoters + passives + detractors
    result = {
        "n": n,
        "promoters": promoters,
        "passives": passives,
        "detractors": detractors,
        "nps": False,
        "low": False,
        "high": False,
        "few_answers": n < FEW_ANSWERS,
    }
    if n:
        centre, variance = _adjusted(n, promoters, detractors)
        margin = 100 * Z95 * sqrt(variance)
        result["nps"] = 100 * (promoters - detractors) / n
        result["low"] = max(-100.0, 100 * centre - margin)
        result["high"] = min(100.0, 100 * centre + margin)
    return result


def compare(before, after):
    """Return the change from one result of ``figures`` to another, and whether it is chance.

    ``difference`` is in points of NPS, ``p`` the two-sided probability that chance alone
    makes such a difference.

    >>> change = compare(figures(40, 30, 30), figures(50, 30, 20))
    >>> change["difference"], round(change["z"], 4), round(change["p"], 4)
    (20.0, 1.7323, 0.0832)
    >>> compare(figures(0, 0, 0), figures(5, 3, 2))
    {'difference': False, 'z': False, 'p': False}
    """
    if not before["n"] or not after["n"]:
        return {"difference": False, "z": False, "p": False}
    centre_a, variance_a = _adjusted(before["n"], before["promoters"], before["detractors"])
    centre_b, variance_b = _adjusted(after["n"], after["promoters"], after["detractors"])
    z = (centre_b - centre_a) / sqrt(variance_a + variance_b)
    return {"difference": after["nps"] - before["nps"], "z": z, "p": erfc(abs(z) / sqrt(2))}


def _adjusted(n, promoters, detractors):
    """Return centre and variance of the adjusted score, from -1 to 1."""
    size = n + 3
    up = (promoters + 0.75) / size
    down = (detractors + 0.75) / size
    return up - down, (up + down - (up - down) ** 2) / size
