from odoo import fields, models


class CsPartnerPhone(models.Model):
    """The numbers that a partner's phone field holds, one a row, ready to be looked up."""

    _name = "cs.partner.phone"
    _description = "Phone Number of a Contact"
    _log_access = False
    _order = "doubtful, position, id"
    _rec_name = "e164"

    partner_id = fields.Many2one("res.partner", required=True, index=True, ondelete="cascade")
    e164 = fields.Char(required=True, index=True, string="Number")
    position = fields.Integer(required=True)
    doubtful = fields.Boolean(
        help="The digits may be another line: an old landline that now reads as a mobile."
    )
