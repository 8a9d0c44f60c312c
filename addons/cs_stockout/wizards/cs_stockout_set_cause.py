from odoo import fields, models
from odoo.exceptions import UserError


class CsStockoutSetCause(models.TransientModel):
    """One cause, and what goes with it, for many cases at once."""

    _name = "cs.stockout.set.cause"
    _description = "Set the Cause of Stock-outs"

    case_ids = fields.Many2many(
        "cs.stockout.case", string="Stock-out Cases", readonly=True
    )
    cause_id = fields.Many2one("cs.stockout.cause")
    customer_text = fields.Text(related="cause_id.customer_text")
    restock_date = fields.Datetime(
        string="Expected Again", help="Empty leaves the date of each case as it is."
    )

    def _get_action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Set the Cause"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_confirm(self):
        """Write the cause on the cases that are not settled.

        :returns: the action that closes the window
        :raises UserError: no cause, or all of the cases are settled
        """
        self.ensure_one()
        self.case_ids.check_access("write")
        cases = self.case_ids.filtered(lambda case: case._cs_is_unsettled())
        if not self.cause_id:
            raise UserError(self.env._("Choose the cause first."))
        if not cases:
            raise UserError(self.env._("These cases are settled: their cause stays as it is."))
        values = {"cause_id": self.cause_id.id}
        if self.restock_date:
            values["restock_date"] = self.restock_date
        cases.write(values)
        cases._cs_log_all(self.env._("Cause: %(cause)s.", cause=self.cause_id.name))
        return {"type": "ir.actions.act_window_close"}
