from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import sampling
from .cs_nps_case import OPEN_STAGES


class CsNpsInvitation(models.Model):
    _inherit = "cs.nps.invitation"  # by concern; pylint: disable=consider-merging-classes-inherited

    def _suppress(self):
        """Record the reason on each invitation that must not be sent; return those.

        A reminder that must not be sent is dropped: its invitation was sent all the same.
        """
        self._refresh_recipient()
        reasons = self._get_suppression_reasons()
        by_reason = {}
        for invitation in self:
            reason = reasons.get(invitation.id)
            if reason and invitation.state == "sent":
                invitation.next_reminder_at = False
            elif reason:
                by_reason.setdefault(reason, []).append(invitation.id)
        for reason, ids in by_reason.items():
            self.browse(ids).write({"state": "suppressed", "suppression_reason": reason})
        return self.filtered(lambda invitation: invitation.id in reasons)

    def _refresh_recipient(self):
        """Take the customer's present address and language: they may have been mended."""
        for invitation in self.filtered(lambda invitation: invitation.state == "scheduled"):
            partner = invitation.partner_id
            present = {
                "channel": invitation.program_id.channel,
                "email_normalized": partner.email_normalized,
                "phone_sanitized": invitation.program_id._get_number(partner),
                "lang": partner.lang or invitation.lang,
            }
            changed = {name: new for name, new in present.items() if new != invitation[name]}
            if changed:
                invitation.write(changed)

    def _get_suppression_reasons(self):
        """Return ``{invitation id: reason}``; the first check that applies names the reason.

        Batch-wise: the number of queries does not depend on the number of invitations.
        """
        reasons = {}
        real = self.filtered(lambda invitation: not invitation.is_test)
        for reason, check in self._get_suppression_checks():
            left = real.filtered(lambda invitation: invitation.id not in reasons)
            reasons.update(dict.fromkeys(check(left).ids, reason))
        return reasons

    @api.model
    def _get_suppression_checks(self):
        """Return ``(reason, method)`` in order; a method returns those it speaks against."""
        model = type(self)
        return [
            ("erased", lambda left: left.filtered(lambda one: not one.partner_id)),
            ("customer_archived", lambda left: left - left.filtered("partner_id.active")),
            ("archived", lambda left: left.filtered(lambda one: not one.program_id.active)),
            ("no_address", lambda left: left.filtered(lambda one: not one._get_address())),
            ("cancelled", model._filter_cancelled),
            ("returned", model._filter_returned),
            ("opt_out", model._filter_opted_out),
            ("blacklist", model._filter_blacklisted),
            ("bounce", model._filter_bouncing),
            ("filter", model._filter_outside_filter),
            ("open_case", model._filter_open_case),
            ("sampling", model._filter_unsampled),
            ("quarantine", model._filter_quarantined),
            ("cap", model._filter_capped),
        ]

    def _get_address(self):
        """Return where this survey goes: a number for text messages, else an e-mail address."""
        self.ensure_one()
        return self.phone_sanitized if self.channel == "sms" else self.email_normalized

    def _filter_cancelled(self):
        """Those whose order or invoice is cancelled, or deleted since."""
        invoices = self._get_invoices()
        return self.filtered(
            lambda one: one.sale_order_id.state == "cancel"
            or (one.event_key.startswith("sale.order:") and not one.sale_order_id)
            or (
                one.res_model == "account.move"
                and (one.id not in invoices or invoices[one.id].state != "posted")
            )
        )

    def _filter_returned(self):
        """A purchase of which nothing is left with the customer is not worth a question."""
        invoices = self._get_invoices()
        return self.filtered(
            lambda one: one.sale_order_id._cs_nps_is_returned()
            or (one.id in invoices and invoices[one.id]._cs_nps_is_refunded())
        )

    def _get_invoices(self):
        """Return ``{invitation id: invoice}`` of those that ask after a payment."""
        moves = self.env["account.move"].sudo()
        found = self.filtered(lambda one: one.res_model == moves._name)
        invoices = moves.browse(found.mapped("res_id")).exists()
        by_id = {invoice.id: invoice for invoice in invoices}
        return {one.id: by_id[one.res_id] for one in found if one.res_id in by_id}

    def _filter_opted_out(self):
        """Those who want no surveys. Who said so by e-mail gets no text messages either."""
        consents = self.env["cs.consent"]
        emails = consents._opted_out(self.mapped("email_normalized"), "survey")
        by_sms = self.filtered(lambda one: one.channel == "sms")
        numbers = consents._opted_out(by_sms.mapped("phone_sanitized"), "survey", "sms")
        return self.filtered(
            lambda one: one.email_normalized in emails
            or (one.channel == "sms" and one.phone_sanitized in numbers)
        )

    def _filter_blacklisted(self):
        partners = self.env["res.partner"]
        by_sms = self.filtered(lambda one: one.channel == "sms")
        numbers = partners._cs_blacklisted("sms", by_sms.mapped("phone_sanitized"))
        emails = partners._cs_blacklisted("email", (self - by_sms).mapped("email_normalized"))
        return self.filtered(
            lambda one: one._get_address() in (numbers if one.channel == "sms" else emails)
        )

    def _filter_bouncing(self):
        return self.filtered(lambda one: one.channel != "sms" and one.partner_id.message_bounce)

    def _filter_outside_filter(self):
        """Those whose order does not match; where orders are chosen, no order does not match."""
        outside = self.browse()
        for program, invitations in self.grouped("program_id").items():
            domain = program._get_filter_domain()
            asked = invitations.filtered(lambda one: one._is_about_a_sale())
            if not asked or domain.is_true():
                continue
            orders = asked.sale_order_id
            matching = orders.search(domain & Domain("id", "in", orders.ids))
            outside += asked.filtered(
                lambda one, matching=matching: one.sale_order_id not in matching
            )
        return outside

    def _is_about_a_sale(self):
        """Return whether this asks about an order or an invoice, not about a person at large."""
        self.ensure_one()
        return bool(self.sale_order_id) or self.res_model == "account.move"

    def _filter_open_case(self):
        customers = self.partner_id.commercial_partner_id
        cases = self.env["cs.nps.case"].sudo().search(
            [
                ("partner_id.commercial_partner_id", "in", customers.ids),
                ("stage", "in", OPEN_STAGES),
                ("company_id", "in", self.company_id.ids),
            ]
        )
        unhappy = cases.partner_id.commercial_partner_id
        return self.filtered(
            lambda invitation: invitation.partner_id.commercial_partner_id in unhappy
        )

    def _filter_unsampled(self):
        return self.filtered(
            lambda one: one._is_about_a_sale()
            and not sampling.is_sampled(one.event_key, one.program_id.sample_percent)
        )

    def _filter_quarantined(self):
        """Those whose address was asked lately, by any program, or earlier in this batch."""
        first_messages = self._get_first_messages()
        sent = first_messages._last_sent_by_address()
        now = fields.Datetime.now()
        quarantined = self.browse()
        for invitation in first_messages:
            addresses, days = invitation._get_addresses(), invitation.program_id.quarantine_days
            last = max((sent[one] for one in addresses if one in sent), default=None)
            if days and last and last > fields.Datetime.subtract(now, days=days):
                quarantined += invitation
            else:
                sent.update(dict.fromkeys(addresses, now))
        return quarantined

    def _get_first_messages(self):
        """Return those that are no reminders, in the order in which they are sent (hook)."""
        return self.filtered(lambda one: one.state != "sent").sorted(
            lambda one: (one.scheduled_at, one.id)
        )

    def _get_addresses(self):
        """Return the addresses by which this reader is known from other surveys.

        The number is there for text messages only: a family shares its phone, not its mail.
        """
        self.ensure_one()
        return [address for address in (self.email_normalized, self.phone_sanitized) if address]

    def _last_sent_by_address(self):
        """Return ``{address: when a survey was last sent to it}``, tests not counted.

        Asked twice: in this transaction, which knows what it has sent itself, and in a new
        one, which knows what others have committed since this one began.
        """
        addresses = list({address for one in self for address in one._get_addresses()})
        if not addresses:
            return {}
        self.env["cs.nps.invitation"].flush_model(
            ["email_normalized", "phone_sanitized", "sent_at", "is_test"]
        )
        query = SQL(
            """SELECT address, max(sent_at)
                 FROM (SELECT email_normalized AS address, sent_at FROM cs_nps_invitation
                        WHERE email_normalized = ANY(%(addresses)s) AND sent_at IS NOT NULL
                          AND NOT COALESCE(is_test, FALSE)
                        UNION ALL
                       SELECT phone_sanitized, sent_at FROM cs_nps_invitation
                        WHERE phone_sanitized = ANY(%(addresses)s) AND sent_at IS NOT NULL
                          AND NOT COALESCE(is_test, FALSE)) sent
             GROUP BY address""",
            addresses=addresses,
        )
        own = dict(self.env.execute_query(query))
        with self.env.registry.cursor() as cr:
            cr.execute(query)
            for address, moment in cr.fetchall():
                own[address] = max(moment, own.get(address, moment))
        return own

    def _filter_capped(self):
        """Those whose address got its share of messages lately: greetings, offers and surveys.

        A survey does not wait as an offer does: asked a week late, it is about nothing.
        """
        capped = self.browse()
        for company, invitations in self._get_first_messages().grouped("company_id").items():
            limit = company.cs_message_cap
            if not limit:
                continue
            since = fields.Datetime.subtract(
                fields.Datetime.now(), days=company.cs_message_cap_days
            )
            counts = invitations._count_messages(since)
            capped += invitations.filtered(
                lambda one, counts=counts, limit=limit: counts.get(one._get_address(), 0) >= limit
            )
        return capped

    def _count_messages(self, since):
        """Return ``{address: messages sent to it since}``, of all add-ons, in two queries."""
        addresses = list({one._get_address() for one in self})
        self.env["cs.contact.log"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT address, count(*)
                     FROM (SELECT address FROM cs_contact_log
                            WHERE address = ANY(%(addresses)s) AND state = 'sent'
                              AND purpose = 'marketing' AND sent_at > %(since)s
                            UNION ALL
                           SELECT CASE channel WHEN 'sms' THEN phone_sanitized
                                               ELSE email_normalized END
                             FROM cs_nps_invitation
                            WHERE (email_normalized = ANY(%(addresses)s)
                                   OR phone_sanitized = ANY(%(addresses)s))
                              AND sent_at > %(since)s AND NOT COALESCE(is_test, FALSE)) messages
                 GROUP BY address""",
                addresses=addresses,
                since=since,
            )
        )
        return dict(rows)
