from odoo import models
from odoo.tools import format_amount

from ..tools import side_by_side


class CsStockoutOption(models.Model):
    """An option in the words of mail and page."""

    _inherit = "cs.stockout.option"

    def _cs_title(self):
        """Return the headline of an option, for the customer."""
        self.ensure_one()
        if self.kind == "substitute":
            return self.env._("Take %(option)s instead", option=self.display_name)
        return self.display_name

    def _cs_details(self, moment=None):
        """Return the sentences below the headline, for the customer.

        :param moment: function that says a date as this customer reads it
        """
        self.ensure_one()
        if self.kind == "substitute":
            return [self._cs_price_words(), *self._cs_difference_words()]
        if self.kind == "cancel":
            return [self.env._("You do not pay for it; the rest is delivered")]
        if self.kind == "transfer":
            when = self.env._("We write to you as soon as it is here")
        else:
            when = self._cs_date_words(moment)
        return [*self._cs_now_words(), when, *self._cs_delivery_words()]

    def _cs_now_words(self):
        if self.kind != "split":
            return []
        now = self.case_id._cs_quantity_words(self.case_id._cs_available_now())
        return [self.env._("You get %(quantity)s now", quantity=now)]

    def _cs_date_words(self, moment=None):
        date = self.case_id._cs_expected_date()
        if not date or not moment:
            return self.env._("We do not know the date yet and will write to you")
        return self.env._("We expect them on %(date)s", date=moment(date))

    def _cs_delivery_words(self):
        if self.case_id.free_delivery:
            return [self.env._("You do not pay for its delivery")]
        return []

    def _cs_price_words(self):
        """Return the price difference in plain words, for the customer."""
        if not self.difference:
            return self.env._("You keep the old price")
        amount = format_amount(self.env, abs(self.difference), self.currency_id)
        if self.difference > 0:
            return self.env._("%(amount)s more", amount=amount)
        return self.env._("%(amount)s less", amount=amount)

    # -- side by side --------------------------------------------------------------------

    def _cs_comparison(self):
        """Return the ``Row`` of all that is known of both products."""
        self.ensure_one()
        ordered, offered = self.case_id.product_id, self.product_id
        return side_by_side.compare(ordered._cs_customer_facts(), offered._cs_customer_facts())

    def _cs_difference_words(self):
        """Return what is different about the substitute, a sentence each."""
        return [
            self.env._(
                "%(label)s: %(offered)s instead of %(ordered)s",
                label=row.label,
                offered=row.offered,
                ordered=row.ordered,
            )
            for row in side_by_side.differences(self._cs_comparison())
        ]
