from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CsStockoutCase(models.Model):
    """The choice, by whoever makes it: one path, one effect."""

    _inherit = "cs.stockout.case"

    def cs_choose(self, choice, option_id=False, note=False):
        """Record and carry out a choice on the customer's behalf. Idempotent.

        :param str choice: ``substitute``, ``wait`` or ``cancel``
        :param int option_id: for ``substitute``, one of the case's options
        :param str note: what the customer said, for the chatter of the order
        :returns: dict with ``status`` (``done``, ``already``, ``noted``, ``sold_out``,
            ``closed``, ``invalid``), ``message`` (a sentence), ``state`` and ``choice``
        """
        self.ensure_one()
        self.check_access("write")
        status, message = self.sudo()._cs_choose(choice, option_id, note, by="salesperson")
        return {
            "id": self.id,
            "status": status,
            "message": message,
            "state": self.state,
            "choice": self.choice or False,
        }

    def action_choose(self):
        """Open the window that records a choice for the customer.

        :returns: the action
        """
        self.ensure_one()
        return self._cs_choose_window()

    def action_customer_page(self):
        """Open the page that the customer sees.

        :returns: the action
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": self.order_id.sudo()._cs_stockout_url(),
            "target": "new",
        }

    def _cs_choose_window(self, option=None):
        self.check_access("write")
        if not self.option_ids:
            self._cs_make_options()
        wizard = self.env["cs.stockout.choose"].create(
            {"case_id": self.id, "option_id": (option or self.option_ids[:1]).id}
        )
        return wizard._get_action()

    def _cs_choose(self, choice, option_id=False, note=False, by="customer"):
        """Carry out a choice once; see ``cs_choose``.

        A second request waits for the first one to commit and is then run again by Odoo on
        what the first one left, so that both people get an answer that is true.

        :returns: ``(status, sentence)``
        """
        self.ensure_one()
        self._cs_lock()
        answer = self._cs_refusal(choice, by)
        if answer:
            return answer
        option = self.option_ids.filtered(
            lambda one: one.kind == choice and (choice != "substitute" or one.id == option_id)
        )[:1]
        if not option:
            return "invalid", self.env._("This choice is not one of those offered here.")
        if choice == "substitute" and not self._cs_still_available(option):
            return self._cs_sold_out(option)
        try:
            with self.env.cr.savepoint():
                getattr(self, f"_cs_effect_{choice}")(option)
        except UserError as reason:
            return self._cs_noted(option, by, note, str(reason))
        self._cs_record(option, by, note)
        return "done", self._cs_sentence()

    def _cs_lock(self):
        """Wait for whoever is changing this case."""
        self.flush_recordset()
        self.env.cr.execute(
            SQL("SELECT id FROM cs_stockout_case WHERE id = %s FOR NO KEY UPDATE", self.id),
            log_exceptions=False,
        )
        self.invalidate_recordset()

    def _cs_refusal(self, choice, by):
        """Return why no choice can be made now, None if one can."""
        if self.state in ("done", "cancelled") or (
            self.state == "waiting" and (by != "salesperson" or choice == "wait")
        ):
            return "already", self._cs_sentence()
        if by == "customer" and self.state != "offered":
            return "closed", self._cs_sentence()
        if by == "customer" and self.deadline and self.deadline < fields.Datetime.now():
            return "closed", self.env._(
                "The time to choose is over. Please call us: we will still do our best."
            )
        return None

    def _cs_sentence(self):
        """Return what was chosen and what happens now, for the customer."""
        self.ensure_one()
        option, env = self.chosen_option_id, self.env
        if self.state == "cancelled":
            return env._("The order was cancelled: there is nothing left to choose.")
        if self.choice and self.state == "open":
            return env._("Your choice is noted. A colleague will see to it and contact you.")
        if self.choice == "substitute":
            return env._("You chose %(option)s instead.", option=option.display_name)
        if self.choice == "cancel":
            return env._(
                "You cancelled the missing %(quantity)g × %(product)s. You do not pay for them.",
                quantity=self.short_qty,
                product=self.product_id.display_name,
            )
        if self.state == "done":
            return env._("The goods are here and on their way to you.")
        if self.choice == "wait":
            return env._("You chose to wait. We will write as soon as the goods are here.")
        return env._("We are looking for a solution and will write to you.")

    def _cs_record(self, option, by, note):
        """Write down a choice that was carried out."""
        self.write(
            {
                "choice": option.kind,
                "chosen_by": by,
                "chosen_at": fields.Datetime.now(),
                "chosen_option_id": option.id,
                "state": "waiting" if option.kind == "wait" else "done",
            }
        )
        self._cs_log_choice(option, by, note)

    def _cs_log_choice(self, option, by, note):
        names = dict(self._fields["chosen_by"]._description_selection(self.env))
        text = self.env._(
            "%(product)s, %(quantity)g short: %(choice)s (chosen by: %(who)s).",
            product=self.product_id.display_name,
            quantity=self.short_qty,
            choice=option.display_name,
            who=names[by],
        )
        self._cs_log(f"{text} {note}" if note else text)

    def _cs_noted(self, option, by, note, reason):
        """Keep a choice that a person must carry out, and say why."""
        self._cs_log_choice(option, by, note)
        self._cs_todo(
            self.env._(
                "Chosen: %(choice)s. It could not be done by itself: %(reason)s",
                choice=option.display_name,
                reason=reason,
            )
        )
        if by == "salesperson":
            return "noted", reason
        self.write(
            {
                "state": "open",
                "choice": option.kind,
                "chosen_by": by,
                "chosen_at": fields.Datetime.now(),
                "chosen_option_id": option.id,
            }
        )
        return "noted", self._cs_sentence()

    def _cs_sold_out(self, option):
        """Offer again what is still there."""
        name = option.product_id.display_name
        self._cs_make_options()
        self._cs_log(self.env._("%(product)s was sold out when it was chosen.", product=name))
        return "sold_out", self.env._(
            "Sorry, %(product)s has just sold out. Please choose once more.", product=name
        )
