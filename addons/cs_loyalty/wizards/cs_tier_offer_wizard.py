from odoo import fields, models


class CsTierOfferWizard(models.TransientModel):
    _name = "cs.tier.offer.wizard"
    _description = "Offers for a Customer"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    line_ids = fields.One2many("cs.tier.offer.wizard.line", "wizard_id", string="Offers")
