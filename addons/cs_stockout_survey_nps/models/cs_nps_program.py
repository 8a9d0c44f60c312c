from odoo import api, models


class CsNpsProgram(models.Model):
    _inherit = "cs.nps.program"

    @api.model
    def _on_shortages(self, cases):
        """Ask about orders whose last shortage has just been settled: once an order.

        :param cases: shortages that are done
        :returns: the invitations created
        """
        cases = cases.sudo()
        still_open = cases.search(
            [("order_id", "in", cases.order_id.ids), ("state", "in", cases._OPEN_STATES)]
        )
        settled = cases.filtered(lambda case: case.order_id not in still_open.order_id)
        events = [
            (f"sale.order:{order.id}", order.partner_id, shortages[:1], order)
            for order, shortages in settled.grouped("order_id").items()
        ]
        return self._on_events("stockout_resolved", events)
