from odoo import models


class CsStockoutCase(models.Model):
    """A case keeps what was promised: the waited part is delivered free."""

    _inherit = "cs.stockout.case"

    _FREE_CHOICES = ("wait", "split", "transfer")

    def _cs_serve(self, moment):
        result = super()._cs_serve(moment)
        self._cs_free_delivery()
        return result

    def _cs_delivers_free(self):
        """Return those of these cases whose customer waits and was promised free delivery."""
        return self.filtered(
            lambda case: case.free_delivery and case.choice in self._FREE_CHOICES
        )

    def _cs_free_delivery(self):
        """Make the delivery of the order free where all of it had to wait.

        Where a part left at once, that delivery is the one that is charged for; the later one
        is free by itself, or by what ``stock.picking`` does where each shipment costs.
        """
        for case in self._cs_delivers_free():
            order = case.order_id.sudo()
            if order._cs_all_waited():
                order._cs_make_delivery_free()
