"""What a review decides for one member. The SQL of a whole group follows these rules.

Tiers are counted by position: 0 is below the first tier, 1 the lowest, and so on.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

POLICIES = ("earned", "one_step", "never")


@dataclass(frozen=True)
class Rule:
    """What a group asks for.

    :param thresholds: of the tiers, lowest first, in the unit of the metric
    :param policy: one of ``POLICIES``
    :param retention_months: a tier is kept at least so long, 0 for not at all
    :param grace_days: days between a shortfall and the drop
    """

    thresholds: tuple
    policy: str = "earned"
    retention_months: int = 0
    grace_days: int = 0


@dataclass(frozen=True)
class Standing:
    """What a member holds: ``valid_until`` and ``grace_until`` are last days, inclusive."""

    position: int = 0
    valid_until: date | None = None
    grace_until: date | None = None


@dataclass(frozen=True)
class Override:
    """A tier that a manager set: at least that one (``floor``) or just that one (``fixed``)."""

    position: int
    kind: str = "floor"
    until: date | None = None


def overridden(position, override, day):
    """Return the position shown on ``day``: that of the purchases, or the one set by hand.

    >>> overridden(1, Override(2, "floor", date(2026, 1, 31)), date(2026, 1, 31))
    2
    >>> overridden(3, Override(2, "floor"), date(2026, 1, 31))
    3
    >>> overridden(3, Override(2, "fixed"), date(2026, 1, 31))
    2
    >>> overridden(1, Override(2, "fixed", date(2026, 1, 31)), date(2026, 2, 1))
    1
    """
    if not override or (override.until and day > override.until):
        return position
    return override.position if override.kind == "fixed" else max(position, override.position)


def earned_position(contribution, thresholds):
    """Return how many thresholds ``contribution`` reaches.

    >>> earned_position(100_000_000, (40_000_000, 100_000_000))
    2
    >>> earned_position(99_999_999, (40_000_000, 100_000_000))
    1
    >>> earned_position(-5, (0, 10))
    0
    """
    return sum(contribution >= threshold for threshold in thresholds)


def renewed(valid_until, months, day):
    """Return the last day of the next retention period.

    It runs on from the last one, unless that one is so long past that it would be over too.

    >>> renewed(date(2026, 1, 10), 12, date(2026, 1, 11))
    datetime.date(2027, 1, 10)
    >>> renewed(date(2020, 1, 10), 12, date(2026, 1, 11))
    datetime.date(2027, 1, 11)
    >>> renewed(None, 0, date(2026, 1, 11)) is None
    True
    """
    if not months:
        return None
    following = valid_until and valid_until + relativedelta(months=months)
    if following and following >= day:
        return following
    return day + relativedelta(months=months)


def decide(contribution, standing, rule, day):
    """Return the standing of a member after the review of ``day``, by her purchases alone.

    What is shown while a tier is set by hand says ``overridden``. Upgrades are immediate. A tier
    is kept until its retention ends, then through the grace.

    >>> rule = Rule((40, 100, 150), "one_step", 12, 30)
    >>> platinum = decide(160, Standing(), rule, date(2025, 1, 10))
    >>> platinum
    Standing(position=3, valid_until=datetime.date(2026, 1, 10), grace_until=None)
    >>> decide(0, platinum, rule, date(2026, 1, 10)) == platinum
    True
    >>> grace = decide(0, platinum, rule, date(2026, 1, 11))
    >>> grace
    Standing(position=3, valid_until=datetime.date(2026, 1, 10), \
grace_until=datetime.date(2026, 2, 9))
    >>> gold = decide(0, grace, rule, date(2026, 2, 10))
    >>> gold
    Standing(position=2, valid_until=datetime.date(2027, 1, 10), grace_until=None)
    >>> grace = decide(0, gold, rule, date(2027, 1, 11))
    >>> decide(0, grace, rule, date(2027, 2, 9)).position
    2
    >>> decide(0, grace, rule, date(2027, 2, 10)).position
    1
    >>> decide(45, Standing(2), Rule((40, 100)), date(2026, 1, 1)).position
    1
    >>> decide(0, Standing(2), Rule((40, 100), "never"), date(2026, 1, 1)).position
    2
    """
    earned = earned_position(contribution, rule.thresholds)
    held = standing.position
    over = not (rule.retention_months and standing.valid_until and day <= standing.valid_until)
    next_period = renewed(standing.valid_until, rule.retention_months, day)
    if earned > held:
        return Standing(earned, renewed(None, rule.retention_months, day))
    if earned == held:
        valid_until = next_period if over and held else standing.valid_until
        return replace(standing, valid_until=valid_until, grace_until=None)
    if rule.policy == "never" or not over:
        return replace(standing, grace_until=None)
    grace_until = standing.grace_until
    if rule.grace_days and not grace_until:
        grace_until = day + timedelta(days=rule.grace_days - 1)
    if rule.grace_days and day <= grace_until:
        return replace(standing, grace_until=grace_until)
    position = max(earned, held - 1) if rule.policy == "one_step" else earned
    return Standing(position, next_period if position else None)
