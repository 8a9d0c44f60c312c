from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_stockout_affinity = fields.Boolean(
        string="Use What Is Bought Together",
        help="Every night it is reckoned which products the same customers bought in the last "
        "year. It counts 10 points of 100 when substitutes are ranked.",
        prefetch="cs_settings",
    )

    def write(self, vals):
        result = super().write(vals)
        if "cs_stockout_affinity" in vals:
            affinity = self.env["cs.product.affinity"].sudo()
            if vals["cs_stockout_affinity"]:
                self.env["ir.cron"]._cs_wake("cs_stockout.ir_cron_affinity")
            else:
                affinity._forget(self)
        return result
