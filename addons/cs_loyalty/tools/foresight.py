"""How likely a customer is to keep a tier, from her own rhythm of purchases and the group's.

The model is Gamma-Poisson, with credibility weights for the amounts:

- purchases (days with a positive net amount) of a customer come at a rate of her own; the rates
  of the group are Gamma(shape, days): after ``n`` repeat purchases in ``T`` days hers is
  Gamma(shape + n, days + T), so the number in the next ``t`` days is negative binomial;
- her mean amount is (sum + k * group's mean) / (n + k), where k is the variance within customers
  over that between them;
- what she buys in ``t`` days is zero with the negative binomial's chance of no purchase, else
  log-normal with the mean and the variance of the compound sum;
- the interval takes the same chance at the ends of the 80 % credible interval of her spending
  rate, whose logarithm has the variance 1 / (shape + n) + variation / (n + k).

Sources: H. Bühlmann and E. Straub, Glaubwürdigkeit für Schadensätze, 1970 (both weights and the
moment estimators); A. Ehrenberg, Repeat-Buying, 1988 (the negative binomial of purchases);
L. Fenton, The Sum of Log-Normal Probability Distributions, 1960 (moment matching).
"""

from math import ceil, erf, exp, lgamma, log, sqrt
from typing import NamedTuple

# Below these the shop's history says too little of a customer, or of a group.
MIN_PURCHASES, MIN_DAYS, MIN_CUSTOMERS = 2, 30, 20
Z80, Z95 = 1.281552, 1.959964
FLAT = 1e-9


class Rhythm(NamedTuple):
    """A customer's purchases: ``repeats`` are those after the first day of the ``days`` seen.

    ``buys`` counts all of them, ``amount`` and ``squares`` sum what was bought on each day.
    """

    repeats: int
    days: int
    buys: int
    amount: float
    squares: float


class Prior(NamedTuple):
    """What the group says of a customer of whom nothing is known.

    :param shape: of the Gamma of rates
    :param days: its rate: as much weight as a history of so many days
    :param mean: mean amount of a purchase
    :param weight: as much weight on ``mean`` as so many purchases
    :param variation: variance of one customer's amounts over her squared mean
    """

    shape: float
    days: float
    mean: float
    weight: float
    variation: float


class Chance(NamedTuple):
    """A probability with the ends of its 80 % interval."""

    probability: float
    low: float
    high: float


def is_thin(rhythm):
    """Tell whether a history is too short to foresee anything.

    >>> is_thin(Rhythm(1, 90, 2, 50.0, 1300.0)), is_thin(Rhythm(0, 300, 1, 50.0, 2500.0))
    (False, True)
    >>> is_thin(Rhythm(3, 29, 4, 50.0, 700.0))
    True
    """
    return rhythm.buys < MIN_PURCHASES or rhythm.days < MIN_DAYS or rhythm.amount <= 0


def group_prior(rhythms):
    """Return the :class:`Prior` of a group, or None where it is too small to tell.

    >>> group_prior([Rhythm(2, 100, 3, 30.0, 302.0)] * 5) is None
    True
    >>> slow, fast = Rhythm(2, 200, 3, 30.0, 350.0), Rhythm(18, 200, 19, 380.0, 8000.0)
    >>> prior = group_prior([slow, fast] * 20)
    >>> round(prior.shape / prior.days, 3), round(prior.mean, 1)
    (0.05, 15.0)
    >>> prior.shape < 2, prior.weight < 2
    (True, True)
    """
    known = [rhythm for rhythm in rhythms if not is_thin(rhythm)]
    if len(known) < MIN_CUSTOMERS:
        return None
    shape, days = _rates(known)
    mean, weight, variation = _amounts(known)
    return Prior(shape, days, mean, weight, variation)


def _rates(rhythms):
    exposure = sum(r.days for r in rhythms)
    rate = max(sum(r.repeats for r in rhythms), 0.5) / exposure
    spread = sum((r.repeats - rate * r.days) ** 2 for r in rhythms) - rate * exposure
    variance = max(spread / sum(r.days**2 for r in rhythms), (rate / 10) ** 2)
    return rate**2 / variance, rate / variance


def _amounts(rhythms):
    means = [r.amount / r.buys for r in rhythms]
    mean = sum(means) / len(means)
    freedom = sum(r.buys - 1 for r in rhythms)
    within = sum(max(r.squares - r.amount**2 / r.buys, 0) for r in rhythms) / freedom
    noise = within * sum(1 / r.buys for r in rhythms) / len(means)
    spread = sum((m - mean) ** 2 for m in means) / (len(means) - 1)
    between = max(spread - noise, spread / 100, FLAT * mean**2)
    relative = sum(
        max(r.squares - r.amount**2 / r.buys, 0) / (r.amount / r.buys) ** 2 for r in rhythms
    )
    return mean, within / between, relative / freedom


def keeps(rhythm, prior, need, days, counted=False):
    """Return the :class:`Chance` that a customer buys ``need`` within ``days`` days.

    :param need: what is missing on the horizon if nothing more is bought, in the unit of the
        metric
    :param counted: each purchase counts one (number of orders), whatever its amount
    :returns: None where the history is too thin, of the customer or of the group

    >>> prior = Prior(2.0, 60.0, 100.0, 3.0, 0.5)
    >>> regular = Rhythm(12, 360, 13, 1300.0, 180_000.0)
    >>> keeps(regular, prior, 0, 30)
    Chance(probability=1.0, low=1.0, high=1.0)
    >>> [round(p, 2) for p in keeps(regular, prior, 50, 30)]
    [0.56, 0.42, 0.74]
    >>> [round(p, 2) for p in keeps(regular, prior, 2000, 30)]
    [0.0, 0.0, 0.0]
    >>> keeps(regular, prior, 50, 0).probability
    0.0
    >>> round(keeps(regular, prior, 1, 30, counted=True).probability, 2)
    0.62
    >>> keeps(Rhythm(0, 10, 1, 5.0, 25.0), prior, 50, 30) is None
    True
    """
    if prior is None or is_thin(rhythm):
        return None
    if need <= 0:
        return Chance(1.0, 1.0, 1.0)
    if days <= 0:
        return Chance(0.0, 0.0, 0.0)
    shape, span = prior.shape + rhythm.repeats, prior.days + rhythm.days
    trust = rhythm.buys + prior.weight
    mean = 1.0 if counted else (rhythm.amount + prior.weight * prior.mean) / trust
    variation = 0.0 if counted else prior.variation
    doubt = 1 / shape + variation / trust
    number = shape * days / span
    ends = [
        _reaches(need, number * exp(side * Z80 * sqrt(doubt)), None, mean, variation)
        for side in (-1, 1)
    ]
    expected = _reaches(need, number, shape, mean, variation, variation / trust)
    return Chance(expected, min(ends[0], expected), max(ends[1], expected))


def _reaches(need, number, shape, mean, variation, doubt=0.0):
    """Return the chance that ``number`` purchases, expected, sum up to ``need``.

    :param shape: of the negative binomial, None for a Poisson
    """
    none = exp(-number) if shape is None else (shape / (shape + number)) ** shape
    if variation < FLAT:
        return _at_least(ceil(need / mean - FLAT), number, shape)
    spread = number if shape is None else number * (1 + number / shape)
    total = number * mean
    variance = mean**2 * (number * variation + spread + number**2 * doubt)
    some = 1 - none
    ratio = (variance / total**2 + 1) * some
    sigma = sqrt(max(log(ratio), FLAT))
    centre = log(total / some) - sigma**2 / 2
    return some * _normal((centre - log(need)) / sigma)


def _at_least(count, number, shape):
    """Return the chance of ``count`` purchases or more where ``number`` are expected.

    >>> round(_at_least(1, 2.0, None), 4), round(_at_least(2, 2.0, 3.0), 4)
    (0.8647, 0.5248)
    """
    below = 0.0
    for k in range(count):
        if shape is None:
            term = k * log(number) - number - lgamma(k + 1)
        else:
            term = (
                lgamma(shape + k)
                - lgamma(shape)
                - lgamma(k + 1)
                + shape * log(shape / (shape + number))
                + k * log(number / (shape + number))
            )
        below += exp(term)
    return max(0.0, 1 - below)


def _normal(value):
    return (1 + erf(value / sqrt(2))) / 2


def wilson(happened, cases, z=Z95):
    """Return the Wilson interval of a share (E. B. Wilson, 1927).

    >>> [round(x, 3) for x in wilson(8, 10)]
    [0.49, 0.943]
    >>> wilson(0, 0)
    (0.0, 1.0)
    """
    if not cases:
        return 0.0, 1.0
    share, square = happened / cases, z * z
    centre = (share + square / (2 * cases)) / (1 + square / cases)
    half = z * sqrt(share * (1 - share) / cases + square / (4 * cases**2)) / (1 + square / cases)
    return max(0.0, centre - half), min(1.0, centre + half)


def brier(pairs):
    """Return the mean squared difference of (probability, happened) pairs (G. W. Brier, 1950).

    >>> brier([(0.5, True), (0.5, False)]), brier([(1.0, True)]), brier([])
    (0.25, 0.0, 0.0)
    """
    pairs = list(pairs)
    return sum((p - happened) ** 2 for p, happened in pairs) / len(pairs) if pairs else 0.0


def score(pairs, bins=10):
    """Return how predictions fared, beside one who always says the share that came about.

    That share is only known afterwards: it is a stricter rival than any forecast of it.

    :param pairs: (probability, happened)
    :returns: dict of ``cases``, ``kept`` (a share), ``brier``, ``base_brier``, ``skill`` (the
        part of the base's error that is gone) and the list ``bins`` of dicts ``low``, ``high``,
        ``cases``, ``predicted``, ``kept``, ``kept_low``, ``kept_high``; empty bins left out

    >>> found = score([(0.1, False), (0.15, False), (0.9, True), (0.8, False)], bins=2)
    >>> found["cases"], found["kept"], round(found["brier"], 4), found["base_brier"]
    (4, 0.25, 0.1706, 0.1875)
    >>> [(b["cases"], round(b["predicted"], 3), b["kept"]) for b in found["bins"]]
    [(2, 0.125, 0.0), (2, 0.85, 0.5)]
    >>> score([])["skill"]
    0.0
    """
    pairs = list(pairs)
    share = sum(happened for _p, happened in pairs) / len(pairs) if pairs else 0.0
    own, base = brier(pairs), share * (1 - share)
    sorted_in = [[] for _bin in range(bins)]
    for pair in pairs:
        sorted_in[min(int(pair[0] * bins), bins - 1)].append(pair)
    return {
        "cases": len(pairs),
        "kept": share,
        "brier": own,
        "base_brier": base,
        "skill": 1 - own / base if base else 0.0,
        "bins": [
            _bin(index / bins, (index + 1) / bins, rows)
            for index, rows in enumerate(sorted_in)
            if rows
        ],
    }


def _bin(low, high, rows):
    happened = sum(kept for _p, kept in rows)
    kept_low, kept_high = wilson(happened, len(rows))
    return {
        "low": low,
        "high": high,
        "cases": len(rows),
        "predicted": sum(p for p, _kept in rows) / len(rows),
        "kept": happened / len(rows),
        "kept_low": kept_low,
        "kept_high": kept_high,
    }
