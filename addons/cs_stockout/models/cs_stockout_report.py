from odoo import fields, models
from odoo.addons.cs_base.tools.labels import selection_of
from odoo.tools import SQL

from .cs_service_line_sql import local_day

_SHARE = {"aggregator": "avg", "readonly": True, "digits": (16, 3)}


class CsStockoutReport(models.Model):
    """What became of shortages: one row a case; averages of shares are rates."""

    _name = "cs.stockout.report"
    _description = "Shortage Analysis"
    _auto = False
    _order = "opened_at desc, id desc"
    _depends = {
        "cs.stockout.case": ["order_id", "partner_id", "product_id", "company_id", "cause_id",
                             "origin", "receipt_id", "state", "choice", "chosen_by", "chosen_at",
                             "offered_at", "closed_at", "short_qty"],
        "cs.stockout.option": ["case_id", "kind"],
        "sale.order": ["state", "date_order", "partner_id"],
    }

    case_id = fields.Many2one("cs.stockout.case", readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", string="Product Category", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    cause_id = fields.Many2one("cs.stockout.cause", readonly=True)
    supplier_id = fields.Many2one("res.partner", string="Late Supplier", readonly=True)
    origin = fields.Selection(
        selection=selection_of("cs.stockout.case", "origin"),
        string="Found", readonly=True,
    )
    state = fields.Selection(
        selection=selection_of("cs.stockout.case", "state"),
        readonly=True,
    )
    choice = fields.Selection(
        selection=selection_of("cs.stockout.case", "choice"),
        readonly=True,
    )
    chosen_by = fields.Selection(
        selection=selection_of("cs.stockout.case", "chosen_by"),
        readonly=True,
    )
    opened_at = fields.Datetime(string="Opened", readonly=True)
    opened_on = fields.Date(
        readonly=True,
        help="In the company's timezone, whoever reads it: the months of the figures.",
    )
    cases = fields.Integer(string="Shortages", aggregator="sum", readonly=True)
    answered = fields.Float(
        help="Of the cases offered and settled: chosen by a person.", **_SHARE
    )
    timed_out = fields.Float(
        help="Of the cases offered and settled: nobody chose in time.",
        **_SHARE,
    )
    accepted = fields.Float(
        string="Substitute Accepted", **_SHARE,
        help="Of the cases in which a person could choose a substitute, and chose something.",
    )
    hours_to_choose = fields.Float(
        aggregator="avg", readonly=True, digits=(16, 1),
        help="From the first offer to the choice of a person.",
    )
    hours_to_resolve = fields.Float(
        aggregator="avg", readonly=True, digits=(16, 1), help="From the opening to the end."
    )
    repurchased = fields.Float(
        string="Bought Again", **_SHARE,
        help="The customer confirmed another order within the days set for it. Empty while that "
        "time is not over and there is none yet.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT c.id, c.id AS case_id, c.order_id, c.partner_id, c.product_id, t.categ_id,
                   c.company_id, o.warehouse_id, o.user_id, c.cause_id, c.origin, c.state,
                   receipt.partner_id AS supplier_id, c.choice, c.chosen_by,
                   c.create_date AS opened_at, %(opened_on)s AS opened_on, 1 AS cases,
                   CASE WHEN c.offered_at IS NOT NULL AND c.chosen_by IS NOT NULL THEN
                        (c.chosen_by <> 'deadline')::int::float8 END AS answered,
                   CASE WHEN c.offered_at IS NOT NULL AND c.chosen_by IS NOT NULL THEN
                        (c.chosen_by = 'deadline')::int::float8 END AS timed_out,
                   CASE WHEN c.chosen_by IN ('customer', 'salesperson') AND EXISTS (
                            SELECT 1 FROM cs_stockout_option option
                             WHERE option.case_id = c.id AND option.kind = 'substitute')
                        THEN (c.choice = 'substitute')::int::float8 END AS accepted,
                   CASE WHEN c.chosen_by <> 'deadline' THEN
                        EXTRACT(EPOCH FROM c.chosen_at - c.offered_at) / 3600 END
                   AS hours_to_choose,
                   EXTRACT(EPOCH FROM c.closed_at - c.create_date) / 3600 AS hours_to_resolve,
                   CASE WHEN again.found THEN 1::float8
                        WHEN c.create_date + company.cs_stockout_repurchase_days
                             * interval '1 day' < %(now)s THEN 0 END AS repurchased
              FROM cs_stockout_case c
              JOIN sale_order o ON o.id = c.order_id
              JOIN res_company company ON company.id = c.company_id
              JOIN product_product p ON p.id = c.product_id
              JOIN product_template t ON t.id = p.product_tmpl_id
         LEFT JOIN stock_picking receipt ON receipt.id = c.receipt_id
         LEFT JOIN res_partner customer ON customer.id = c.partner_id
         LEFT JOIN LATERAL (
                   SELECT EXISTS (
                       SELECT 1 FROM sale_order later
                         JOIN res_partner buyer ON buyer.id = later.partner_id
                        WHERE buyer.commercial_partner_id = customer.commercial_partner_id
                          AND later.company_id = c.company_id AND later.id <> c.order_id
                          AND later.state = 'sale' AND later.date_order > c.create_date
                          AND later.date_order <= c.create_date
                              + company.cs_stockout_repurchase_days * interval '1 day'
                   ) AS found) again ON TRUE
            """,
            now=fields.Datetime.now(),
            opened_on=local_day(
                "c.create_date", "c.company_id", self.env["res.company"]._cs_timezones()
            ),
        )

    def action_open_case(self):
        """Open the case behind a figure.

        :returns: the action
        """
        self.ensure_one()
        return self.case_id._get_records_action()
