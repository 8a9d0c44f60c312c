from babel.numbers import format_decimal
from odoo import fields, models
from odoo.tools import babel_locale_parse, get_lang

from ..tools import watching


class CsStockoutCase(models.Model):
    """What is said to the customer about a case: what was chosen, and what happens now."""

    _inherit = "cs.stockout.case"

    def _cs_sentence(self):
        """Return what was chosen and what happens now, for the customer."""
        self.ensure_one()
        env = self.env
        if self.order_id.state == "cancel":
            return env._("The order was cancelled: there is nothing left to choose.")
        if self.state == "cancelled":
            return env._("Nothing of this is missing any more: there is nothing to choose.")
        if self.choice and self.state in ("open", "approval"):
            return env._("Your choice is noted. A colleague will see to it and contact you.")
        if self.choice in ("substitute", "cancel"):
            return self._cs_settled_sentence()
        if self.state == "done":
            return env._("The goods are here and on their way to you.")
        if self.choice == "wait":
            return env._("You chose to wait. We will write as soon as the goods are here.")
        if self.choice == "split":
            return env._(
                "You get now what is there. We will write as soon as the rest is here."
            )
        if self.choice == "transfer":
            return env._(
                "We bring the goods from %(place)s and will write as soon as they are here.",
                place=self.chosen_option_id.warehouse_id.name,
            )
        if self._cs_is_late():
            return env._("The time to choose is over. Please call us: we will still do our best.")
        return env._("We are looking for a solution and will write to you.")

    def _cs_is_late(self):
        """Return whether the time to choose is over, though the default is not carried out yet."""
        self.ensure_one()
        return bool(
            self.state == "offered" and self.deadline and self.deadline < fields.Datetime.now()
        )

    def _cs_settled_sentence(self):
        option = self.chosen_option_id
        if self.choice == "substitute":
            if not option:
                return self.env._("You chose another product instead.")
            return self.env._("You chose %(option)s instead.", option=option.display_name)
        return self.env._(
            "You cancelled the missing %(quantity)s × %(product)s. You do not pay for them.",
            quantity=self._cs_quantity_words(self.missing_qty),
            product=self.product_id.display_name,
        )

    def _cs_receipt(self, moment, day):
        """Return the sentences of the receipt below what was chosen.

        :param moment: function that says a date and time as this customer reads it
        :param day: the same without the time
        """
        self.ensure_one()
        env, lines = self.env, []
        if not self.choice or self.order_id.state == "cancel":
            return lines
        if self.chosen_by == "customer":
            lines.append(env._("You told us on %(moment)s.", moment=moment(self.chosen_at)))
        elif self.chosen_by == "salesperson" and self.chosen_at:
            lines.append(
                env._("You told our colleague on %(moment)s.", moment=moment(self.chosen_at))
            )
        elif self.chosen_by == "deadline":
            lines.append(env._("There was no answer in time, so we did as announced."))
        if self.choice == "substitute" and self.chosen_option_id:
            lines.append(self.chosen_option_id._cs_price_words())
        expected = self._cs_expected_date()
        if self.state == "waiting" and expected and self.choice != "transfer":
            lines.append(env._("We expect them on %(date)s", date=day(expected)))
        if self.state == "waiting" and self.free_delivery:
            lines.append(env._("You do not pay for its delivery"))
        return lines + self._cs_money_words()

    def _cs_expected_date(self):
        """Return when the goods are expected, False where that day is over and nothing came."""
        self.ensure_one()
        zone = self.company_id.sudo()._cs_timezone()
        date, now = self.restock_date, fields.Datetime.now()
        return date if date and watching.day(date, zone) >= watching.day(now, zone) else False

    def _cs_quantity_words(self, quantity, unit=None):
        """Return a quantity, by default in the line's unit, as its reader writes numbers."""
        unit = unit or self.uom_id
        locale = babel_locale_parse(get_lang(self.env).code)
        text = format_decimal(round(quantity, 2), format="#,##0.##", locale=locale)
        # Not env.ref, which asks the database each time.
        piece_id = self.env["ir.model.data"]._xmlid_to_res_id("uom.product_uom_unit")
        if unit and unit.id != piece_id:
            return f"{text} {unit.name}"
        return text
