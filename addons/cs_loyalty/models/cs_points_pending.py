import logging

from odoo import api, fields, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)


class CsPointsPending(models.Model):
    """Credit notes posted or reset, until the points that they take back are settled."""

    _name = "cs.points.pending"
    _description = "Credit Note Awaiting Points"
    _log_access = False
    _rec_name = "move_id"

    move_id = fields.Many2one("account.move", required=True, index=True, ondelete="cascade")

    @api.model
    def _queue(self, move_ids):
        """Queue those of the credit notes that take back an order that gave points."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """INSERT INTO cs_points_pending (move_id)
                   SELECT move.id FROM account_move move
                    WHERE move.id = ANY(%s) AND EXISTS (
                          SELECT 1 FROM account_move_line line
                            JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = line.id
                            JOIN sale_order_line sold ON sold.id = rel.order_line_id
                            JOIN loyalty_history gift ON gift.order_id = sold.order_id
                             AND gift.order_model = 'sale.order'
                           WHERE line.move_id IN (move.id, move.cs_origin_id))""",
                list(move_ids),
            )
        )
        if self.env.cr.rowcount:
            self.invalidate_model(flush=False)
            self.env["ir.cron"]._cs_wake("cs_loyalty.ir_cron_points")

    @api.model
    def _cron_settle(self, batch=100):
        """Settle the queue in batches, each a transaction of its own."""
        while done := self._process_batch(batch):
            left = self.search_count([])
            if not self.env["ir.cron"]._commit_progress(done, remaining=left) or not left:
                return

    @api.model
    def _process_batch(self, batch=100):
        """Settle up to ``batch`` credit notes, leaving one that fails; commits nothing.

        :returns: how many rows were taken off the queue
        """
        done = self.browse()
        for row in self.search([], limit=batch, order="id").try_lock_for_update():
            try:
                with self.env.cr.savepoint():
                    row.move_id._cs_settle_points()
                done += row
            except Exception:
                _logger.exception("The points of credit note %s wait", row.move_id.id)
        count = len(done)
        done.unlink()
        return count
