from odoo import models


class CsTierEvent(models.Model):
    """A movement in plain words, for the customer."""

    _inherit = "cs.tier.event"  # pylint: disable=consider-merging-classes-inherited

    def _cs_get_sentence(self):
        """Return what happened and why, without figures: they are the shop's."""
        self.ensure_one()
        return " ".join(filter(None, [self._cs_get_move_sentence(), self._cs_get_cause_sentence()]))

    def _cs_get_move_sentence(self):
        lower, upper = self.from_tier_id.name, self.to_tier_id.name
        if self.kind == "leave" or not self.to_tier_id:
            if not self.from_tier_id:
                return self.env._("You became a member.")
            return self.env._("You no longer hold %(tier)s.", tier=lower)
        if not self.from_tier_id:
            return self.env._("You reached %(tier)s.", tier=upper)
        if self.kind == "downgrade":
            return self.env._("You moved from %(old)s to %(new)s.", old=lower, new=upper)
        return self.env._("You rose from %(old)s to %(new)s.", old=lower, new=upper)

    def _cs_get_cause_sentence(self):
        if self.cause == "refund":
            return self.env._("A return was counted.")
        if self.cause == "rule":
            return self.env._("The rules of the programme changed.")
        if self.cause == "manual":
            return self.env._("We decided so ourselves.")
        if self.kind in ("downgrade", "leave"):
            return self.env._("Older purchases are no longer counted.")
        return self.env._("Thank you for your purchases.")
