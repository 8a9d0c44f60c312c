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
    for table in ("cs_tier_event", "cs_tier_membership", "cs_tier_loyalty_program_rel"):
        env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(table)))
    env.cr.execute(SQL(LET_GO))
    env.cr.execute(SQL(DROP_OWN_COUPONS))
    env.invalidate_all()
    forget_lent_names(env, "cs_loyalty")


# Tiers hold back what they give, which may be the add-on's own examples.
LET_GO = """
UPDATE cs_tier SET pricelist_id = NULL, payment_term_id = NULL,
       welcome_program_id = NULL, birthday_program_id = NULL
"""
# Coupons of the shop's own programs stay good; those of the examples go with them.
DROP_OWN_COUPONS = """
DELETE FROM loyalty_card card USING ir_model_data own
 WHERE own.module = 'cs_loyalty' AND own.model = 'loyalty.program'
   AND own.res_id = card.program_id
   AND NOT EXISTS (SELECT 1 FROM sale_order_line line WHERE line.coupon_id = card.id)
"""
