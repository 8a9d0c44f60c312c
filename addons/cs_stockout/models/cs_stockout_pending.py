from odoo import api, fields, models


class CsStockoutPending(models.Model):
    """Products whose supply became less or later: who waits for them is looked at by a job.

    There is no unique key, so that two receipts that slip at once never conflict.
    """

    _name = "cs.stockout.pending"
    _description = "Stock-out Review Pending"
    _order = "id"
    _log_access = False

    product_id = fields.Many2one("product.product", required=True, ondelete="cascade")
    warehouse_id = fields.Many2one("stock.warehouse", required=True, ondelete="cascade")
    reason = fields.Selection(
        selection=[
            ("change", "Order"),
            ("receipt", "Receipt"),
            ("transfer", "Transfer"),
            ("delivery", "Delivery"),
            ("picking", "Picking"),
            ("stock", "Stock"),
            ("taken", "Taken"),
        ],
        required=True,
    )
    receipt_id = fields.Many2one("stock.picking", ondelete="cascade")

    @api.model
    def _cron_review(self, batch=200):
        """Open cases for confirmed lines that became short; close those out of danger."""
        pending = self.search([], limit=batch).try_lock_for_update()
        for warehouse, rows in pending.grouped("warehouse_id").items():
            self.env["sale.order.line"]._cs_review_promises(warehouse, rows)
        count = len(pending)
        pending.unlink()
        self.env["ir.cron"]._commit_progress(count, remaining=self.search_count([]))

    @api.model
    def _cs_note(self, places, reason):
        """Remember what to look at, and have it looked at right after this transaction.

        :param places: ``(product, warehouse, receipt)`` records; without a warehouse nothing
            is noted
        """
        values = {
            (product.id, warehouse.id): {
                "product_id": product.id,
                "warehouse_id": warehouse.id,
                "reason": reason,
                "receipt_id": receipt.id,
            }
            for product, warehouse, receipt in places
            if product and warehouse
        }
        if values:
            self.sudo().create(list(values.values()))
            self.env["ir.cron"]._cs_wake("cs_stockout.ir_cron_review")
