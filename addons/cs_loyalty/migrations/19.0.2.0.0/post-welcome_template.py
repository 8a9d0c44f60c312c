from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Give tiers of before the welcome mail that new ones have.

    Their column was filled while the mail was not there yet; without it a coupon is made, and
    nobody hears of it.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    template = env.ref("cs_loyalty.mail_template_welcome_reward", raise_if_not_found=False)
    if template:
        cr.execute(
            "UPDATE cs_tier SET welcome_template_id = %s WHERE welcome_template_id IS NULL",
            [template.id],
        )
