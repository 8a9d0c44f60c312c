from odoo import fields, models


class CsTierOfferWizardLine(models.TransientModel):
    _name = "cs.tier.offer.wizard.line"
    _description = "Offer for a Customer"

    wizard_id = fields.Many2one(
        "cs.tier.offer.wizard", required=True, readonly=True, ondelete="cascade"
    )
    offer_id = fields.Many2one("cs.tier.offer", required=True, readonly=True, ondelete="cascade")
    order_line_id = fields.Many2one("sale.order.line", readonly=True, ondelete="cascade")
    order_id = fields.Many2one(related="wizard_id.order_id")
    currency_id = fields.Many2one(related="order_id.currency_id")
    kind = fields.Selection(related="offer_id.kind")
    product_id = fields.Many2one(related="offer_id.product_id", string="Ordered")
    offer_product_ids = fields.Many2many(related="offer_id.offer_product_ids")
    more = fields.Text(related="offer_id.more")
    price_now = fields.Monetary(readonly=True)
    price_offered = fields.Monetary(readonly=True)
    difference = fields.Monetary(string="Customer Pays More", readonly=True)

    def action_take(self):
        """Put the offer on the quotation, and close."""
        self.ensure_one()
        self.check_access("read")
        self.order_id.cs_take_offer(self.offer_id.id)
        return {"type": "ir.actions.act_window_close"}
