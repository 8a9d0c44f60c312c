from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_nps_offer_program_id = fields.Many2one(
        "loyalty.program",
        string="Voucher for Complaints",
        domain="[('program_type', '=', 'coupons'), ('company_id', 'in', [False, id])]",
        ondelete="restrict",
        help="Owners of cases give a coupon of this program. Empty: no vouchers.",
        prefetch="cs_settings",
    )
    cs_nps_offer_days = fields.Integer(
        string="Voucher Valid For",
        default=60,
        prefetch="cs_settings",
        help="Days from the day on which it is given.",
    )

    _cs_nps_offer_days_positive = models.Constraint(
        "CHECK (cs_nps_offer_days > 0)", "A voucher must be valid for one day at least."
    )
