import logging
import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from . import cs_product_affinity_sql as sql

_logger = logging.getLogger(__name__)


class CsProductAffinity(models.Model):
    """Which products the same customers buy: reckoned every night, where the company wants it."""

    _name = "cs.product.affinity"
    _description = "Products Bought by the Same Customers"
    _order = "score desc, id"
    _rec_name = "other_id"
    _log_access = False

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade", index=True
    )
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, ondelete="cascade"
    )
    other_id = fields.Many2one(
        "product.product", required=True, readonly=True, ondelete="cascade", index=True
    )
    customers = fields.Integer(readonly=True, help="Who bought both in the last year.")
    score = fields.Float(
        digits=(6, 4),
        readonly=True,
        help="Customers of both, divided by the root of the product of the customers of each: "
        "1 when all who bought one bought the other.",
    )

    _pair_uniq = models.Constraint(
        "UNIQUE (product_id, other_id, company_id)", "There is one figure a pair of products."
    )

    @api.model
    def _cron_affinity(self):
        """Reckon the companies that want it, forget the others."""
        companies = self.env["res.company"].sudo().search([])
        for position, company in enumerate(companies, start=1):
            if company.cs_stockout_affinity:
                self.sudo()._reckon(company)
            else:
                self.sudo()._forget(company)
            self.env["ir.cron"]._commit_progress(1, remaining=len(companies) - position)

    @api.model
    def _reckon(self, company):
        """Bring the pairs of a company up to date; rows that did not change are not written.

        :returns: number of rows written or deleted
        """
        self.env.flush_all()
        started = time.perf_counter()
        since = fields.Datetime.now() - timedelta(days=365)
        for statement in sql.bought(company.id, since):
            self.env.cr.execute(statement)
        ((pairs,),) = self.env.execute_query(sql.number_of_pairs())
        for statement in sql.counts(pairs):
            self.env.cr.execute(statement)
        ((written, deleted),) = self.env.execute_query(sql.write(company.id))
        self.env.cr.execute(sql.tidy())
        self.invalidate_model()
        _logger.info(
            "Products bought together of company %s: %s rows written, %s deleted in %.2f s",
            company.id, written, deleted, time.perf_counter() - started,
        )
        return written + deleted

    @api.model
    def _forget(self, companies):
        """Delete all pairs of these companies."""
        self.env.execute_query(
            SQL(
                "DELETE FROM cs_product_affinity WHERE company_id IN %s RETURNING id",
                tuple(companies.ids) or (0,),
            )
        )
        self.invalidate_model()
