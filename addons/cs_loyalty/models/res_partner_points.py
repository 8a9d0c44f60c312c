from odoo import fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """Points, wallets and vouchers of Odoo's own loyalty programs, as the customer reads them."""

    _inherit = "res.partner"  # pylint: disable=consider-merging-classes-inherited

    def _cs_get_points(self):
        """Return ``{"balances": cards, "vouchers": cards}`` that the customer can still use."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        mine = Domain("partner_id", "in", (self | self.commercial_partner_id).ids)
        alive = Domain("expiration_date", "=", False) | Domain("expiration_date", ">=", today)
        alive &= Domain("program_id.active", "=", True) & Domain("points", ">", 0)
        cards = self.env["loyalty.card"].sudo().search(mine & alive, order="expiration_date, id")
        balances = cards.filtered(lambda c: c.program_id.program_type in ("loyalty", "ewallet"))
        return {"balances": balances, "vouchers": cards - balances}
