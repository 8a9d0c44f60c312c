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
            if partner.email_normalized != invitation.email_normalized:
                invitation.email_normalized = partner.email_normalized
            if partner.lang and partner.lang != invitation.lang:
                invitation.lang = partner.lang

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
            ("archived", lambda left: left.filtered(lambda one: not one.program_id.active)),
            ("no_address", lambda left: left.filtered(lambda one: not one.email_normalized)),
            ("cancelled", model._filter_cancelled),
            ("returned", model._filter_returned),
            ("opt_out", model._filter_opted_out),
            ("blacklist", model._filter_blacklisted),
            ("bounce", lambda left: left.filtered(lambda one: one.partner_id.message_bounce)),
            ("filter", model._filter_outside_filter),
            ("open_case", model._filter_open_case),
            ("sampling", model._filter_unsampled),
            ("quarantine", model._filter_quarantined),
        ]

    def _filter_cancelled(self):
        return self.filtered(lambda invitation: invitation.sale_order_id.state == "cancel")

    def _filter_returned(self):
        """A delivery of which nothing is left with the customer is not worth a question."""
        delivered = self.filtered(
            lambda invitation: invitation.program_id.trigger == "delivery"
            and invitation.sale_order_id
        )
        return delivered.filtered(
            lambda invitation: not any(
                line.qty_delivered > 0 for line in invitation.sale_order_id.order_line
            )
        )

    def _filter_opted_out(self):
        refused = self.env["cs.consent"]._opted_out(self.mapped("email_normalized"), "survey")
        return self.filtered(lambda invitation: invitation.email_normalized in refused)

    def _filter_blacklisted(self):
        emails = [email for email in self.mapped("email_normalized") if email]
        blacklist = self.env["mail.blacklist"].sudo().search([("email", "in", emails)])
        listed = set(blacklist.mapped("email"))
        return self.filtered(lambda invitation: invitation.email_normalized in listed)

    def _filter_outside_filter(self):
        outside = self.browse()
        for program, invitations in self.grouped("program_id").items():
            orders = invitations.sale_order_id
            domain = program._get_filter_domain()
            if orders and not domain.is_true():
                matching = orders.search(domain & Domain("id", "in", orders.ids))
                outside += invitations.filtered(
                    lambda one, matching=matching: one.sale_order_id
                    and one.sale_order_id not in matching
                )
        return outside

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
            lambda invitation: invitation.sale_order_id
            and not sampling.is_sampled(invitation.event_key, invitation.program_id.sample_percent)
        )

    def _filter_quarantined(self):
        """Those whose address was asked lately, by any program, or earlier in this batch."""
        first_mails = self.filtered(lambda invitation: invitation.state != "sent")
        last_sent = first_mails._last_sent_by_email()
        now = fields.Datetime.now()
        quarantined = self.browse()
        for invitation in first_mails.sorted(lambda one: (one.scheduled_at, one.id)):
            email, days = invitation.email_normalized, invitation.program_id.quarantine_days
            last = last_sent.get(email)
            if days and last and last > fields.Datetime.subtract(now, days=days):
                quarantined += invitation
            else:
                last_sent[email] = now
        return quarantined

    def _last_sent_by_email(self):
        """Return ``{e-mail: when a survey was last sent to it}``, tests not counted."""
        emails = [email for email in set(self.mapped("email_normalized")) if email]
        self.env["cs.nps.invitation"].flush_model(["email_normalized", "sent_at", "is_test"])
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT email_normalized, max(sent_at)
                         FROM cs_nps_invitation
                        WHERE email_normalized = ANY(%s) AND sent_at IS NOT NULL
                          AND NOT COALESCE(is_test, FALSE)
                     GROUP BY email_normalized""",
                    emails,
                )
            )
        )
