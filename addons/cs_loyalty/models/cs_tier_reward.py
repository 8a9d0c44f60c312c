from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import split_every

from ..tools.codes import new_code


class CsTierReward(models.Model):
    """A coupon that a tier gave: at most one a key, so that giving twice gives once."""

    _name = "cs.tier.reward"
    _description = "Tier Reward"
    _order = "date desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    tier_id = fields.Many2one(
        "cs.tier", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="tier_id.group_id.company_id")
    kind = fields.Selection(
        [("welcome", "Welcome"), ("birthday", "Birthday")], required=True, readonly=True
    )
    key = fields.Char(
        required=True, readonly=True, help="What the reward was for; given once a customer and key."
    )
    date = fields.Date(required=True, readonly=True)
    card_id = fields.Many2one("loyalty.card", string="Coupon", readonly=True, ondelete="set null")
    code = fields.Char(related="card_id.code")
    expiration_date = fields.Date(related="card_id.expiration_date")
    program_id = fields.Many2one(related="card_id.program_id")
    preferences_url = fields.Char(compute="_compute_preferences_url", groups="base.group_system")

    _partner_key_uniq = models.Constraint(
        "UNIQUE (partner_id, key)",
        "A customer is given this reward once.",
    )

    @api.depends("partner_id")
    def _compute_preferences_url(self):
        for reward in self.sudo():
            token = reward.partner_id._cs_token()
            reward.preferences_url = f"{reward.get_base_url()}/cs/preferences/{token}"

    @api.model
    def _give(self, partners, tier, kind, key, program):
        """Give each customer a coupon of ``program``, unless she was given one for ``key``.

        :returns: the new rewards
        """
        known = self.search([("key", "=", key), ("partner_id", "in", partners.ids)]).partner_id
        today = tier.group_id._today()
        rewards = self.browse()
        for batch in split_every(1000, (partners - known).ids, list):
            cards = self.env["loyalty.card"].with_context(loyalty_no_mail=True)
            cards = cards.create(
                [self._prepare_card_values(partner, tier, program, today) for partner in batch]
            )
            rewards += self.create(
                [
                    {
                        "partner_id": card.partner_id.id,
                        "tier_id": tier.id,
                        "kind": kind,
                        "key": key,
                        "date": today,
                        "card_id": card.id,
                    }
                    for card in cards
                ]
            )
        return rewards

    @api.model
    def _prepare_card_values(self, partner_id, tier, program, today):
        return {
            "program_id": program.id,
            "partner_id": partner_id,
            "points": min(program.reward_ids.mapped("required_points")),
            "code": new_code(),
            "expiration_date": today + timedelta(days=tier.reward_days),
        }

    @api.model
    def _fold(self, sources, target):
        """Drop what a merged customer was given for the same as ``target``; coupons stay."""
        rewards = self.search([("partner_id", "in", (sources | target).ids)])
        for same in rewards.grouped("key").values():
            (same - same.sorted(lambda row: (row.partner_id != target, row.id))[:1]).unlink()
        self.env.flush_all()

    def _queue_mails(self, template):
        """Queue the mails that bring the coupons: sent at once, in the morning, or not."""
        if template:
            self.env["cs.contact.log"]._queue(self, template)
