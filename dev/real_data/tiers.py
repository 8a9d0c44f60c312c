"""The two tier groups whose members are known: lifetime spend and the last twelve months."""

from . import figures

LIFETIME = "Online Retail lifetime"
WINDOW = "Online Retail 12 months"
GROUPS = {
    LIFETIME: {"period": "lifetime"},
    WINDOW: {"period": "rolling", "period_months": 12},
}
COLORS = (2, 3, 4)


def review_groups(env, company):
    """Make the groups that are missing and review both.

    The twelve months are those before the last day of the data, not before today.
    """
    for name, values in GROUPS.items():
        group = find_group(env, company, name) or _create_group(env, company, name, values)
        as_of = figures.WINDOW_DAY if name == WINDOW else None
        group.cs_review(as_of)


def find_group(env, company, name):
    """Return the tier group of that name, empty when there is none."""
    return env["cs.tier.group"].search(
        [("company_id", "=", company.id), ("name", "=", name)], limit=1
    )


def _create_group(env, company, name, values):
    return env["cs.tier.group"].create(
        {
            "name": name,
            "company_id": company.id,
            "is_primary": name == LIFETIME,
            "metric": "spend",
            "source": "invoice",
            "downgrade_policy": "earned",
            "retention_months": 0,
            "grace_days": 0,
            **values,
            "tier_ids": [
                (0, 0, {"name": tier, "rank": rank, "threshold": float(threshold), "color": color})
                for rank, (tier, threshold, color) in enumerate(
                    zip(figures.TIER_NAMES, figures.THRESHOLDS, COLORS, strict=True), start=1
                )
            ],
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
