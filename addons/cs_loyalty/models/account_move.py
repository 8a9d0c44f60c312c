from odoo import fields, models
from odoo.tools import SQL

from .cs_tier_contribution import SALE_TYPES


class AccountMove(models.Model):
    _inherit = "account.move"

    cs_origin_id = fields.Many2one(
        "account.move",
        string="Counts With",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The invoice that this document takes back, at whose date and rate it counts "
        "for the customer's tier.",
    )

    _cs_contribution_idx = models.Index(
        "(partner_id, invoice_date) WHERE state = 'posted' "
        "AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')"
    )

    def _post(self, soft=True):
        posted = super()._post(soft)
        documents = posted.filtered(lambda move: move.move_type in SALE_TYPES)
        documents._cs_link_origins()
        documents._cs_queue_review()
        return posted

    def button_draft(self):
        documents = self.filtered(
            lambda move: move.state == "posted" and move.move_type in SALE_TYPES
        )
        result = super().button_draft()
        documents._cs_queue_review()
        return result

    def _invoice_paid_hook(self):
        result = super()._invoice_paid_hook()
        self.filtered(lambda move: move.move_type in SALE_TYPES)._cs_queue_review()
        return result

    def _cs_queue_review(self):
        self.env["cs.tier.pending"]._add(self.commercial_partner_id, "invoice")

    def _cs_link_origins(self, everything=False):
        """Store what each reversal reverses: in one statement, none where nothing reverses.

        The root of the chain of reversals, or else the one posted invoice of the same sale
        lines: a sale order's final credit note names no invoice.

        :param bool everything: link all documents there are, at installation
        """
        reversals = self.filtered(
            lambda move: move.reversed_entry_id or move.move_type == "out_refund"
        )
        if not everything and not reversals:
            return
        self.env["account.move"].flush_model(["state", "move_type", "reversed_entry_id"])
        chosen = SQL("TRUE") if everything else SQL("id = ANY(%s)", reversals.ids)
        self.env.cr.execute(self._cs_origin_query(chosen))
        reversals.invalidate_recordset(["cs_origin_id"], flush=False)

    def _cs_origin_query(self, chosen):
        return SQL(
            """
            WITH RECURSIVE reversal AS (
                SELECT id, reversed_entry_id FROM account_move
                 WHERE (reversed_entry_id IS NOT NULL OR move_type = 'out_refund')
                   AND move_type IN %(types)s AND %(chosen)s
            ), chain AS (
                SELECT id, reversed_entry_id AS above FROM reversal
                 WHERE reversed_entry_id IS NOT NULL
                 UNION
                SELECT chain.id, move.reversed_entry_id
                  FROM chain JOIN account_move move ON move.id = chain.above
                 WHERE move.reversed_entry_id IS NOT NULL
            ), root AS (
                SELECT chain.id, MIN(move.id) AS origin_id
                  FROM chain JOIN account_move move ON move.id = chain.above
                 WHERE move.reversed_entry_id IS NULL AND move.move_type IN %(types)s
                 GROUP BY chain.id
            ), sold AS (
                SELECT reversal.id, MIN(invoice.id) AS origin_id
                  FROM reversal
                  JOIN account_move_line line ON line.move_id = reversal.id
                  JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = line.id
                  JOIN sale_order_line_invoice_rel other
                    ON other.order_line_id = rel.order_line_id
                  JOIN account_move_line other_line ON other_line.id = other.invoice_line_id
                  JOIN account_move invoice ON invoice.id = other_line.move_id
                   AND invoice.move_type = 'out_invoice' AND invoice.state = 'posted'
                 WHERE reversal.reversed_entry_id IS NULL
                 GROUP BY reversal.id HAVING COUNT(DISTINCT invoice.id) = 1
            )
            UPDATE account_move move
               SET cs_origin_id = COALESCE(root.origin_id, sold.origin_id)
              FROM reversal
              LEFT JOIN root ON root.id = reversal.id
              LEFT JOIN sold ON sold.id = reversal.id
             WHERE move.id = reversal.id
               AND move.cs_origin_id IS DISTINCT FROM COALESCE(root.origin_id, sold.origin_id)
            """,
            types=SALE_TYPES,
            chosen=chosen,
        )
