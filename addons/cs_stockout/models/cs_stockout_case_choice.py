from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.allocation import EPSILON

# Choices after which the customer is waiting for goods.
WAITING = ("wait", "split", "transfer")


class CsStockoutCase(models.Model):
    """The choice, by whoever makes it: one path, one effect."""

    _inherit = "cs.stockout.case"

    def cs_choose(self, choice, option_id=False, note=False):
        """Record and carry out a choice on the customer's behalf. Idempotent.

        :param str choice: ``substitute``, ``wait``, ``split``, ``transfer`` or ``cancel``
        :param int option_id: for ``substitute``, one of the case's options
        :param str note: what the customer said, for the chatter of the order
        :returns: dict with ``status`` (``done``, ``already``, ``noted``, ``approval``,
            ``sold_out``, ``arrived``, ``closed``, ``invalid``), ``message`` (a sentence),
            ``state`` and ``choice``
        :raises UserError: for what is no text, or no id
        """
        self.ensure_one()
        self.check_access("write")
        company = self.env["res.company"]
        choice, note = company._cs_read_text(choice), company._cs_read_text(note)
        option_id = company._cs_read_id(option_id)
        if self.state == "open" and not self.option_ids:
            # Whoever is quicker than the job that prepares new cases.
            self._cs_make_options()
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
        option = self._cs_chosen_option(choice, option_id, by)
        if option and self._cs_has_changed(choice, by):
            return "invalid", self._cs_sentence() if self.state == "cancelled" else self.env._(
                "These choices have changed. Please look again and choose."
            )
        if not option:
            return "invalid", self.env._("This choice is not one of those offered here.")
        if self._cs_is_outdated(option):
            self._cs_make_options()
            return "invalid", self.env._(
                "These choices have changed. Please look again and choose."
            )
        if not option._cs_is_open() and not self._cs_is_manager():
            return self._cs_hold_choice(option, note)
        if not self._cs_still_offered(option):
            return self._cs_sold_out(option)
        # What is written down is for the staff, the answer for whoever chooses.
        case = self._cs_in_staff_words()
        option = option.with_env(case.env)
        try:
            with self.env.cr.savepoint():
                getattr(case, f"_cs_effect_{choice}")(option)
        except UserError as reason:
            case._cs_noted(option, by, note, str(reason))
            return "noted", str(reason) if by == "salesperson" else self._cs_sentence()
        case._cs_record(option, by, note)
        case._cs_settle_payment(option)
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
            self.state == "waiting" and (by != "salesperson" or choice == self.choice)
        ):
            return "already", self._cs_sentence()
        if by == "customer" and (self.state != "offered" or self._cs_is_late()):
            return "closed", self._cs_sentence()
        if self.state != "waiting" and self._cs_is_delivered():
            # Also after a choice that was left to a person: nothing can be chosen any more.
            self.write(self._prepare_fresh_choice())
            self._cs_serve_all()
            return "arrived", self._cs_sentence()
        # Nobody is robbed of goods that came in time, but who cancels may.
        if (by == "deadline" or (by, choice == "cancel") == ("customer", False)) and (
            self._cs_has_goods()
        ):
            self._cs_serve_all()
            return "arrived", self._cs_sentence()
        return None

    def _cs_has_changed(self, choice, by):
        """Count what came or was changed since the offer; return whether to choose once more.

        Who cancels knowingly, and a salesperson, means what was shown, even if goods came.
        """
        conscious = by == "salesperson" or (by == "customer" and choice == "cancel")
        before, missing = self.missing_qty, self._cs_missing_now(arrived=not conscious)
        if missing >= before - EPSILON:
            return False
        if not missing:
            if self._cs_missing_by_line() > EPSILON:
                return False
            self._cs_not_missing()
            return True
        self.missing_qty = missing
        if choice not in ("substitute", "transfer"):
            return False
        self._cs_tell_missing()
        return True

    def _cs_is_outdated(self, option):
        """Return whether a substitute stands in for more or less than what is missing now.

        The line was changed while the customer waited, or while a manager was asked.
        """
        then, unit = option.missing_qty, self.product_id.uom_id
        if option.kind != "substitute" or not then:
            return False
        line = self.sale_line_id
        return bool(
            unit.compare(line._cs_product_qty(then), line._cs_product_qty(self.missing_qty))
        )

    def _cs_chosen_option(self, choice, option_id, by):
        """Return the option that is meant; a customer chooses what was offered only."""
        one_of_several = choice in ("substitute", "transfer")
        options = self.option_ids.filtered(
            lambda option: option.kind == choice
            and (option.id == option_id or (not option_id and not one_of_several))
        )
        if by != "salesperson":
            options = options.filtered(lambda option: option._cs_is_open())
        return options[:1]

    def _cs_still_offered(self, option):
        """Return whether what was offered is still to be had."""
        if option.kind == "substitute":
            return self._cs_still_available(option)
        if option.kind == "transfer":
            sources = self._cs_spare(
                self.product_id._cs_supply(option.warehouse_id), option.warehouse_id
            )
            return bool(sources)
        if option.kind in ("wait", "split"):
            may = option.kind == "wait" or self._cs_may_split()
            return may and self.product_id._cs_comes_again()
        return True

    def _cs_record(self, option, by, note):
        """Write down a choice that was carried out."""
        if option.kind != "transfer":
            self._cs_drop_transfer()
        self.write(
            {
                "choice": option.kind,
                "chosen_by": by,
                "chosen_at": fields.Datetime.now(),
                "chosen_option_id": option.id,
                "state": "waiting" if option.kind in WAITING else "done",
            }
        )
        self._cs_log_choice(option, by, note)

    def _cs_log_choice(self, option, by, note):
        names = dict(self._fields["chosen_by"]._description_selection(self.env))
        text = self.env._(
            "%(product)s, %(quantity)s short: %(choice)s (chosen by: %(who)s).",
            product=self.product_id.display_name,
            quantity=self._cs_quantity_words(self.missing_qty),
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
        if by == "salesperson" and self.state != "approval":
            return
        self.write(
            {
                "state": "open",
                "choice": option.kind,
                "chosen_by": by,
                "chosen_at": fields.Datetime.now(),
                "chosen_option_id": option.id,
            }
        )

    def _cs_sold_out(self, option):
        """Offer again what is still there."""
        name = option.product_id.display_name or option.display_name
        case, kind = self._cs_in_staff_words(), option.kind
        own = option.with_env(case.env)
        own_name = own.product_id.display_name or own.display_name
        self._cs_make_options()
        self.write({"default_choice": self._cs_true_default()})
        if kind == "substitute":
            text = case.env._("%(product)s was sold out when it was chosen.", product=own_name)
            case._cs_log(text)
            return "sold_out", self.env._(
                "Sorry, %(product)s has just sold out. Please choose once more.", product=name
            )
        case._cs_log(case.env._("“%(choice)s” was not possible any more.", choice=own_name))
        return "sold_out", self.env._(
            "Sorry, this is not possible any more. Please choose once more."
        )
