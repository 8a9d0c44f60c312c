"""The Vietnamese lunisolar calendar, reckoned for UTC+7 from the sky.

A month begins on the day of the new moon. The month of the winter solstice is the eleventh. Of
the thirteen months between two solstices, the first during which the sun enters no new sign
repeats the number of the month before it: it is the leap month.

New moons follow J. Meeus, *Astronomical Algorithms*, 2nd ed., chapter 49 (seconds), the sun's
longitude chapter 25 (a hundredth of a degree, about a quarter of an hour). By the rule of today,
so dates before 1968, when the zone was another, may differ from old almanacs.
"""

import math
from bisect import bisect_right
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

ZONE_DAYS = 7 / 24
FIRST_YEAR, LAST_YEAR = 1900, 2199
_EPOCH = date(2000, 1, 1)
_EPOCH_JD = 2451544.5  # midnight, UTC
_MONTH_DAYS = 29.530588861
# Seconds by which the clock of the sky (TT) is ahead of ours: seen, later reckoned.
_CLOCK = (
    (1900, -3), (1920, 21), (1940, 24), (1960, 33), (1980, 51), (2000, 64), (2020, 69),
    (2050, 85), (2100, 150), (2200, 400),
)  # fmt: skip
# Days to add to the mean new moon: coefficient, power of E, multiples of M, M', F and the node.
_NEW_MOON = (
    (-0.40720, 0, (0, 1, 0, 0)), (0.17241, 1, (1, 0, 0, 0)), (0.01608, 0, (0, 2, 0, 0)),
    (0.01039, 0, (0, 0, 2, 0)), (0.00739, 1, (-1, 1, 0, 0)), (-0.00514, 1, (1, 1, 0, 0)),
    (0.00208, 2, (2, 0, 0, 0)), (-0.00111, 0, (0, 1, -2, 0)), (-0.00057, 0, (0, 1, 2, 0)),
    (0.00056, 1, (1, 2, 0, 0)), (-0.00042, 0, (0, 3, 0, 0)), (0.00042, 1, (1, 0, 2, 0)),
    (0.00038, 1, (1, 0, -2, 0)), (-0.00024, 1, (-1, 2, 0, 0)), (-0.00017, 0, (0, 0, 0, 1)),
    (-0.00007, 0, (2, 1, 0, 0)), (0.00004, 0, (0, 2, -2, 0)), (0.00004, 0, (3, 0, 0, 0)),
    (0.00003, 0, (1, 1, -2, 0)), (0.00003, 0, (0, 2, 2, 0)), (-0.00003, 0, (1, 1, 2, 0)),
    (0.00003, 0, (-1, 1, 2, 0)), (-0.00002, 0, (-1, 1, -2, 0)), (-0.00002, 0, (1, 3, 0, 0)),
    (0.00002, 0, (0, 4, 0, 0)),
)  # fmt: skip
# The planets' pull: days, degrees at lunation 0, degrees a lunation.
_PLANETS = (
    (0.000325, 299.77, 0.107408), (0.000165, 251.88, 0.016321), (0.000164, 251.83, 26.651886),
    (0.000126, 349.42, 36.412478), (0.000110, 84.66, 18.206239), (0.000062, 141.74, 53.303771),
    (0.000060, 207.14, 2.453732), (0.000056, 154.84, 7.306860), (0.000047, 34.52, 27.261239),
    (0.000042, 207.19, 0.121824), (0.000040, 291.34, 1.844379), (0.000037, 161.72, 24.198154),
    (0.000035, 239.56, 25.513099), (0.000023, 331.55, 3.592518),
)  # fmt: skip


class Lunar(NamedTuple):
    """A day of the lunar calendar; ``year`` is the Tết year, ``leap`` tells a repeated month."""

    year: int
    month: int
    day: int
    leap: bool = False


def _clock_lead(year):
    """Return the days by which the sky's clock leads ours in ``year``."""
    pairs = list(pairwise(_CLOCK))
    (start, low), (end, high) = next((p for p in pairs if year <= p[1][0]), pairs[-1])
    return (low + (high - low) * (year - start) / (end - start)) / 86400


@lru_cache(maxsize=4096)
def _new_moon(k):
    """Return the local day of the new moon number ``k``; 0 is that of 6 January 2000."""
    t = k / 1236.85
    angles = [
        2.5534 + 29.10535670 * k - 0.0000014 * t**2,
        201.5643 + 385.81693528 * k + 0.0107582 * t**2 + 0.00001238 * t**3,
        160.7108 + 390.67050284 * k - 0.0016118 * t**2 - 0.00000227 * t**3,
        124.7746 - 1.56375588 * k + 0.0020672 * t**2,
    ]
    e = 1 - 0.002516 * t - 0.0000074 * t**2
    moment = 2451550.09766 + _MONTH_DAYS * k + 0.00015437 * t**2
    for days, power, multiples in _NEW_MOON:
        angle = sum(m * a for m, a in zip(multiples, angles, strict=True))
        moment += days * e**power * math.sin(math.radians(angle))
    for days, start, pace in _PLANETS:
        moment += days * math.sin(math.radians(start + pace * k))
    moment -= _clock_lead(2000 + k / 12.3685)
    return _EPOCH + timedelta(days=math.floor(moment - _EPOCH_JD + ZONE_DAYS))


def _sign(day):
    """Return the sign of the sun, 0 to 11, as ``day`` begins; the solstice begins sign 9."""
    moment = _EPOCH_JD + (day - _EPOCH).days - ZONE_DAYS + _clock_lead(day.year)
    t = (moment - 2451545.0) / 36525
    anomaly = math.radians(357.52911 + 35999.05029 * t - 0.0001537 * t**2)
    centre = (
        (1.914602 - 0.004817 * t - 0.000014 * t**2) * math.sin(anomaly)
        + (0.019993 - 0.000101 * t) * math.sin(2 * anomaly)
        + 0.000289 * math.sin(3 * anomaly)
    )
    node = math.radians(125.04 - 1934.136 * t)
    longitude = 280.46646 + 36000.76983 * t + 0.0003032 * t**2 + centre
    longitude -= 0.00569 + 0.00478 * math.sin(node)
    return math.floor(longitude % 360 / 30)


def _lunation_of(day):
    """Return the number of the last new moon up to ``day``."""
    k = math.floor((day - date(2000, 1, 6)).days / _MONTH_DAYS) + 1
    while _new_moon(k) > day:
        k -= 1
    return k


def _eleventh(year):
    """Return the number of the new moon that begins the eleventh month of ``year``."""
    k = _lunation_of(date(year, 12, 31))
    return k - 1 if _sign(_new_moon(k)) >= 9 else k


@lru_cache(maxsize=512)
def _months(year):
    """Return the months from the eleventh of ``year - 1`` on, up to the next eleventh.

    :returns: list of (number of the new moon, month, leap)
    """
    first, last = _eleventh(year - 1), _eleventh(year)
    numbers = range(first, last)
    leap = None
    if last - first == 13:
        leap = next(k for k in numbers if _sign(_new_moon(k)) == _sign(_new_moon(k + 1)))
    months, month = [], 10
    for k in numbers:
        month = month if k == leap else month % 12 + 1
        months.append((k, month, k == leap))
    return months


@lru_cache(maxsize=512)
def _tet_year(year):
    """Return the months of the Tết year: {(month, leap): number of the new moon}."""
    start = [m for m in _months(year) if m[1] <= 10]
    end = [m for m in _months(year + 1) if m[1] > 10]
    return {(month, leap): k for k, month, leap in [*start, *end]}


def _check_year(year):
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"The lunar calendar is known from {FIRST_YEAR} to {LAST_YEAR}.")


def new_year(year):
    """Return the day of Tết, the first of the first lunar month, in ``year``.

    :raises ValueError: outside 1900–2199

    >>> [str(new_year(year)) for year in (2024, 2025, 2026, 2027)]
    ['2024-02-10', '2025-01-29', '2026-02-17', '2027-02-06']

    In Vietnam the new moon may fall a day, the year even a month, earlier than in China:

    >>> str(new_year(2030)), str(new_year(2007)), str(new_year(1985)), str(new_year(1968))
    ('2030-02-02', '2007-02-17', '1985-01-21', '1968-01-29')
    """
    _check_year(year)
    return _new_moon(_tet_year(year)[1, False])


def leap_month(year):
    """Return the month that the Tết year ``year`` repeats, or None.

    >>> [leap_month(year) for year in (2014, 2017, 2020, 2023, 2025, 2026, 2028, 2031)]
    [9, 6, 4, 2, 6, None, 5, 3]
    >>> leap_month(1985), leap_month(1987), leap_month(2033)
    (2, 7, 11)
    """
    _check_year(year)
    return next((month for month, leap in _tet_year(year) if leap), None)


def month_length(year, month, leap=False):
    """Return the days of a lunar month, 29 or 30.

    :raises ValueError: a month that the year does not have

    >>> month_length(2025, 6), month_length(2025, 6, True), month_length(2026, 12)
    (30, 29, 29)
    """
    _check_year(year)
    k = _tet_year(year).get((month, leap))
    if k is None:
        name = f"leap month {month}" if leap else f"month {month}"
        raise ValueError(f"The lunar year {year} has no {name}.")
    return (_new_moon(k + 1) - _new_moon(k)).days


def to_solar(year, month, day, leap=False):
    """Return the date of a lunar day.

    :param int year: the Tết year
    :raises ValueError: a day or month that this year does not have

    >>> to_solar(2026, 8, 15), to_solar(2025, 6, 1, leap=True)
    (datetime.date(2026, 9, 25), datetime.date(2025, 7, 25))
    >>> to_solar(2026, 12, 30)
    Traceback (most recent call last):
    ValueError: Month 12 of the lunar year 2026 has 29 days.
    """
    length = month_length(year, month, leap)
    if not 1 <= day <= length:
        raise ValueError(f"Month {month} of the lunar year {year} has {length} days.")
    return _new_moon(_tet_year(year)[month, leap]) + timedelta(days=day - 1)


def from_solar(day):
    """Return the lunar day of a date.

    :raises ValueError: before Tết 1900 or after the last day of the lunar year 2199

    >>> from_solar(date(2026, 2, 16)), from_solar(date(2026, 2, 17))
    (Lunar(year=2025, month=12, day=29, leap=False), Lunar(year=2026, month=1, day=1, leap=False))
    >>> from_solar(date(2025, 8, 1))
    Lunar(year=2025, month=6, day=8, leap=True)
    """
    year = day.year if day >= new_year(min(day.year, LAST_YEAR)) else day.year - 1
    _check_year(year)
    months = sorted((k, month, leap) for (month, leap), k in _tet_year(year).items())
    k = _lunation_of(day)
    _k, month, leap = months[bisect_right(months, (k, 99, True)) - 1]
    return Lunar(year, month, (day - _new_moon(k)).days + 1, leap)
