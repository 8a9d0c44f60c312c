from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_nps_repeat_days = fields.Integer(
        string="Complains Again Within",
        default=90,
        help="A customer who complains again within so many days counts as a repeat complainant.",
        prefetch="cs_settings",
    )
    cs_nps_told_template_id = fields.Many2one(
        "mail.template",
        string="Mail That Says What Was Done",
        domain=[("model", "=", "cs.nps.case")],
        ondelete="set null",
        help="Empty: the one that comes with the module.",
        prefetch="cs_settings",
    )

    _cs_nps_repeat_days_positive = models.Constraint(
        "CHECK (cs_nps_repeat_days > 0)",
        "The days within which a second complaint counts as repeated must be above 0.",
    )
