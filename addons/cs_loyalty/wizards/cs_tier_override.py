from odoo import api, fields, models


class CsTierOverride(models.TransientModel):
    """Set a tier by hand: for a customer with a membership or, as a welcome, without one."""

    _name = "cs.tier.override"
    _description = "Set a Tier by Hand"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True)
    group_id = fields.Many2one(
        "cs.tier.group", required=True, default=lambda self: self._default_group_id()
    )
    tier_id = fields.Many2one(
        "cs.tier", required=True, domain="[('group_id', '=', group_id)]"
    )
    kind = fields.Selection(
        [("floor", "At least this tier"), ("fixed", "Just this tier")],
        required=True,
        default="floor",
        help="At least: purchases may still raise her. Just this: nothing bought changes it.",
    )
    until = fields.Date(string="Last Day", help="Empty: until it is ended by hand.")
    reason = fields.Char(help="Kept with the membership and in the customer's messages.")

    @api.model
    def _default_group_id(self):
        return self.env["cs.tier.group"]._primary(self.env.company).sudo(False)

    def action_apply(self):
        """Set the tier and show the membership."""
        self.ensure_one()
        self.group_id.check_access("write")
        customer = self.partner_id.commercial_partner_id
        member = self.group_id._enrol_by_hand(customer)
        member.cs_override(self.tier_id.id, self.kind, self.reason or "", self.until)
        return {
            "type": "ir.actions.act_window",
            "res_model": "cs.tier.membership",
            "res_id": member.id,
            "view_mode": "form",
        }
