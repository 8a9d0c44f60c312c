from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL


class CsTierBenefitPending(models.Model):
    """Customers whose benefits are to be settled. No unique key: queueing never conflicts."""

    _name = "cs.tier.benefit.pending"
    _description = "Customer Awaiting Benefits"
    _log_access = False
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", required=True, index=True, ondelete="cascade")

    @api.model
    def _queue(self, query):
        """Queue the customers that ``query`` yields, in one statement, and wake the job."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """INSERT INTO cs_tier_benefit_pending (partner_id)
                   SELECT DISTINCT partner_id FROM (%s) chosen ORDER BY partner_id""",
                query,
            )
        )
        if self.env.cr.rowcount:
            self.invalidate_model(flush=False)
            self._wake()

    @api.model
    def _wake(self, at=None):
        self.env["ir.cron"]._cs_wake("cs_loyalty.ir_cron_benefits", at)

    @api.model
    def _cron_give(self, batch=1000):
        """Settle the queue in batches, each a transaction of its own."""
        while done := self._process_batch(batch):
            left = self.search_count([])
            if not self.env["ir.cron"]._commit_progress(done, remaining=left) or not left:
                return
        if self.search_count([], limit=1):
            self._wake(fields.Datetime.now() + timedelta(minutes=1))

    @api.model
    def _cron_check(self):
        """Queue whoever holds other benefits than her tier gives: overdue invoices change it."""
        self.env["cs.tier.benefit"]._queue_differences()

    @api.model
    def _process_batch(self, batch=1000):
        """Settle up to ``batch`` queued customers; commits nothing.

        Customers whom someone else is writing at this moment stay in the queue.

        :returns: how many rows were taken off the queue
        """
        rows = self.search([], limit=batch, order="id").try_lock_for_update()
        settled = self.env["cs.tier.benefit"]._settle(rows.partner_id.ids)
        done = rows.filtered(lambda row: row.partner_id.id in settled)
        done.unlink()
        return len(done)
