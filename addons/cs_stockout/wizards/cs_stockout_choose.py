from odoo import fields, models
from odoo.exceptions import UserError


class CsStockoutChoose(models.TransientModel):
    """A salesperson chooses for a customer on the phone."""

    _name = "cs.stockout.choose"
    _description = "Choose for the Customer"

    case_id = fields.Many2one("cs.stockout.case", required=True, readonly=True)
    option_id = fields.Many2one(
        "cs.stockout.option",
        string="Choice",
        ondelete="set null",  # options are made anew when stock changes; the window stays
        domain="[('case_id', '=', case_id)]",
    )
    note = fields.Char(help="What the customer said; it goes into the chatter of the order.")

    def _get_action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Choose for the Customer"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_confirm(self):
        """Carry out the choice.

        :returns: a notification that says what happened
        :raises UserError: the choice is not there any more
        """
        self.ensure_one()
        if not self.option_id:
            raise UserError(
                self.env._(
                    "The choices have changed since this window was opened. Close it, choose "
                    "again, and tell the customer what is possible now."
                )
            )
        answer = self.case_id.cs_choose(self.option_id.kind, self.option_id.id, self.note)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": answer["message"],
                "type": "success" if answer["status"] == "done" else "warning",
                "sticky": answer["status"] != "done",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
