from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import AccessError

# What a card is worth, and to whom.
GUARDED = {
    "active",
    "code",
    "company_id",
    "expiration_date",
    "order_id",
    "partner_id",
    "points",
    "program_id",
}
ENGINE = "cs_loyalty.points_engine"


class LoyaltyCard(models.Model):
    """Salespeople may write cards for the sake of the engine, which runs with their rights.

    The engine says when it works, by a mark on the cursor that no client can set. Outside of
    it, points are written by those only who answer for them.
    """

    _inherit = "loyalty.card"

    @contextmanager
    def _cs_engine(self):
        """Let points be written: for code that reckons them, inside of a ``with``."""
        cache = self.env.cr.cache
        outer = cache.get(ENGINE, False)
        cache[ENGINE] = True
        try:
            yield
        finally:
            cache[ENGINE] = outer

    @api.model
    def _cs_check_hand(self, cashier=False):
        """Refuse points written by hand to those who do not answer for them.

        :param bool cashier: a point of sale writes so with the cashier's rights
        """
        if self.env.su or self.env.cr.cache.get(ENGINE):
            return
        user = self.env.user
        groups = ["sales_team.group_sale_manager", "cs_loyalty.cs_loyalty_group_manager"]
        if cashier:
            groups.append("point_of_sale.group_pos_user")
        if not any(user.has_group(group) for group in groups):
            raise AccessError(
                self.env._(
                    "Points and coupons are changed by orders. Ask a sales administrator or an "
                    "administrator of loyalty to change them by hand."
                )
            )

    def write(self, vals):
        if GUARDED & vals.keys():
            self._cs_check_hand()
        return super().write(vals)

    def action_loyalty_update_balance(self):
        self._cs_check_hand()
        return super().action_loyalty_update_balance()
