from odoo import models
from odoo.tools import SQL


class CsTierEvent(models.Model):
    _inherit = "cs.tier.event"

    def _after_moves(self, silent):
        """Have benefits settled, whatever the cause, and give welcome rewards to newcomers."""
        result = super()._after_moves(silent)
        self._queue_benefits()
        if not silent:
            self._get_welcome_events()._give_welcome_rewards()
        return result

    def _queue_benefits(self):
        """Queue those who entered or left a tier that gives something to hold."""
        if not self.ids:
            return
        tiers = self.env["cs.tier"].sudo().with_context(active_test=False).search([])
        giving = [tier_id for tier_id, _field, _value in tiers._get_given()]
        self.env["cs.tier.benefit.pending"]._queue(
            SQL(
                """SELECT event.partner_id FROM cs_tier_event event
                    WHERE event.id = ANY(%s) AND (
                          event.to_tier_id = ANY(%s) OR EXISTS (
                              SELECT 1 FROM cs_tier_benefit held
                               WHERE held.partner_id = event.partner_id))""",
                self.ids,
                giving,
            )
        )

    def _get_welcome_events(self):
        """Return the movements that bring a welcome: up, by fresh purchases or a decision."""
        return self.sudo().filtered(
            lambda event: event.to_tier_id.welcome_program_id
            and event.kind in ("enrol", "upgrade")
            and (event.cause == "manual" or (event.cause == "organic" and event._is_fresh()))
        )

    def _give_welcome_rewards(self):
        rewards = self.env["cs.tier.reward"].sudo()
        for tier, events in self.grouped("to_tier_id").items():
            given = rewards._give(
                events.partner_id, tier, "welcome", f"welcome-{tier.id}", tier.welcome_program_id
            )
            given._queue_mails(tier.welcome_template_id)
