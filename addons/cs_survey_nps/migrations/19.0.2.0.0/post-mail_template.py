from odoo import SUPERUSER_ID, api
from odoo.tools import convert_file

_FILE = "data/mail_template_data.xml"


def migrate(cr, version):
    """Give the mail the words of the program's own scale, unless somebody has edited it.

    Data that is loaded once is not loaded again by an update, and the mail of before names
    the ends of the NPS scale whatever is asked.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    template = env.ref("cs_survey_nps.mail_template_invitation", raise_if_not_found=False)
    if template and template.write_uid.id == SUPERUSER_ID:
        convert_file(env, "cs_survey_nps", _FILE, {}, mode="init", noupdate=True)
