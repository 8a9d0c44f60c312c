from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..tools.plain import plain

_MANAGER = "cs_survey_nps.cs_survey_nps_group_manager"
_CONSENT = ("address", "channel", "purpose", "granted", "date", "source", "text_version")
_INVITATION = (
    "program_id",
    "sale_order_id",
    "email_normalized",
    "phone_sanitized",
    "channel",
    "state",
    "suppression_reason",
    "scheduled_at",
    "sent_at",
    "answered_at",
    "expires_at",
)
_ANSWER = (
    "program_id", "sale_order_id", "score", "category", "comment", "status", "answered_at",
)
_CASE = ("stage", "deadline", "contacted_at", "resolved_at", "resolution")


class ResPartner(models.Model):
    """What surveys know of a person: shown on request, and forgotten on request."""

    _inherit = "res.partner"  # by concern; pylint: disable=consider-merging-classes-inherited

    def cs_survey_export(self):
        """Return all that surveys keep of these contacts, in the companies at work.

        :returns: a dict each: ``id``, ``name``, ``email``, ``consents``, ``invitations``,
            ``answers`` and ``cases``, each a list of dicts with ``id``
        :raises AccessError: for others than survey managers
        """
        self._cs_check_survey_manager()
        return [partner._cs_survey_data() for partner in self]

    def cs_survey_erase(self):
        """Remove these contacts from all surveys, and keep the anonymous counts.

        Score and month stay; customer, order, address and comment go. What was to be sent is
        suppressed as ``erased``, and mails that wait are taken back. The log of consent stays:
        it is the proof that a refusal is respected.

        :returns: ``{invitations, answers, cases, mails}`` concerned; 0 when repeated
        :raises AccessError: for others than survey managers
        """
        self._cs_check_survey_manager()
        return self._cs_survey_invitations()._anonymise()

    def action_cs_survey_privacy(self):
        """Show what surveys keep of these contacts, to hand it over or to erase it."""
        self._cs_check_survey_manager()
        wizard = self.env["cs.nps.erase"].create({"partner_ids": [fields.Command.set(self.ids)]})
        return wizard._get_action()

    def _cs_check_survey_manager(self):
        self.check_access("read")
        if not self.env.user.has_group(_MANAGER):
            raise AccessError(
                self.env._("Only survey managers may export or erase what customers answered.")
            )

    def _cs_survey_invitations(self, companies=None):
        """Return the invitations of these contacts, and those to their address of no contact.

        :param companies: those at work if not given
        """
        companies = companies or self.env.companies
        emails = [email for email in self.mapped("email_normalized") if email]
        phones = [phone for phone in self.mapped("phone_sanitized") if phone]
        return self.env["cs.nps.invitation"].sudo().search(
            Domain("company_id", "in", companies.ids)
            & (
                Domain("partner_id", "in", self.ids)
                | Domain("partner_id", "=", False)
                & (
                    Domain("email_normalized", "in", emails)
                    | Domain("phone_sanitized", "in", phones)
                )
            )
        )

    def _cs_survey_data(self):
        self.ensure_one()
        invitations = self._cs_survey_invitations()
        cases = invitations._get_cases()
        consents = self.env["cs.consent"].sudo().search(
            [
                "|",
                ("partner_id", "=", self.id),
                ("address", "in", [self.email_normalized or "", self.phone_sanitized or ""]),
            ]
        )
        return {
            "id": self.id,
            "name": self.name or False,
            "email": self.email or False,
            "consents": plain(consents, _CONSENT),
            "invitations": plain(invitations, _INVITATION),
            "answers": plain(invitations.response_ids, _ANSWER),
            "cases": plain(cases, _CASE),
        }
