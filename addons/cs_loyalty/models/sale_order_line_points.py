from odoo import api, models

REWARD_FIELDS = {"coupon_id", "points_cost", "reward_id"}


class SaleOrderLine(models.Model):
    """The points that a reward costs come from the engine, not from the hand that writes."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        cards = self.env["loyalty.card"]
        if any(vals.get(name) for vals in vals_list for name in REWARD_FIELDS):
            cards._cs_check_hand()
            with cards._cs_engine():
                return super().create(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        if REWARD_FIELDS & vals.keys():
            cards = self.env["loyalty.card"]
            cards._cs_check_hand()
            with cards._cs_engine():
                return super().write(vals)
        return super().write(vals)

    def unlink(self):
        with self.env["loyalty.card"]._cs_engine():
            return super().unlink()
