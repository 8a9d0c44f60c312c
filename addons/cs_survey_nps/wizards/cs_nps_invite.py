from odoo import api, fields, models
from odoo.exceptions import UserError


class CsNpsInvite(models.TransientModel):
    """Choose whom to ask, invite them, and see at once who will not be written to and why."""

    _name = "cs.nps.invite"
    _description = "Invite to a Survey"

    program_id = fields.Many2one(
        "cs.nps.program", required=True, domain=[("trigger", "!=", "counter")]
    )
    audience = fields.Selection(
        [
            ("customers", "Customers"),
            ("colleagues", "Colleagues"),
            ("everyone", "All colleagues"),
        ],
        required=True,
        default="customers",
        help="Colleagues are the internal customers of a department: those with a login.",
    )
    partner_ids = fields.Many2many("res.partner", string="Customers")
    user_ids = fields.Many2many(
        "res.users", string="Colleagues", domain=[("share", "=", False)]
    )
    batch = fields.Char(
        string="Wave",
        help="Nobody is invited twice to a wave; empty takes the day. Give a name, for example "
        "“Spring 2026”, to go on tomorrow where you stopped.",
    )
    result = fields.Text(readonly=True)

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        if self.env.context.get("active_model") == "res.partner":
            values["partner_ids"] = [fields.Command.set(self.env.context.get("active_ids", []))]
        if not values.get("program_id"):
            programs = self.env["cs.nps.program"].search(
                [("company_id", "=", self.env.company.id), ("trigger", "!=", "counter")]
            )
            by_hand = programs.filtered(lambda program: program.trigger == "manual")
            values["program_id"] = (by_hand or programs)[:1].id
        return values

    def action_invite(self):
        """Invite those who were chosen and show the funnel."""
        self.ensure_one()
        partners = self._get_partners()
        if not partners:
            raise UserError(self.env._("Choose whom to ask first."))
        funnel = self.program_id.cs_invite(partners.ids, batch=self.batch)
        self.result = "\n".join(self._describe(funnel))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invite to a survey"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _get_partners(self):
        """Return the contacts of those who were chosen."""
        if self.audience == "customers":
            return self.partner_ids
        users = self.user_ids
        if self.audience == "everyone":
            company = self.program_id.company_id
            users = users.search([("share", "=", False), ("company_ids", "in", company.ids)])
        return users.partner_id

    def _describe(self, funnel):
        yield self.env._("Will be written to: %(count)s", count=funnel["scheduled"])
        if funnel["already"]:
            yield self.env._("Invited in this wave already: %(count)s", count=funnel["already"])
        field = self.env["cs.nps.invitation"]._fields["suppression_reason"]
        labels = dict(field._description_selection(self.env))
        for reason, count in funnel["reasons"].items():
            yield self.env._(
                "Not written to: %(count)s (%(reason)s)", count=count, reason=labels[reason]
            )
