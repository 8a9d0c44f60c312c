from odoo import models
from odoo.tools import format_datetime


class SaleOrder(models.Model):
    """The order on the customer's page and in the portal."""

    _inherit = "sale.order"

    def _cs_offered_cases(self):
        """Return the cases that wait for the customer's answer, until their deadline."""
        return self.cs_stockout_case_ids.filtered(
            lambda case: case.state == "offered" and not case._cs_is_late()
        )

    def _cs_shown_cases(self):
        """Return the cases that the customer knows of: offered once, or with a choice."""
        return self.cs_stockout_case_ids.filtered(
            lambda case: case.state not in ("open", "approval")
            or case.choice
            or case.times_asked
        )

    def _cs_page_path(self):
        """Return where the customer chooses, nothing where no link was sent. Reads only."""
        self.ensure_one()
        if not self._cs_shown_cases() or not self.sudo().cs_token_nonce:
            return ""
        token = self.sudo()._cs_token_build()
        _order, status = self._cs_token_record(token)
        return f"/cs/stockout/{token}" if status == "ok" else ""

    def _cs_moment(self, date):
        """Return a date and time as the people of the shop and its customers say it."""
        return self._cs_say(date, "EEEE d MMMM, HH:mm")

    def _cs_day(self, date):
        """Return a date as the people of the shop and its customers say it."""
        return self._cs_say(date, "EEEE d MMMM")

    def _cs_say(self, date, pattern):
        zone = self.company_id.sudo()._cs_timezone()
        return format_datetime(self.env, date, tz=zone, dt_format=pattern)

    def _cs_default_words(self):
        """Return what happens to these orders' offers without an answer, a sentence each."""
        env = self.env
        words = {
            "wait": env._("If you do not choose, we keep the goods coming for you."),
            "cancel": env._(
                "If you do not choose, we cancel the missing part, and you do not pay for it."
            ),
            "ask_again": env._("If you do not choose, we ask you once more."),
        }
        cases = self._cs_offered_cases()
        if len(set(cases.mapped("default_choice"))) <= 1:
            return [words[case.default_choice] for case in cases[:1]]
        return [
            env._(
                "%(product)s: %(sentence)s",
                product=case.product_id.display_name,
                sentence=words[case.default_choice],
            )
            for case in cases
        ]
