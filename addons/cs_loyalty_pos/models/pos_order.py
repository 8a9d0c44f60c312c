from odoo import models


class PosOrder(models.Model):
    _inherit = "pos.order"

    def action_pos_order_paid(self):
        result = super().action_pos_order_paid()
        self._cs_queue_review()
        return result

    def write(self, vals):
        moved = self.browse()
        if "partner_id" in vals:
            moved = self.filtered(lambda order: order.state in ("paid", "done"))
            moved._cs_queue_review()
        result = super().write(vals)
        moved._cs_queue_review()
        return result

    def _cs_queue_review(self):
        """Have the customers of paid orders reviewed; an order without customer counts for none."""
        customers = self.partner_id.commercial_partner_id
        for source in ("invoice", "order"):
            self.env["cs.tier.pending"]._add(customers, source)
