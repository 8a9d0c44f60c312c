from odoo import api, models


class LoyaltyHistory(models.Model):
    _inherit = "loyalty.history"

    _cs_order_idx = models.Index("(order_id, order_model)")

    @api.model_create_multi
    def create(self, vals_list):
        self.env["loyalty.card"]._cs_check_hand(cashier=True)
        return super().create(vals_list)

    def write(self, vals):
        self.env["loyalty.card"]._cs_check_hand(cashier=True)
        return super().write(vals)

    def _get_order_portal_url(self):
        if self.order_id and self.order_model == "account.move":
            return self.env["account.move"].browse(self.order_id).get_portal_url()
        return super()._get_order_portal_url()
