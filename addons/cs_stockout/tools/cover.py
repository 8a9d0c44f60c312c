"""How long stock will last, and how much of it is wise to keep."""

import math

# One-sided normal quantiles: how often the shelf is not empty before the next delivery.
SERVICE_FACTORS = {80: 0.8416, 90: 1.2816, 95: 1.6449, 98: 2.0537, 99: 2.3263}


def days_of_cover(stock, daily_demand):
    """Return for how many days ``stock`` lasts, None where nothing is asked for.

    :param float stock: what is free to promise, product's unit; below zero is no day
    :param float daily_demand: units a day

    >>> days_of_cover(30, 4), days_of_cover(-2, 4), days_of_cover(30, 0)
    (7.5, 0.0, None)
    """
    if daily_demand <= 0:
        return None
    return max(stock, 0.0) / daily_demand


def runs_out_after(stock, daily_demand, receipts=()):
    """Return after how many days the shelf is empty, receipts on the way included.

    :param receipts: (days from now, quantity), in any order; those before now come at once
    :returns: days, or None where nothing is asked for

    Thirty at four a day last a week and a half; twenty that come on day five add five days;
    twenty that come on day nine come too late:

    >>> runs_out_after(30, 4), runs_out_after(30, 4, [(5, 20)]), runs_out_after(30, 4, [(9, 20)])
    (7.5, 12.5, 7.5)
    >>> runs_out_after(-2, 4), runs_out_after(5, 0)
    (0.0, None)
    """
    if daily_demand <= 0:
        return None
    for day, quantity in sorted(receipts):
        if stock < daily_demand * day:
            break
        stock += quantity
    return max(stock, 0.0) / daily_demand


def reorder_level(daily_demand, deviation, lead_days, service=95):
    """Return the stock at which to order again: demand until it comes, and a reserve.

    The reserve is the deviation of daily demand times the square root of the days until the
    goods come, times the normal quantile of the service wanted (days independent of each other;
    the textbook's formula, e.g. Silver, Pyke and Thomas, *Inventory and Production Management
    in Supply Chains*, 4th ed., chapter 6).

    :param float daily_demand: units a day, lost demand included
    :param float deviation: standard deviation of one day's demand
    :param float lead_days: days from the order to the goods, at least one is taken
    :param int service: per cent, one of ``SERVICE_FACTORS``
    :returns: whole units

    >>> reorder_level(4, 3, 9), reorder_level(4, 0, 9), reorder_level(0, 0, 9)
    (51, 36, 0)
    """
    days = max(lead_days, 1.0)
    reserve = SERVICE_FACTORS[service] * deviation * math.sqrt(days)
    return math.ceil(round(daily_demand * days + reserve, 6))
