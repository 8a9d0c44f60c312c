from odoo import models
from odoo.exceptions import UserError


class CsStockoutCase(models.Model):
    """Taking a choice back, as long as nothing of it is picked."""

    _inherit = "cs.stockout.case"

    def action_undo(self):
        """Restore lines and moves as they were before the choice, and open the case again.

        Done once: a second click changes nothing.

        :returns: True
        :raises UserError: with the reason, when it cannot be taken back any more
        """
        self.check_access("write")
        for case in self.sudo():
            case._cs_undo()
        return True

    def _cs_undo(self):
        self._cs_lock()
        if self.state == "open":
            return
        if self.state == "cancelled" or self.order_id.state != "sale":
            raise UserError(self.env._("The order was cancelled: nothing can be taken back."))
        last = self.change_ids.filtered(lambda one: not one.undone_at)[:1]
        if not last and self.state != "waiting":
            raise UserError(self.env._("Nothing was changed that could be taken back."))
        others = self.sale_line_id.cs_stockout_case_ids - self
        if others.filtered(lambda case: case.state in self._OPEN_STATES):
            raise UserError(
                self.env._("Another stock-out case of the same line is open: settle it first.")
            )
        if self.transfer_id.state not in (False, "draft", "cancel"):
            raise UserError(
                self.env._(
                    "The transfer %(transfer)s is confirmed already: cancel it first.",
                    transfer=self.transfer_id.display_name,
                )
            )
        with self.env.cr.savepoint():
            if last:
                (self.product_id | last.added_line_id.product_id)._cs_lock_stock()
                last._cs_undo()
            self._cs_reopen()

    def _cs_reopen(self):
        """Open the case again after its choice was taken back."""
        choices = dict(self._fields["choice"]._description_selection(self.env))
        self._cs_log(
            self.env._(
                "Taken back: %(choice)s (%(product)s).",
                choice=choices.get(self.choice, ""),
                product=self.product_id.display_name,
            )
        )
        self._cs_drop_transfer()
        self.write({"state": "open", **self._prepare_fresh_choice()})
