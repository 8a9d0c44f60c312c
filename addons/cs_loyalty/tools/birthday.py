"""The next birthday, by the solar or the lunar calendar.

Somebody born on 29 February has it on 28 February of other years. By the lunar calendar a day
30 falls on day 29 of a month that has no thirtieth, and a month that comes twice counts once:
the birthday is in the first of the two, for those born in the leap month as well.
"""

import re
from calendar import monthrange
from datetime import date

from odoo.addons.cs_base.tools import lunar

LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
LUNAR_LONGEST = 30


def parse(text):
    """Return (day, month) of a birthday as people write it, or None; a year is not kept.

    >>> parse("20/6"), parse("20-06-1990"), parse("ngày 5 tháng 12"), parse("5.12.")
    ((20, 6), (20, 6), (5, 12), (5, 12))
    >>> parse("June"), parse("20"), parse("1/2/3/4")
    (None, None, None)
    """
    numbers = [int(digits) for digits in re.findall(r"\d+", text)]
    if len(numbers) not in (2, 3):
        return None
    return numbers[0], numbers[1]


def problem(day, month, calendar):
    """Return what is wrong with a birthday: ``incomplete``, ``month``, ``day``, or None.

    >>> problem(31, 4, "solar"), problem(29, 2, "solar")
    ('day', None)
    >>> problem(30, 2, "lunar"), problem(31, 1, "lunar"), problem(1, 13, "lunar")
    (None, 'day', 'month')
    >>> problem(5, 0, "solar"), problem(0, 0, "solar")
    ('incomplete', None)
    """
    if not day and not month:
        return None
    if not day or not month:
        return "incomplete"
    if not 1 <= month <= 12:
        return "month"
    longest = LUNAR_LONGEST if calendar == "lunar" else LONGEST[month - 1]
    return None if 1 <= day <= longest else "day"


def occurrence(year, day, month, calendar):
    """Return the birthday of a year, of the Tết year by the lunar calendar, as a solar date.

    >>> occurrence(2027, 29, 2, "solar"), occurrence(2028, 29, 2, "solar")
    (datetime.date(2027, 2, 28), datetime.date(2028, 2, 29))
    >>> occurrence(2026, 1, 1, "lunar")
    datetime.date(2026, 2, 17)

    Day 30 of a month with 29 days; and the sixth month of 2025, which came twice:

    >>> lunar.month_length(2026, 1), lunar.month_length(2026, 2)
    (30, 29)
    >>> lunar.from_solar(occurrence(2026, 30, 2, "lunar"))
    Lunar(year=2026, month=2, day=29, leap=False)
    >>> lunar.leap_month(2025), lunar.from_solar(occurrence(2025, 3, 6, "lunar"))
    (6, Lunar(year=2025, month=6, day=3, leap=False))
    """
    if calendar == "lunar":
        return lunar.to_solar(year, month, min(day, lunar.month_length(year, month)))
    return date(year, month, min(day, monthrange(year, month)[1]))


def next_birthday(day, month, calendar, today):
    """Return the first birthday on or after ``today``.

    >>> next_birthday(20, 6, "solar", date(2027, 6, 20))
    datetime.date(2027, 6, 20)
    >>> next_birthday(20, 6, "solar", date(2027, 6, 21))
    datetime.date(2028, 6, 20)
    >>> next_birthday(1, 1, "lunar", date(2026, 1, 10))
    datetime.date(2026, 2, 17)
    >>> next_birthday(23, 12, "lunar", date(2026, 1, 10))
    datetime.date(2026, 2, 10)
    >>> next_birthday(1, 1, "lunar", date(2026, 2, 18))
    datetime.date(2027, 2, 6)
    """
    year = lunar.from_solar(today).year if calendar == "lunar" else today.year
    this_year = occurrence(year, day, month, calendar)
    return this_year if this_year >= today else occurrence(year + 1, day, month, calendar)


def celebrated_year(day, calendar):
    """Return the year in which a birthday comes once: by the lunar calendar, the Tết year.

    Some solar years hold two birthdays of one lunar date:

    >>> celebrated_year(date(2026, 1, 3), "lunar"), celebrated_year(date(2026, 12, 23), "lunar")
    (2025, 2026)
    >>> celebrated_year(date(2026, 1, 3), "solar")
    2026
    """
    return lunar.from_solar(day).year if calendar == "lunar" else day.year
