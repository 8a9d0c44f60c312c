from odoo import api, fields, models


class CsNpsInvite(models.TransientModel):
    """Choose customers, invite them, and see at once who will not be written to and why."""

    _name = "cs.nps.invite"
    _description = "Invite Customers"

    program_id = fields.Many2one("cs.nps.program", required=True)
    partner_ids = fields.Many2many("res.partner", string="Customers", required=True)
    result = fields.Text(readonly=True)

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        if self.env.context.get("active_model") == "res.partner":
            values["partner_ids"] = [fields.Command.set(self.env.context.get("active_ids", []))]
        if not values.get("program_id"):
            program = self.env["cs.nps.program"].search(
                [("company_id", "=", self.env.company.id)], order="trigger desc", limit=1
            )
            values["program_id"] = program.id
        return values

    def action_invite(self):
        """Invite the customers and show the funnel."""
        self.ensure_one()
        funnel = self.program_id.cs_invite(self.partner_ids.ids)
        self.result = "\n".join(self._describe(funnel))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invite customers"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _describe(self, funnel):
        yield self.env._("Will be written to: %(count)s", count=funnel["scheduled"])
        if funnel["already"]:
            yield self.env._("Invited today already: %(count)s", count=funnel["already"])
        field = self.env["cs.nps.invitation"]._fields["suppression_reason"]
        labels = dict(field._description_selection(self.env))
        for reason, count in funnel["reasons"].items():
            yield self.env._(
                "Not written to, %(reason)s: %(count)s", reason=labels[reason], count=count
            )
