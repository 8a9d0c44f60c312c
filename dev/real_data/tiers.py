"""The two tier groups whose members are known: lifetime spend and the last twelve months."""

from . import figures
from .reader import InputError

LIFETIME = "Online Retail lifetime"
WINDOW = "Online Retail 12 months to 9 December 2011"
GROUPS = {
    LIFETIME: {"period": "lifetime", "is_primary": True},
    # Archived: the nightly review decides as of today, when nothing of 2011 counts any more.
    WINDOW: {"period": "rolling", "period_months": 12, "is_primary": False, "active": False},
}
COLORS = (2, 3, 4)


def review_groups(env, company):
    """Make the groups that are missing and review both, without mails or automations.

    The twelve months are those before the last day of the data.
    """
    for name, values in GROUPS.items():
        group = find_group(env, company, name) or _create_group(env, company, name, values)
        if not group.try_lock_for_update(allow_referencing=True):
            raise InputError(f"A review of {name} is running; start again when it is over.")
        as_of = figures.WINDOW_DAY if name == WINDOW else None
        group._review(as_of=as_of, silent=True)


def find_group(env, company, name):
    """Return the tier group of that name, empty when there is none."""
    groups = env["cs.tier.group"].with_context(active_test=False, lang="en_US")
    return groups.search([("company_id", "=", company.id), ("name", "=", name)], limit=1)


def _create_group(env, company, name, values):
    tiers = zip(figures.TIER_NAMES, figures.THRESHOLDS, COLORS, strict=True)
    return env["cs.tier.group"].create(
        {
            "name": name,
            "company_id": company.id,
            "metric": "spend",
            "source": "invoice",
            "downgrade_policy": "earned",
            "retention_months": 0,
            "grace_days": 0,
            "tier_ids": [
                (0, 0, {"name": tier, "rank": rank, "threshold": float(threshold), "color": color})
                for rank, (tier, threshold, color) in enumerate(tiers, start=1)
            ],
            **values,
        }
    )


def reached(env, company, name):
    """Return the number of members of each tier of the group ``name``, lowest first."""
    group = find_group(env, company, name)
    rows = env["cs.tier.membership"]._read_group(
        [("group_id", "=", group.id), ("tier_id", "!=", False)], ["tier_id"], ["__count"]
    )
    counts = {tier.id: count for tier, count in rows}
    return tuple(counts.get(tier.id, 0) for tier in group.tier_ids.sorted("rank"))
