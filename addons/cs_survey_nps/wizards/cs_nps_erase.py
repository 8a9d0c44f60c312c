import base64
import json

from odoo import api, fields, models
from odoo.exceptions import UserError


class CsNpsErase(models.TransientModel):
    """What surveys keep of some contacts: to read, to hand over, to erase."""

    _name = "cs.nps.erase"
    _description = "Survey Data of a Customer"

    partner_ids = fields.Many2many("res.partner", string="Customers", required=True)
    summary = fields.Text(compute="_compute_summary")
    export = fields.Binary(compute="_compute_summary", string="Copy for the Customer")
    export_name = fields.Char(compute="_compute_summary")
    confirmed = fields.Boolean(
        string="I have checked that the customer asked for this",
        help="Erasing cannot be undone. Score and month stay, without a name.",
    )
    done = fields.Boolean(readonly=True)

    @api.depends("partner_ids", "done")
    def _compute_summary(self):
        for wizard in self:
            data = wizard.partner_ids._origin.cs_survey_export()
            wizard.summary = "\n".join(wizard._describe(one) for one in data)
            text = json.dumps(data, ensure_ascii=False, indent=2)
            wizard.export = base64.b64encode(text.encode())
            wizard.export_name = "survey-data.json"

    def _describe(self, data):
        return self.env._(
            "%(name)s: %(invitations)s invitations, %(answers)s answers, %(cases)s cases",
            name=data["name"] or data["email"] or data["id"],
            invitations=len(data["invitations"]),
            answers=len(data["answers"]),
            cases=len(data["cases"]),
        )

    def action_erase(self):
        """Erase, after the tick that says somebody checked."""
        self.ensure_one()
        self.check_access("write")
        if not self.confirmed:
            raise UserError(
                self.env._("Tick that the customer asked for this: it cannot be undone.")
            )
        self.partner_ids.cs_survey_erase()
        self.done = True
        return self._get_action()

    def _get_action(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Survey data"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
