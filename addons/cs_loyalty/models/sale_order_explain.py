from odoo import fields, models

from .cs_tier_contribution import ORDER


class SaleOrder(models.Model):
    """An order that does not count, in the explanation of a tier."""

    _inherit = "sale.order"

    def _cs_get_document_day(self):
        return fields.Datetime.context_timestamp(self, self.date_order).date()

    def _cs_prepare_uncounted_fact(self, day, reason):
        return {
            "id": self.id * 4 + ORDER,
            "res_model": self._name,
            "res_id": self.id,
            "kind": "order",
            "date": str(day),
            "document_date": str(day),
            "amount": self.amount_untaxed / (self.currency_rate or 1),
            "units": 0.0,
            "set_apart": 0.0,
            "origin_id": False,
            "reason": reason,
        }
