from odoo import SUPERUSER_ID, api
from odoo.addons.cs_base.hooks import renew_templates


def migrate(cr, version):
    """Give the mail of a new tier the link to the member's card, unless somebody edited it."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    names = ("mail_template_upgrade", "mail_template_welcome_reward")
    renew_templates(env, "cs_loyalty", "data/mail_template_data.xml", names)
