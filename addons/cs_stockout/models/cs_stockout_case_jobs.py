import logging

from odoo import api, fields, models
from odoo.tools import SQL
from psycopg2 import OperationalError

from .cs_stockout_case_offer import TIMES_ASKED_AT_MOST

_logger = logging.getLogger(__name__)


class CsStockoutCase(models.Model):
    """Jobs: new cases, reminders, deadlines. Killed anywhere, they go on where they were."""

    _inherit = "cs.stockout.case"

    def _cs_announce(self):
        """Have new cases prepared right after this transaction, so that confirming is fast."""
        if self:
            self.env["ir.cron"]._cs_wake("cs_stockout.ir_cron_prepare")

    @api.model
    def _cron_prepare(self, batch=100):
        """Give new cases their options; where the company says so, write to the customer."""
        domain = [("state", "=", "open"), ("option_ids", "=", False)]
        cases = self.search(domain, limit=batch, order="id").try_lock_for_update()
        failed = cases._cs_try("_cs_make_options", cases.grouped("order_id").values())
        auto = (cases - failed).filtered(lambda case: case.company_id.cs_stockout_offer == "auto")
        auto._cs_try("_cs_offer_new", auto.grouped("order_id").values())
        remaining = self.search_count(domain) - len(failed)
        self.env["ir.cron"]._commit_progress(len(cases), remaining=max(remaining, 0))

    def _cs_offer_new(self):
        """Write to the customers of new cases; what needs approval waits for a manager."""
        # A job is not a manager.
        held = self._cs_hold(manager=False)
        for order, offered in (self - held).grouped("order_id").items():
            offered._cs_in_staff_words()._cs_send_offer(order)

    def _cs_try(self, method, parts):
        """Call ``method`` on these cases, one part after another where that fails.

        A part that fails is left to a person, so that it does not hold up the others.

        :returns: the cases that failed
        """
        failed = self.browse()
        try:
            with self.env.cr.savepoint():
                getattr(self, method)()
            return failed
        except OperationalError:
            raise
        except Exception:
            _logger.info("Stock-out cases: %s goes on one by one", method)
        for part in parts:
            try:
                with self.env.cr.savepoint():
                    getattr(part, method)()
            except OperationalError:
                raise
            except Exception:
                _logger.exception("Stock-out cases %s: %s failed", part.ids, method)
                failed |= part
                # Told once, however often the job comes by.
                part.filtered(lambda case: not case.activity_ids)._cs_give_up({})
        return failed

    @api.model
    def _cron_remind(self, batch=100):
        """Remind customers who have not answered, once, before their time is over."""
        now = fields.Datetime.now()
        domain = [
            ("state", "=", "offered"),
            ("reminded_at", "=", False),
            ("remind_at", "<=", now),
            ("deadline", ">", now),
        ]
        self._cs_by_order(domain, batch, "_cs_remind", {"reminded_at": now})

    @api.model
    def _cron_deadline(self, batch=100):
        """Carry out what was announced for customers who did not choose in time."""
        domain = [("state", "=", "offered"), ("deadline", "<", fields.Datetime.now())]
        self._cs_by_order(domain, batch, "_cs_apply_defaults", {"state": "open"})

    @api.model
    def _cs_by_order(self, domain, batch, method, otherwise):
        """Call ``method`` on the cases of one order after another, a transaction each.

        :param dict otherwise: written where the method fails, so that a person sees to it and
            the case does not hold up the others in the next run
        """
        cases = self.search(domain, limit=batch, order="deadline, id")
        remaining = self.search_count(domain)
        for found in cases.grouped("order_id").values():
            try:
                with self.env.cr.savepoint():
                    chunk = found._cs_try_lock().filtered_domain(domain)
                    getattr(chunk._cs_in_staff_words(), method)()
            except OperationalError:
                # Somebody else is at it: the next run sees what they did.
                found.invalidate_recordset()
            except Exception:
                _logger.exception("Stock-out cases %s: %s failed", found.ids, method)
                found.invalidate_recordset()
                found._cs_give_up(otherwise)
            remaining -= len(found)
            self.env["ir.cron"]._commit_progress(len(found), remaining=max(remaining, 0))

    def _cs_try_lock(self):
        """Return those of these cases that nobody is changing, locked and read anew."""
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM cs_stockout_case WHERE id IN %s ORDER BY id"
                " FOR NO KEY UPDATE SKIP LOCKED",
                tuple(self.ids),
            ),
            log_exceptions=False,
        )
        locked = {case_id for (case_id,) in self.env.cr.fetchall()}
        self.invalidate_recordset()
        return self.filtered(lambda case: case.id in locked)

    def _cs_give_up(self, values):
        """Leave these cases to a person."""
        self.write(values)
        for case in self._cs_each():
            case._cs_todo(case.env._("This could not be done by itself: please look at it."))

    def _cs_remind(self):
        """Write once more to the customer of an order about all that is not answered."""
        if not self:
            return
        self.write({"reminded_at": fields.Datetime.now()})
        order = self.order_id
        if order.partner_id.email:
            self._cs_mail("cs_stockout.mail_template_reminder", order)
            self._cs_log_all(self.env._("The customer was reminded to choose."))

    def _cs_apply_defaults(self):
        """Do what the customer of an order was told would happen without an answer."""
        for case in self.sorted(lambda case: (case.product_id.id, case.id)):
            if case.default_choice != "ask_again":
                case._cs_choose(case.default_choice, by="deadline")
        # Also those whose default cannot be kept any more.
        self.filtered(lambda case: case.state == "offered")._cs_ask_again()

    def _cs_ask_again(self):
        """Ask the customer of an order once more, in one mail; in the end a person calls."""
        tired = self.filtered(lambda case: case.times_asked >= TIMES_ASKED_AT_MOST)
        for case in tired:
            case.write({"state": "open"})
            case._cs_to_call(self.env._("The customer does not answer: please call."))
        if tired:
            tired._cs_log_all(self.env._("Asked in vain; a person will call."))
        again = self - tired
        if again:
            again._cs_find_dates()
            again._cs_make_options()
            again._cs_send_offer(again.order_id)
