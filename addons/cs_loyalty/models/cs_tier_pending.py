from datetime import timedelta

from odoo import api, fields, models


class CsTierPending(models.Model):
    """Customers whose documents changed, until a review has looked at them.

    There is no unique key on purpose: two postings for one customer must not conflict.
    """

    _name = "cs.tier.pending"
    _description = "Customer Awaiting Tier Review"
    _log_access = False
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", required=True, index=True, ondelete="cascade")

    @api.model
    def _add(self, partners, source):
        """Queue ``partners`` for the groups that count documents of ``source``."""
        if partners and source in self.env["cs.tier.group"]._live_sources():
            self.sudo().create([{"partner_id": partner.id} for partner in partners])
            self._wake()

    @api.model
    def _wake(self):
        """Trigger the review once a transaction, at its end."""
        hooks = self.env.cr.precommit
        if not hooks.data.get("cs_loyalty.wake"):
            hooks.data["cs_loyalty.wake"] = True
            hooks.add(self._trigger_review)

    @api.model
    def _trigger_review(self, at=None):
        self.env["ir.cron"]._cs_wake("cs_loyalty.ir_cron_review_pending", at)

    @api.model
    def _cron_review(self, batch=1000):
        """Review the queue in batches, each a transaction of its own."""
        while done := self._process_batch(batch):
            left = self.search_count([])
            if not self.env["ir.cron"]._commit_progress(done, remaining=left) or not left:
                return
        if self.search_count([], limit=1):
            self._trigger_review(at=fields.Datetime.now() + timedelta(minutes=1))

    @api.model
    def _process_batch(self, batch=1000):
        """Review up to ``batch`` queued customers; commits nothing.

        :returns: how many rows were taken off the queue, 0 while another review runs
        """
        groups = self.env["cs.tier.group"].search([("active", "=", True)])
        if groups.try_lock_for_update(allow_referencing=True) != groups:
            return 0
        rows = self.search([], limit=batch, order="id").try_lock_for_update()
        if rows:
            groups._review_apart(rows.partner_id.commercial_partner_id.ids)
            rows.unlink()
        return len(rows)
