from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.queueing import EPSILON

_OPEN_STATES = ("open", "approval", "offered", "waiting")


class CsStockoutCase(models.Model):
    """Serving those who wait: a case ends when its goods are held for it, not before.

    What a case holds is what its moves have reserved, so that no case is promised what another
    holds. Where the goods go again, the promise is taken back and the salesperson is told.
    """

    _inherit = "cs.stockout.case"

    served_at = fields.Datetime(
        string="Goods Here Since", readonly=True, help="When the goods were held for this line."
    )
    served_qty = fields.Float(
        readonly=True, help="What was held or delivered then, in the product's unit."
    )

    @api.model
    def _cron_serve(self, batch=200):
        """Close cases whose goods are reserved or delivered, and tell those who know of it.

        Also where the customer has not answered yet: there is nothing to choose any more.
        """
        lost = self._cs_unserved(batch)
        lost._cs_take_back()
        self._cs_partly_served().try_lock_for_update()._cs_follow()
        unwaited = self._cs_unwaited()
        unwaited._cs_stranded().try_lock_for_update()._cs_give_back()
        served = unwaited.filtered(lambda case: case._cs_has_goods())._cs_in_queue()
        remaining = len(served)
        self.env["ir.cron"]._commit_progress(len(lost), remaining=remaining)
        for start in range(0, len(served), batch):
            chunk = served[start : start + batch].try_lock_for_update()
            chunk.filtered(lambda case: case.state in _OPEN_STATES)._cs_try(
                "_cs_serve_all", chunk
            )
            remaining -= batch
            self.env["ir.cron"]._commit_progress(len(chunk), remaining=max(remaining, 0))

    @api.model
    def _cs_unwaited(self):
        """Return the open cases of which no move waits for goods any more."""
        self.env["stock.move"].flush_model(["state", "sale_line_id"])
        self.flush_model(["state"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT c.id FROM cs_stockout_case c
                 WHERE c.state IN %s AND NOT EXISTS (
                       SELECT 1 FROM stock_move move
                        WHERE move.sale_line_id = c.sale_line_id
                          AND move.state IN ('confirmed', 'partially_available'))
                 ORDER BY c.id
                """,
                _OPEN_STATES,
            )
        )
        cases = self.browse([case_id for (case_id,) in rows])
        cases.sale_line_id.move_ids.fetch(["state"])
        return cases

    def _cs_stranded(self):
        """Return the cases of customers who wait for what nobody is going to deliver."""
        return self.filtered(
            lambda case: case.state == "waiting"
            and not case.sale_line_id._cs_open_moves()
            and case.sale_line_id._cs_is_given_up()
        )

    def _cs_give_back(self):
        """Have a person choose again: the delivery was cancelled or closed without a backorder."""
        for case in self._cs_each():
            text = case.env._(
                "The customer waits for %(product)s, but nothing is planned to be delivered any "
                "more: please choose again.",
                product=case.product_id.display_name,
            )
            case.write({"state": "open", **case._prepare_fresh_choice()})
            case._cs_log(text)
            case._cs_todo(text)

    def _cs_in_queue(self):
        """Return waiting cases in the order in which their customers are told (hook)."""
        return self.sorted(lambda case: (case.promise_date or case.create_date, case.id))

    def _cs_has_goods(self):
        """Return whether a case is over because its goods came; also before an answer."""
        self.ensure_one()
        if self.state == "waiting":
            return self._cs_is_served()
        if self.state not in _OPEN_STATES or self.choice:
            return False
        moves = self.sale_line_id._cs_open_moves()
        if not moves:
            return self._cs_is_delivered()
        whole = all(
            move.product_uom.compare(move.quantity, move.product_uom_qty) >= 0 for move in moves
        )
        return whole and self._cs_is_served()

    def _cs_is_delivered(self):
        """Return whether the warehouse found and delivered what seemed to be missing."""
        self.ensure_one()
        moves = self.sale_line_id._cs_way_moves()
        delivered = bool(moves) and all(move.state == "done" for move in moves)
        return delivered and self._cs_missing_by_line() > EPSILON and self._cs_is_served()

    def _cs_is_served(self):
        """Return whether nothing of the line waits for goods any more (hook)."""
        self.ensure_one()
        line = self.sale_line_id
        held = all(move.state == "assigned" for move in line._cs_open_moves())
        # What the warehouse gave up ("no backorder") is not held, though no move waits for it.
        return held and not line._cs_is_given_up()

    def _cs_serve_all(self):
        """Close these cases; who waits for several products of an order gets one mail."""
        moment, told = fields.Datetime.now(), self.browse()
        for case in self._cs_each():
            if case._cs_serve(moment):
                told |= case
        template = self.env.ref("cs_stockout.mail_template_restocked")
        for cases in told.grouped("order_id").values():
            template.send_mail(cases[0].id, email_layout_xmlid="cs_base.mail_layout")

    def _cs_serve(self, moment):
        """Close a case; return whether the customer is to be told that the goods are here."""
        self.ensure_one()
        known = self.times_asked or self.state == "waiting"
        self._cs_drop_transfer()
        self.write(
            {"state": "done", "served_at": moment, "served_qty": self._cs_held_qty()}
        )
        self._cs_log(
            self.env._("The goods are here: %(product)s.", product=self.product_id.display_name)
        )
        return bool(known and self.partner_id.email and self.sale_line_id._cs_open_moves())

    def _cs_here_names(self):
        """Return the products of this order that came together with this one, for the customer."""
        together = self.order_id.cs_stockout_case_ids.filtered(
            lambda case: case == self
            or (case.state == "done" and self.served_at and case.served_at == self.served_at)
        )
        return ", ".join(together.product_id.mapped("display_name"))

    # -- goods that go again -----------------------------------------------------------

    @api.model
    def _cs_unserved(self, limit):
        """Return served cases whose goods are no longer held: a receipt was taken back."""
        self.env["stock.move"].flush_model(["state", "sale_line_id"])
        self.flush_model(["state", "served_at"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (c.sale_line_id) c.id
                  FROM stock_move move
                  JOIN cs_stockout_case c ON c.sale_line_id = move.sale_line_id
                 WHERE move.state IN ('confirmed', 'partially_available')
                   AND c.state = 'done' AND c.served_at IS NOT NULL
                   AND NOT EXISTS (SELECT 1 FROM cs_stockout_case busy
                                    WHERE busy.sale_line_id = c.sale_line_id
                                      AND busy.state IN %s)
                 ORDER BY c.sale_line_id, c.id DESC LIMIT %s
                """,
                _OPEN_STATES,
                limit,
            )
        )
        cases = self.browse([case_id for (case_id,) in rows]).try_lock_for_update()
        # A line that asks for more than it did waits for that part only.
        return cases.filtered(lambda case: case._cs_held_qty() < case.served_qty - EPSILON)

    def _cs_held_qty(self):
        """Return what is reserved for this line or delivered, in the product's unit."""
        moves = self.sale_line_id._cs_way_moves()
        return sum(
            move.product_uom._compute_quantity(move.quantity, move.product_id.uom_id)
            for move in moves
        )

    def _cs_take_back(self):
        """Let these cases wait again, and have the salespeople tell their customers.

        Who never chose to wait is not made to: the case is open again.
        """
        for case in self._cs_each():
            again = {"state": "waiting"}
            if not case.choice:
                again = {"state": "open", **case._prepare_fresh_choice()}
            case.write({**again, "served_at": False})
            text = case._cs_gone_words()
            case._cs_log(text)
            case._cs_todo(text)

    def _cs_gone_words(self):
        name = self.product_id.display_name
        if self.choice or self.times_asked:
            return self.env._(
                "The goods for %(product)s are gone again, for example because a receipt was "
                "returned. The customer was told that they are here: please call.",
                product=name,
            )
        return self.env._(
            "The goods for %(product)s are gone again, for example because a receipt was "
            "returned. The customer knows of nothing yet: please offer or choose.",
            product=name,
        )
