from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_assign(self, force_qty=False):
        return super(StockMove, self._cs_in_queue())._action_assign(force_qty)

    def _cs_in_queue(self):
        """Return these moves in the order in which they are served: by tier, else as given.

        What a person marked urgent goes before any tier. Odoo hands the moves over by date, so
        within a tier who was promised first is served first. The order of one customer needs no
        question: no query is added to its confirmation.
        """
        # Whoever reserves need not see the orders of other salespeople.
        moves = self.sudo()
        if len(moves.sale_line_id.order_id.partner_id.commercial_partner_id) < 2:
            return self
        priorities = moves._cs_queue_priorities()
        if not any(priorities.values()):
            return self
        return self.sorted(lambda move: (move.priority != "1", -priorities.get(move, 0)))

    def _cs_queue_priorities(self):
        """Return ``{move: priority}`` of the moves that a customer waits for."""
        priorities = {}
        sold = self.filtered("sale_line_id")
        for company, moves in sold.grouped("company_id").items():
            customers = moves.sale_line_id.order_id.partner_id.sudo().with_company(company)
            known = {customer.id: customer.cs_tier_id.queue_priority for customer in customers}
            for move in moves:
                priorities[move] = known[move.sale_line_id.order_id.partner_id.id]
        return priorities
