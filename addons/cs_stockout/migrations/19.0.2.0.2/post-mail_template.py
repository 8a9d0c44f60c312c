from odoo import SUPERUSER_ID, api
from odoo.addons.cs_base.hooks import renew_templates

_NAMES = ("mail_template_offer", "mail_template_reminder", "mail_template_restocked")


def migrate(cr, version):
    """Have one mail name all goods of an order that came, unless somebody has edited one."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    renew_templates(env, "cs_stockout", "data/mail_template_data.xml", _NAMES)
