from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import ormcache

from ..tools import window


class CsNpsProgram(models.Model):
    _inherit = "cs.nps.program"  # by concern; pylint: disable=consider-merging-classes-inherited

    def _get_recipient_tz(self, partner):
        """Return the timezone by whose clock ``partner`` may be written to."""
        company = self.company_id
        return partner.tz or company.partner_id.tz or company.resource_calendar_id.tz or "UTC"

    def _next_opening(self, moment, partner):
        """Return the first moment from ``moment`` on at which ``partner`` may be written to."""
        self.ensure_one()
        zone = self._get_recipient_tz(partner)
        return window.next_opening(moment, zone, self.send_from_hour, self.send_to_hour)

    @api.model
    def _on_orders(self, trigger, orders):
        """Invite the customers of ``orders``, for the programs that wait for ``trigger``.

        :returns: the invitations created, none for an order that has one
        """
        return self._on_events(
            trigger,
            [(f"sale.order:{order.id}", order.partner_id, order, order) for order in orders.sudo()],
        )

    @api.model
    def _on_invoices(self, invoices):
        """Invite those who paid: once for an order, however many invoices it takes.

        An invoice that has no order is an event of its own.
        """
        events = []
        for invoice in invoices.sudo():
            order = invoice.line_ids.sale_line_ids.order_id.sorted("id")[:1]
            key = f"sale.order:{order.id}" if order else f"account.move:{invoice.id}"
            events.append((key, order.partner_id or invoice.partner_id, invoice, order))
        return self._on_events("invoice_paid", events)

    @api.model
    def _on_events(self, trigger, events):
        """Invite about ``events``, for the programs of their company that wait for ``trigger``.

        Runs within the delivery, the payment or the confirmation, so it does the least:
        whether the invitation is sent is decided when its time comes.

        :param list events: ``(event key, partner, record, order)``; ``record`` has a company
        :returns: the invitations created, none for an event that has one
        """
        invitations = self.env["cs.nps.invitation"].sudo()
        company_ids = {record.company_id.id for _key, _partner, record, _order in events}
        if not company_ids or trigger not in self._live_triggers():
            return invitations
        programs = self.sudo().search(
            [("trigger", "=", trigger), ("company_id", "in", list(company_ids))]
        )
        return invitations._insert_once(
            [
                program._prepare_invitation_values(key, partner, record=record, order=order)
                for program in programs
                for key, partner, record, order in events
                if record.company_id == program.company_id
            ]
        )

    @api.model
    @ormcache()
    def _live_triggers(self):
        """Return what programs wait for: where nobody does, an event costs no query."""
        return frozenset(self.sudo().search([("active", "=", True)]).mapped("trigger"))

    def _get_number(self, partner):
        """Return the number that a text message goes to, False for programs that send mails."""
        return self.channel == "sms" and partner.phone_sanitized

    def _prepare_invitation_values(self, event_key, partner, order=None, record=None):
        """Return the values of an invitation: plain column values, for SQL and ORM alike.

        :param str event_key: what is asked about; a program asks once about a key
        :param partner: who is asked
        :param order: the sales order behind the event, if there is one
        :param record: what happened, by default the order, else the partner
        """
        self.ensure_one()
        due = fields.Datetime.add(fields.Datetime.now(), hours=self.delay_hours)
        record = record or order or partner
        return {
            "program_id": self.id,
            "company_id": self.company_id.id,
            "event_key": event_key,
            "res_model": record._name,
            "res_id": record.id,
            "sale_order_id": order.id if order else None,
            "partner_id": partner.id or None,
            "channel": "counter" if self.trigger == "counter" else self.channel,
            "email_normalized": partner.email_normalized or None,
            "phone_sanitized": self._get_number(partner) or None,
            "lang": partner.lang or self.company_id.partner_id.lang or self.env.lang,
            "state": "scheduled",
            "scheduled_at": self._next_opening(due, partner),
            "reminders_sent": 0,
            "is_test": False,
        }

    def cs_invite(self, partner_ids, batch=False):
        """Invite ``partner_ids`` by hand, customers or colleagues.

        :param list partner_ids: ids of ``res.partner``
        :param str batch: name of the wave, within which nobody is invited twice; by default
            the day
        :returns: the funnel, ``{"triggers", "already", "scheduled", "suppressed", "reasons"}``:
            counts, ``reasons`` by reason
        :raises UserError: for a program at the counter, and for what are no ids or no text
        """
        self.ensure_one()
        self.check_access("write")
        company = self.env["res.company"]
        batch = company._cs_read_text(batch)
        partners = self.env["res.partner"].browse(company._cs_read_ids(partner_ids)).exists()
        partners.check_access("read")
        if self.trigger == "counter":
            raise UserError(
                self.env._("%(program)s asks at the counter: print its sign.", program=self.name)
            )
        program = self.sudo()
        wave = batch or fields.Date.context_today(program)
        invitations = program.env["cs.nps.invitation"]._insert_once(
            [
                program._prepare_invitation_values(f"res.partner:{partner.id}:{wave}", partner)
                for partner in partners.sudo()
            ]
        )
        invitations._suppress()
        suppressed = invitations.filtered(lambda invitation: invitation.state == "suppressed")
        reasons = dict(Counter(suppressed.mapped("suppression_reason")))
        self.env["ir.cron"]._cs_wake("cs_survey_nps.ir_cron_send")
        return {
            "triggers": len(partners),
            "already": len(partners) - len(invitations),
            "scheduled": len(invitations) - len(suppressed),
            "suppressed": len(suppressed),
            "reasons": reasons,
        }

    def action_invite(self):
        """Open the window in which customers are chosen and invited."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invite customers"),
            "res_model": "cs.nps.invite",
            "view_mode": "form",
            "target": "new",
            "context": {"default_program_id": self.id},
        }
