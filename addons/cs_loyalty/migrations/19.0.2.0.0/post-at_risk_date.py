from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Reckon for the members there are on which day their tier would be lost."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    groups = env["cs.tier.group"].with_context(active_test=False)
    for group in groups.search([("reviewed_on", "!=", False)]):
        cr.execute(
            """UPDATE cs_tier_membership SET at_risk_date = '-infinity'
                WHERE group_id = %s AND tier_id IS NOT NULL""",
            [group.id],
        )
        group._settle_risks(group.reviewed_on)
