from odoo import models

_PAID = ("in_payment", "paid")


class AccountMove(models.Model):
    _inherit = "account.move"

    def _invoice_paid_hook(self):
        result = super()._invoice_paid_hook()
        self.env["cs.nps.program"]._on_invoices(self._cs_nps_paid())
        return result

    def _cs_nps_paid(self):
        """Return the invoices by which a customer has paid for goods.

        A deposit is not one: the goods are still to come, and their invoice will ask.
        """
        return self.filtered(
            lambda move: move.move_type in ("out_invoice", "out_receipt")
            and move.payment_state in _PAID
            and not move._is_downpayment()
        ).sudo()

    def _cs_nps_is_refunded(self):
        """Return whether credit notes have taken back all of this invoice."""
        self.ensure_one()
        refunds = self.reversal_move_ids.filtered(lambda move: move.state == "posted")
        taken_back = sum(refunds.mapped("amount_total"))
        left = self.amount_total - taken_back
        return bool(refunds) and self.currency_id.compare_amounts(left, 0) <= 0
