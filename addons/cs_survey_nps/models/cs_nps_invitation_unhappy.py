from odoo import fields, models
from odoo.fields import Domain

from .cs_nps_case import OPEN_STAGES


class CsNpsInvitation(models.Model):
    """Being asked again after a case, and not being asked while one is open."""

    _inherit = "cs.nps.invitation"  # by concern; pylint: disable=consider-merging-classes-inherited

    resurvey = fields.Boolean(
        string="Asked Again", readonly=True, help="After a case; kept out of the NPS."
    )
    resurvey_case_ids = fields.One2many("cs.nps.case", "resurvey_invitation_id", readonly=True)

    def _prepare_response_values(self, *args, **kwargs):
        values = super()._prepare_response_values(*args, **kwargs)
        values["resurvey"] = bool(self.resurvey)
        return values

    def _cs_occasion(self):
        """Say that the case is what the question is about, not the purchase."""
        if not self.resurvey:
            return super()._cs_occasion()
        return self.env._(
            "Some time ago you told us that something had gone wrong, and we worked on it. "
            "How do you see %(company)s today?",
            company=self.company_id.name,
        )

    def _filter_unsampled(self):
        """A customer with whom we put something right is asked whatever share is asked."""
        first = self.filtered(lambda one: not one.resurvey)
        return super(CsNpsInvitation, first)._filter_unsampled()

    def _filter_open_case(self):
        """Add those whose address complained as another contact."""
        stopped = super()._filter_open_case()
        left = self - stopped
        emails = [email for email in left.mapped("email_normalized") if email]
        if not emails:
            return stopped
        cases = self.env["cs.nps.case"].sudo().search(
            (
                Domain("partner_id.email_normalized", "in", emails)
                | Domain("response_id.invitation_id.email_normalized", "in", emails)
            )
            & Domain("stage", "in", OPEN_STAGES)
            & Domain("company_id", "in", left.company_id.ids)
        )
        unhappy = {
            (case.company_id, email)
            for case in cases
            for email in (
                case.partner_id.email_normalized,
                case.response_id.invitation_id.email_normalized,
            )
            if email
        }
        return stopped + left.filtered(
            lambda one: (one.company_id, one.email_normalized) in unhappy
        )

    def _filter_quarantined(self):
        """Look at the surveys since the one that led to the case: that one is no reason."""
        again = self.filtered(lambda one: one.resurvey and one.state != "sent")
        stopped = super(CsNpsInvitation, self - again)._filter_quarantined()
        now = fields.Datetime.now()
        for invitation in again:
            days = invitation.program_id.quarantine_days
            if days and invitation._was_asked_since(fields.Datetime.subtract(now, days=days)):
                stopped += invitation
        return stopped

    def _was_asked_since(self, start):
        """Return whether the address got another survey than the one that led to the case."""
        self.ensure_one()
        first = self.resurvey_case_ids.response_id.invitation_id
        addresses = self._get_addresses()
        domain = Domain("email_normalized", "in", addresses)
        domain |= Domain("phone_sanitized", "in", addresses)
        domain &= Domain("sent_at", ">", start) & Domain("is_test", "=", False)
        return bool(self.search_count(domain & Domain("id", "not in", first.ids), limit=1))
