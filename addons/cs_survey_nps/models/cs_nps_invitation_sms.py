from odoo import models


class CsNpsInvitation(models.Model):
    """Surveys by text message: short, with the link, through Odoo's own queue."""

    _inherit = "cs.nps.invitation"  # by concern; pylint: disable=consider-merging-classes-inherited

    def _queue_sms(self):
        """Queue a text message for each invitation; Odoo's job sends them."""
        if not self:
            return
        known = {code for code, _name in self.env["res.lang"].get_installed()}
        values = []
        for lang, invitations in self.grouped("lang").items():
            readers = invitations.sudo().with_context(lang=lang if lang in known else None)
            values += [reader._prepare_sms_values() for reader in readers]
        self.env["sms.sms"].sudo().create(values)

    def _prepare_sms_values(self):
        """Return the values of the text message, in the language of the recipient."""
        self.ensure_one()
        return {
            "number": self.phone_sanitized,
            "body": self._get_sms_text(),
            "partner_id": self.partner_id.id,
        }

    def _get_sms_text(self):
        """Return the text: who asks, what, and the link, which comes last so that it is tapped."""
        self.ensure_one()
        return self.env._(
            "%(company)s: %(question)s %(link)s",
            company=self.company_id.name,
            question=self.program_id.sms_text or self.program_id.question,
            link=self._cs_url(),
        )
