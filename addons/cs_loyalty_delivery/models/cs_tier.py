from odoo import fields, models
from odoo.tools import formatLang


class CsTier(models.Model):
    _inherit = "cs.tier"

    free_delivery_from = fields.Monetary(
        currency_field="company_currency_id",
        help="Delivery costs members nothing on orders from this amount, taxes included, "
        "delivery left out. 0: they pay like everyone.",
    )

    _free_delivery_positive = models.Constraint(
        "CHECK (free_delivery_from >= 0)",
        "The amount for free delivery cannot be negative: enter 0 for none.",
    )

    def _get_benefit_sentences(self, partner=None):
        sentences = super()._get_benefit_sentences(partner)
        amount = self.sudo().free_delivery_from
        if amount:
            limit = formatLang(self.env, amount, currency_obj=self.sudo().company_currency_id)
            sentences.append(self.env._("Free delivery from %(amount)s.", amount=limit))
        return sentences
