from odoo import api, fields, models
from odoo.fields import Domain


class CsNpsInvitation(models.Model):
    """What a customer with a login sees of her surveys."""

    _inherit = "cs.nps.invitation"  # by concern; pylint: disable=consider-merging-classes-inherited

    @api.model
    def _get_waiting_domain(self, partner):
        """Return the surveys of ``partner`` that wait for an answer.

        One whose mail came back waits here, too. Only what was sent has a link.
        """
        return (
            Domain("partner_id", "=", partner.id)
            & Domain("state", "in", ("sent", "bounced"))
            & Domain("expires_at", ">", fields.Datetime.now())
            & Domain("is_test", "=", False)
            & Domain("cs_token_nonce", "!=", False)
        )


class CsNpsResponse(models.Model):
    _inherit = "cs.nps.response"  # by concern; pylint: disable=consider-merging-classes-inherited

    @api.model
    def _get_portal_domain(self, partner):
        """Return the answers of ``partner`` that count: an anonymous one is nobody's."""
        return (
            Domain("partner_id", "=", partner.id)
            & Domain("status", "=", "confirmed")
            & Domain("is_test", "=", False)
        )
