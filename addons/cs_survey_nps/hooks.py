from odoo.addons.cs_base.hooks import forget_lent_names


def uninstall_hook(env):
    """Leave no name behind."""
    forget_lent_names(env, "cs_survey_nps")
