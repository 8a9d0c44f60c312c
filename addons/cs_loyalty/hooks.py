from odoo.addons.cs_base.hooks import forget_lent_names
from odoo.tools import SQL


def post_init_hook(env):
    """Give documents and phone numbers that were there before the add-on their keys."""
    env["account.move"]._cs_link_origins(everything=True)
    env["res.partner"]._cs_rebuild_phones()


def uninstall_hook(env):
    """Take benefits back, so that no one keeps a tier's prices without the tier; drop the guard
    of the ledger, a function that would survive its table, and empty it.

    Its rows go with the add-on; while they are there they hold tiers and customers back.
    """
    env["cs.tier.benefit"]._take_back()
    env.cr.execute(SQL("DROP FUNCTION IF EXISTS cs_tier_event_guard() CASCADE"))
    env.cr.execute(SQL("DELETE FROM cs_tier_event"))
    env.cr.execute(SQL("DELETE FROM cs_tier_membership"))
    env.invalidate_all()
    forget_lent_names(env, "cs_loyalty")
