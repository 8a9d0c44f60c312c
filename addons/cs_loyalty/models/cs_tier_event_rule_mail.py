from odoo import models


class CsTierEvent(models.Model):
    """The mails of new thresholds, which only the one who applies them may ask for."""

    _inherit = "cs.tier.event"

    def _get_rule_mail_events(self):
        """Return the movements up of a change of rules whose group has a mail for them."""
        return self.filtered(
            lambda event: event.kind in ("enrol", "upgrade")
            and event.cause == "rule"
            and event.group_id.upgrade_template_id
        )

    def _queue_rule_mails(self):
        """Queue the congratulations of those whom new thresholds raise."""
        self.sudo()._get_rule_mail_events()._queue_mails()
