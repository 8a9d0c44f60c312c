from contextlib import contextmanager

from odoo import models
from odoo.tools import float_compare, formatLang

LATER = "cs_loyalty_delivery.later"


class SaleOrder(models.Model):
    """A member's delivery is free while the order is large enough: looked at once a save."""

    _inherit = "sale.order"

    def write(self, vals):
        if not {"currency_id", "order_line", "partner_id", "pricelist_id"} & vals.keys():
            return super().write(vals)
        with self._cs_free_delivery_later():
            result = super().write(vals)
        self._cs_update_free_delivery()
        return result

    def action_confirm(self):
        self._cs_update_free_delivery()
        return super().action_confirm()

    @contextmanager
    def _cs_free_delivery_later(self):
        """Leave the single lines of a save alone; whoever asks looks at the order at the end."""
        cache = self.env.cr.cache
        outer = cache.get(LATER, False)
        cache[LATER] = True
        try:
            yield
        finally:
            cache[LATER] = outer

    def _cs_update_free_delivery(self):
        """Make deliveries free, or paid again, as the customers' tiers and the amounts ask."""
        if self.env.cr.cache.get(LATER):
            return
        for order in self.filtered(lambda order: order.state in ("draft", "sent")):
            lines = order.order_line.filtered(
                lambda line: line.is_delivery and (line.price_unit > 0 or line.cs_free_reason)
            )
            if lines:
                with order._cs_free_delivery_later():
                    order._cs_settle_delivery(lines)

    def _cs_settle_delivery(self, lines):
        reason = self._cs_get_free_delivery_reason()
        for line in lines:
            if line.cs_free_reason and (line.cs_free_reason != reason or line.price_unit):
                line._cs_make_paid()
            if reason and not line.cs_free_reason and line.price_unit > 0:
                line._cs_make_free(reason)

    def _cs_get_free_delivery_reason(self):
        """Return why delivery is free, in the customer's language; False where it is not.

        Of several tiers the one that asks least decides.
        """
        self.ensure_one()
        tiers = self._cs_get_tiers().sudo().filtered("free_delivery_from")
        tier = tiers.sorted("free_delivery_from")[:1]
        if not tier:
            return False
        currency = tier.company_currency_id
        amount = self.currency_id._convert(
            self._compute_amount_total_without_delivery(),
            currency,
            self.company_id,
            self.date_order.date(),
        )
        digits = currency.decimal_places
        if float_compare(amount, tier.free_delivery_from, precision_digits=digits) < 0:
            return False
        env = self.with_context(lang=self._get_lang()).env
        return env._(
            "Free for %(tier)s, from %(amount)s",
            tier=tier.with_env(env).name,
            amount=formatLang(env, tier.free_delivery_from, currency_obj=currency),
        )
