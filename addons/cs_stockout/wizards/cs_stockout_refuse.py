from odoo import fields, models


class CsStockoutRefuse(models.TransientModel):
    """A manager says why an offer or a choice is refused."""

    _name = "cs.stockout.refuse"
    _description = "Refuse an Offer"

    case_ids = fields.Many2many(
        "cs.stockout.case", string="Stock-out Cases", readonly=True
    )
    reason = fields.Char(help="For the salesperson; the customer does not read it.")

    def _get_action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_confirm(self):
        """Refuse, with this reason.

        :returns: the action that closes the window
        """
        self.ensure_one()
        self.case_ids.cs_refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
