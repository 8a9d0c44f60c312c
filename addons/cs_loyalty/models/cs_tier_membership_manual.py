from odoo import fields, models
from odoo.addons.cs_base.tools.arguments import is_storable
from odoo.exceptions import UserError
from odoo.tools import format_date


class CsTierMembership(models.Model):
    """A tier set by hand: kept through reviews until its last day, then the review ends it."""

    _inherit = "cs.tier.membership"

    def cs_override(self, tier_id, kind, reason, until=False):
        """Set a tier by hand, for managers; the ledger notes a move with the cause ``manual``.

        :param int tier_id: an active tier of the group
        :param str kind: ``floor`` for at least this tier, ``fixed`` for just this tier
        :param str reason: why; kept with the membership and in the customer's messages
        :param until: last day as an ISO date, or False for no end
        :returns: id of the membership
        :raises AccessError: for those who may not change tier groups
        :raises UserError: where the tier, the day or the reason cannot be used
        """
        self.ensure_one()
        self.check_access("read")
        self.group_id.check_access("write")
        tier = self.group_id.tier_ids.filtered(lambda one: one.id == tier_id and one.active)
        until = self.env["res.company"]._cs_read_day(until)
        self._check_override(tier, kind, reason, until)
        member = self.sudo()
        member.write(
            {
                "own_tier_id": (member.own_tier_id if member.manual_tier_id else member.tier_id).id,
                "manual_tier_id": tier.id,
                "manual_kind": kind,
                "manual_until": until,
                "manual_reason": reason.strip(),
            }
        )
        member._review_by_hand(f"{member._get_manual_sentence()} {member.manual_reason}")
        return self.id

    def cs_end_override(self):
        """End the tiers set by hand at once: purchases alone decide again. For managers.

        :returns: ids of the memberships that had one
        :raises AccessError: for those who may not change tier groups
        """
        self.check_access("read")
        self.group_id.check_access("write")
        members = self.sudo().filtered("manual_tier_id")
        for member in members:
            member.manual_until = fields.Date.subtract(member.group_id._today(), days=1)
            member._review_by_hand(
                self.env._(
                    "%(tier)s is no longer set by hand in %(group)s.",
                    tier=member.manual_tier_id.name,
                    group=member.group_id.name,
                )
            )
        return members.ids

    def action_override(self):
        """Ask for the tier, the reason and the last day."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Set a Tier by Hand"),
            "res_model": "cs.tier.override",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_partner_id": self.partner_id.id,
                "default_group_id": self.group_id.id,
                "default_tier_id": (self.manual_tier_id or self.next_tier_id or self.tier_id).id,
            },
        }

    def action_end_override(self):
        """End the tier set by hand."""
        self.cs_end_override()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _check_override(self, tier, kind, reason, until):
        if not tier:
            raise UserError(
                self.env._("Choose a tier of %(group)s that is in use.", group=self.group_id.name)
            )
        if not isinstance(kind, str) or kind not in dict(self._fields["manual_kind"].selection):
            raise UserError(self.env._("A tier set by hand is either “floor” or “fixed”."))
        if not is_storable(reason) or not reason.strip():
            raise UserError(
                self.env._(
                    "Say why %(customer)s gets %(tier)s by hand: the reason is kept with the "
                    "customer.",
                    customer=self.partner_id.display_name,
                    tier=tier.name,
                )
            )
        if until and until < self.group_id._today():
            raise UserError(
                self.env._("The last day of a tier set by hand cannot be in the past.")
            )
        if not self.sudo().group_id._takes_part(self.sudo().partner_id):
            raise UserError(
                self.env._(
                    "%(customer)s takes no part in %(group)s: change the filter of customers "
                    "of the group first.",
                    customer=self.partner_id.display_name,
                    group=self.group_id.name,
                )
            )

    def _review_by_hand(self, note):
        self.ensure_one()
        self.group_id._lock_for_review()
        self.env.flush_all()
        self.group_id._review(partner_ids=self.partner_id.ids)
        self.invalidate_recordset(flush=False)
        self.partner_id.message_post(body=note)

    def _get_manual_sentence(self):
        """Return what is set by hand, as a sentence, or False."""
        if not self.manual_tier_id:
            return False
        values = {"tier": self.manual_tier_id.name}
        if self.manual_until:
            values["date"] = format_date(self.env, self.manual_until)
            if self.manual_kind == "floor":
                return self.env._("Set by hand: at least %(tier)s until %(date)s.", **values)
            return self.env._("Set by hand: %(tier)s until %(date)s, whatever is bought.", **values)
        if self.manual_kind == "floor":
            return self.env._("Set by hand: at least %(tier)s.", **values)
        return self.env._("Set by hand: %(tier)s, whatever is bought.", **values)

    def _get_manual_strength(self):
        """Return what the stronger of two tiers set by hand has more of."""
        last = self.manual_until or fields.Date.to_date("9999-12-31")
        return self.manual_tier_id.rank if self.manual_tier_id else -1, last

    def _get_own_tier(self):
        return self.own_tier_id if self.manual_tier_id else self.tier_id

    def _prepare_folded_values(self, target):
        """Return what the one membership of a merged customer takes over from all of them."""
        strongest = max(self, key=lambda member: member._get_manual_strength())
        if not strongest.manual_tier_id:
            return {"partner_id": target.id}
        own = max((member._get_own_tier() for member in self), key=lambda tier: tier.rank)
        return {
            "partner_id": target.id,
            "own_tier_id": own.id,
            "manual_tier_id": strongest.manual_tier_id.id,
            "manual_kind": strongest.manual_kind,
            "manual_until": strongest.manual_until,
            "manual_reason": strongest.manual_reason,
        }
