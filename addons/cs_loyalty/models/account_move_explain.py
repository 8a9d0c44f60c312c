from odoo import models

from .cs_tier_contribution import MOVE


class AccountMove(models.Model):
    """An invoice that does not count, in the explanation of a tier."""

    _inherit = "account.move"

    def _cs_get_document_day(self):
        return self.invoice_date or self.date

    def _cs_prepare_uncounted_fact(self, day, reason):
        return {
            "id": self.id * 4 + MOVE,
            "res_model": self._name,
            "res_id": self.id,
            "kind": {"out_refund": "refund", "out_receipt": "receipt"}.get(
                self.move_type, "invoice"
            ),
            "date": str(day),
            "document_date": str(day),
            "amount": self.amount_untaxed_signed,
            "units": 0.0,
            "set_apart": 0.0,
            "origin_id": self.cs_origin_id.id,
            "reason": reason,
        }
