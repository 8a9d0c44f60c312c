from odoo import fields, models


class CsPartnerDistinct(models.Model):
    """Two customers of one number whom somebody took apart: a family with one phone."""

    _name = "cs.partner.distinct"
    _description = "Customers Who Are Not the Same"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", required=True, index=True, ondelete="cascade")
    other_id = fields.Many2one("res.partner", required=True, index=True, ondelete="cascade")
