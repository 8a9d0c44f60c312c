from odoo.tools import SQL


def post_init_hook(env):
    """Give documents and phone numbers that were there before the add-on their keys."""
    env["account.move"]._cs_link_origins(everything=True)
    env["res.partner"]._cs_rebuild_phones()


def uninstall_hook(env):
    """Drop the guard of the ledger: a function survives the table it guards."""
    env.cr.execute(SQL("DROP FUNCTION IF EXISTS cs_tier_event_guard() CASCADE"))
