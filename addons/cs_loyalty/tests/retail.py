"""A group of tiers for tests of other add-ons, which have a shop of their own."""

from odoo.fields import Command


def make_shown_group(env, *tiers):
    """Return a new group that the company shows on its customers, alone.

    :param dict tiers: values of its tiers, lowest first; ranks follow the order
    """
    groups = env["cs.tier.group"]
    groups.search([]).is_primary = False
    return groups.create(
        {
            "name": "Retail",
            "is_primary": True,
            "tier_ids": [
                Command.create({"rank": rank, **values}) for rank, values in enumerate(tiers, 1)
            ],
        }
    )
