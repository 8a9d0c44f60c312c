from decimal import Decimal

from odoo import models

from ..tools.points import exact, taken_back


class AccountMove(models.Model):
    """A credit note takes back the points of what it takes back, by a line of their history.

    What it took is the sum of its lines: settling twice changes nothing.
    """

    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._cs_queue_points()
        return posted

    def button_draft(self):
        posted = self.filtered(lambda move: move.state == "posted")
        result = super().button_draft()
        posted._cs_queue_points()
        return result

    def _cs_queue_points(self):
        """Queue credit notes at the end of the transaction: posting itself pays nothing."""
        refunds = self.filtered(lambda move: move.move_type == "out_refund")
        if not refunds:
            return
        hooks = self.env.cr.precommit
        waiting = hooks.data.setdefault("cs_loyalty.points", [])
        if not waiting:
            hooks.add(self.env["account.move"].sudo()._cs_queue_waiting)
        waiting += refunds.ids

    def _cs_queue_waiting(self):
        waiting = self.env.cr.precommit.data.pop("cs_loyalty.points", [])
        self.env["cs.points.pending"]._queue(waiting)

    def _cs_settle_points(self):
        """Take points back for a posted credit note, give them again for one that is not."""
        self.ensure_one()
        if self.state != "posted":
            self._cs_give_points_again()
        elif not any(self._cs_get_taken().values()):
            self._cs_take_points()

    def _cs_get_taken(self):
        """Return the points that the credit note holds, by card."""
        lines = self.env["loyalty.history"].search(
            [("order_model", "=", self._name), ("order_id", "in", self.ids)]
        )
        return {
            card: sum(exact(line.used) - exact(line.issued) for line in rows)
            for card, rows in lines.grouped("card_id").items()
        }

    def _cs_give_points_again(self):
        for card, taken in self.sudo()._cs_get_taken().items():
            if taken > 0:
                self._cs_write_points(card, issued=taken)

    def _cs_take_points(self):
        wanted = {}
        for order, share in self._cs_get_shares().items():
            earlier = sum(
                refund._cs_get_shares().get(order, 0)
                for refund in order.invoice_ids
                if refund.move_type == "out_refund"
                and refund.state == "posted"
                and refund.id < self.id
            )
            for line in order._cs_get_earned_lines():
                balance = exact(line.card_id.points) - wanted.get(line.card_id, 0)
                points = taken_back(line.issued, earlier, share, balance)
                wanted[line.card_id] = wanted.get(line.card_id, 0) + points
        for card, points in wanted.items():
            if points:
                self._cs_write_points(card, used=points)

    def _cs_write_points(self, card, issued=Decimal(0), used=Decimal(0)):
        """Change a card's points and write why into its history."""
        card = card.sudo().with_context(loyalty_no_mail=True)
        card.lock_for_update(allow_referencing=True)
        card.points = float(exact(card.points) + issued - used)
        lang = card.partner_id.lang or self.env.lang
        document = self.with_context(lang=lang)
        text = document.env._("Credit note %(number)s", number=self.name)
        if issued:
            text = document.env._("Credit note %(number)s taken back", number=self.name)
        self.env["loyalty.history"].sudo().create(
            {
                "card_id": card.id,
                "description": text,
                "order_model": self._name,
                "order_id": self.id,
                "issued": float(issued),
                "used": float(used),
            }
        )

    def _cs_get_shares(self):
        """Return which share of each order's counted amount the credit note takes back.

        A line that names no order line goes to the orders of the invoice that is taken back,
        by their amounts there.
        """
        amounts = self._cs_get_order_amounts()
        loose = sum(
            exact(line.price_total)
            for line in self.invoice_line_ids
            if line.display_type == "product" and not line.sale_line_ids
        )
        origin = self.cs_origin_id._cs_get_order_amounts() if loose else {}
        whole = sum(origin.values())
        for order, amount in origin.items():
            if whole:
                amounts[order] = amounts.get(order, 0) + loose * amount / whole
        return {
            order: self._cs_in_currency_of(order, amount) / total
            for order, amount in amounts.items()
            if (total := order._cs_get_counted_total())
        }

    def _cs_get_order_amounts(self):
        """Return the amounts of the lines of each order, without those that earn no points."""
        amounts = {}
        for line in self.invoice_line_ids:
            for order in line.sale_line_ids.order_id[:1]:
                if line.sale_line_ids - order._get_no_effect_on_threshold_lines():
                    amounts[order] = amounts.get(order, Decimal(0)) + exact(line.price_total)
        return amounts

    def _cs_in_currency_of(self, order, amount):
        if order.currency_id == self.currency_id:
            return amount
        date = (self.cs_origin_id or self).invoice_date
        return exact(
            self.currency_id._convert(float(amount), order.currency_id, self.company_id, date)
        )
