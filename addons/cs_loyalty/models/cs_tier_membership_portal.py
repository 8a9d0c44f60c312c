from datetime import timedelta

from odoo import models
from odoo.tools import format_date

from ..tools.palette import tier_color

SHOWN_MOVES = 20
# A tier that is kept for longer needs no word of warning yet.
FORETOLD_DAYS = 90


class CsTierMembership(models.Model):
    """A membership as the customer herself reads it."""

    _inherit = "cs.tier.membership"  # pylint: disable=consider-merging-classes-inherited

    def _cs_get_standing(self, partner):
        """Return the texts and figures of the customer's page, in the language of the context.

        :param partner: the person who reads, for the wishes that benefits depend on
        """
        self.ensure_one()
        tier, upper, group = self.tier_id, self.next_tier_id, self.group_id
        return {
            "group": group.name,
            "company": group.company_id,
            "tier": tier.name if tier else False,
            "color": tier_color(tier.color),
            "since": self.since if tier else False,
            "valid_until": self.valid_until if tier else False,
            "counted": group._format_value(self.contribution),
            "percent": self._cs_get_percent(),
            "lower": tier and (tier.name, group._format_value(tier.threshold)),
            "upper": upper and (upper.name, group._format_value(upper.threshold)),
            "upper_color": tier_color(upper.color),
            "gap": self._get_gap_sentence(),
            "warning": self._get_keeping_sentence() or self._cs_get_risk_sentence(),
            "benefits": tier._get_benefit_sentences(partner) if tier else [],
            "moves": [
                (event.date, event._cs_get_sentence()) for event in self._cs_get_shown_moves()
            ],
        }

    def _cs_get_percent(self):
        """Return how far the customer is from the tier held to the next one, 0 to 100."""
        if not self.next_tier_id:
            return 100 if self.tier_id else 0
        start = self.tier_id.threshold if self.tier_id else 0
        span = self.next_tier_id.threshold - start
        done = (self.contribution - start) / span if span > 0 else 1
        return round(100 * min(max(done, 0), 1))

    def _cs_get_risk_sentence(self):
        """Return until when the tier is held if nothing more is bought, where that is soon."""
        today = self.group_id._today()
        lost = self.tier_id and self.at_risk_date
        if not lost or not today < lost <= today + timedelta(days=FORETOLD_DAYS):
            return False
        return self.env._(
            "Without further purchases you hold %(tier)s until %(date)s.",
            tier=self.tier_id.name,
            date=format_date(self.env, lost - timedelta(days=1)),
        )

    def _cs_get_shown_moves(self):
        return self.env["cs.tier.event"].search(
            [("partner_id", "=", self.partner_id.id), ("group_id", "=", self.group_id.id)],
            limit=SHOWN_MOVES,
        )
