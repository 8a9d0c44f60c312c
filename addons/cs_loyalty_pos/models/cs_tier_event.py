from odoo import models

from .cs_tier_contribution import COUNTER_INVOICE, COUNTER_ORDER


class CsTierEvent(models.Model):
    _inherit = "cs.tier.event"

    def _get_decision_documents(self, ids):
        """Name the counter's orders among the documents that decided a movement."""
        ours = [number for number in ids if number % 4 in (COUNTER_INVOICE, COUNTER_ORDER)]
        found = super()._get_decision_documents([n for n in ids if n not in set(ours)])
        lines = self.env["pos.order.line"].sudo().browse(number // 4 for number in ours).exists()
        return found + [
            {"res_model": "pos.order", "res_id": order.id, "document": order.display_name}
            for order in lines.order_id
        ]
