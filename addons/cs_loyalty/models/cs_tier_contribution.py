from odoo import api, fields, models
from odoo.tools import SQL

SALE_TYPES = ("out_invoice", "out_refund", "out_receipt")
# Rows of several tables share one report: the remainder by 4 says which table an id is of.
MOVE, ORDER = 0, 1


class CsTierContribution(models.Model):
    """What each document adds to, or takes from, its customer's contribution.

    The customer is the commercial entity of today: the one that core stores on an invoice stays
    behind when a contact leaves its company.

    A refund counts at the date and the rate of the document that it reverses. Lines that sell or
    spend eWallet or gift-card credit are set apart: credit is a means of payment, so goods paid
    with it count whole, and its sale not at all. Rows with an ``excluded`` reason are shown,
    never counted.
    """

    _name = "cs.tier.contribution"
    _description = "Tier Contribution"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "document"

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    source = fields.Selection(
        [("invoice", "Invoices"), ("order", "Sales orders")],
        readonly=True,
    )
    date = fields.Date(
        string="Counted On",
        readonly=True,
        help="Date of the document, or of the one that it reverses.",
    )
    document_date = fields.Date(readonly=True)
    kind = fields.Selection(
        [
            ("invoice", "Invoice"),
            ("receipt", "Receipt"),
            ("refund", "Credit note"),
            ("order", "Order"),
        ],
        readonly=True,
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(readonly=True, help="Without tax, in the company's currency.")
    units = fields.Float(readonly=True, help="Units of goods, in each product's own unit.")
    order_key = fields.Char(readonly=True, help="Documents with one key are one order.")
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)
    origin_id = fields.Many2one("account.move", string="Reverses", readonly=True)
    paid = fields.Boolean(readonly=True)
    excluded = fields.Selection(
        [
            ("origin_not_posted", "The document it reverses is not posted"),
            ("rate_missing", "Booked 1 : 1 for want of an exchange rate: enter one, post it anew"),
            ("credit_sold", "Sells credit of an eWallet or gift card, which is no purchase yet"),
        ],
        string="Not Counted Because",
        readonly=True,
    )
    set_apart = fields.Monetary(
        string="Credit Set Apart",
        readonly=True,
        help="Part of the document that is eWallet or gift-card credit: above zero sold, "
        "below zero used to pay.",
    )
    document = fields.Char(compute="_compute_document")

    _depends = {
        "account.move": [
            "amount_untaxed_in_currency_signed",
            "amount_untaxed_signed",
            "company_id",
            "cs_origin_id",
            "currency_id",
            "invoice_date",
            "move_type",
            "partner_id",
            "payment_state",
            "state",
        ],
        "account.move.line": [
            "amount_currency",
            "balance",
            "product_id",
            "product_uom_id",
            "quantity",
        ],
        "loyalty.program": ["program_type"],
        "loyalty.reward": ["discount_line_product_id"],
        "loyalty.rule": ["product_ids"],
        "res.partner": ["commercial_partner_id"],
        "res.currency.rate": ["currency_id", "name", "rate"],
        "sale.order": ["amount_untaxed", "currency_rate", "date_order", "partner_id", "state"],
        "sale.order.line": ["price_subtotal", "product_id", "product_uom_id", "product_uom_qty"],
    }

    @property
    def _table_query(self):
        queries = [SQL("(%s)", query) for _source, query in self._contribution_queries()]
        return SQL(" UNION ALL ").join(queries)

    @api.depends("res_model", "res_id")
    def _compute_document(self):
        for model, rows in self.grouped("res_model").items():
            records = self.env[model].sudo().browse(rows.mapped("res_id")).exists()
            names = {record.id: record.display_name for record in records}
            for row in rows:
                row.document = names.get(row.res_id, "")

    def action_open_document(self):
        """Open the document behind the row, for those who may read it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }

    @api.model
    def _contribution_queries(self):
        """Return (source, query) pairs, each query with the columns of this model, in order.

        Glue adds its own documents here: a group reads the queries of its ``source``.
        """
        return [
            ("invoice", self._query_moves()),
            ("invoice", self._query_reversals()),
            ("order", self._query_orders()),
        ]

    @api.model
    def _query_moves(self):
        """Customer documents that reverse nothing, a refund of unknown origin among them."""
        return SQL(
            """
            SELECT m.id * 4 + %(table)s AS id,
                   partner.commercial_partner_id AS partner_id,
                   m.company_id,
                   'invoice' AS source,
                   m.invoice_date AS date,
                   m.invoice_date AS document_date,
                   %(kind)s AS kind,
                   company.currency_id,
                   m.amount_untaxed_signed + %(apart)s AS amount,
                   COALESCE(goods.units, 0) * %(sign)s AS units,
                   COALESCE('sale.order,' || sold.order_id, 'account.move,' || m.id) AS order_key,
                   'account.move' AS res_model,
                   m.id AS res_id,
                   NULL::integer AS origin_id,
                   m.move_type = 'out_refund' OR %(paid)s AS paid,
                   CASE WHEN %(foreign)s THEN 'rate_missing'
                        WHEN %(apart)s < 0 AND m.amount_untaxed_signed + %(apart)s = 0
                        THEN 'credit_sold' END AS excluded,
                   -%(apart)s AS set_apart
              FROM account_move m
              JOIN res_partner partner ON partner.id = m.partner_id
              JOIN res_company company ON company.id = m.company_id
              %(credit)s
              %(goods)s
              LEFT JOIN %(sold)s sold ON sold.move_id = m.id
             WHERE m.state = 'posted' AND m.move_type IN %(types)s
               AND m.cs_origin_id IS NULL
            """,
            table=MOVE,
            types=SALE_TYPES,
            paid=self._sql_paid("m"),
            foreign=self._sql_rate_missing(
                "m", "invoice_currency_rate", SQL("m.invoice_date")
            ),
            **self._sql_move_parts(),
        )

    @api.model
    def _query_reversals(self):
        """Documents that reverse another: at its date, in its proportion, while it is posted."""
        parts = self._sql_move_parts()
        return SQL(
            """
            SELECT m.id * 4 + %(table)s AS id,
                   partner.commercial_partner_id AS partner_id,
                   m.company_id,
                   'invoice' AS source,
                   origin.invoice_date AS date,
                   m.invoice_date AS document_date,
                   %(kind)s AS kind,
                   company.currency_id,
                   ROUND(%(amount)s, currency.decimal_places) AS amount,
                   COALESCE(goods.units, 0) * %(sign)s AS units,
                   COALESCE('sale.order,' || sold.order_id, 'account.move,' || origin.id)
                       AS order_key,
                   'account.move' AS res_model,
                   m.id AS res_id,
                   origin.id AS origin_id,
                   %(paid)s AS paid,
                   CASE WHEN origin.state <> 'posted' THEN 'origin_not_posted'
                        WHEN %(foreign)s OR %(foreign_origin)s THEN 'rate_missing' END AS excluded,
                   ROUND(%(set_apart)s, currency.decimal_places) AS set_apart
              FROM account_move m
              JOIN res_partner partner ON partner.id = m.partner_id
              JOIN account_move origin ON origin.id = m.cs_origin_id
              JOIN res_company company ON company.id = m.company_id
              JOIN res_currency currency ON currency.id = company.currency_id
              %(credit)s
              %(goods)s
              LEFT JOIN %(sold)s sold ON sold.move_id = origin.id
             WHERE m.state = 'posted' AND m.move_type IN %(types)s
               AND m.cs_origin_id IS NOT NULL
            """,
            table=MOVE,
            types=SALE_TYPES,
            paid=self._sql_paid("origin"),
            amount=self._sql_at_origin(
                SQL("(m.amount_untaxed_in_currency_signed + %s)", parts["apart_in_currency"]),
                SQL("(m.amount_untaxed_signed + %s)", parts["apart"]),
            ),
            set_apart=self._sql_at_origin(
                SQL("-%s", parts["apart_in_currency"]), SQL("-%s", parts["apart"])
            ),
            foreign=self._sql_rate_missing(
                "m", "invoice_currency_rate", SQL("m.invoice_date")
            ),
            foreign_origin=self._sql_rate_missing(
                "origin", "invoice_currency_rate", SQL("origin.invoice_date")
            ),
            **parts,
        )

    @api.model
    def _query_orders(self):
        """Confirmed orders, at the day of the order where the company is."""
        return SQL(
            """
            SELECT o.id * 4 + %(table)s AS id,
                   partner.commercial_partner_id AS partner_id,
                   o.company_id,
                   'order' AS source,
                   day.date AS date,
                   day.date AS document_date,
                   'order' AS kind,
                   company.currency_id,
                   ROUND((o.amount_untaxed - %(apart)s) / %(rate)s, currency.decimal_places)
                       AS amount,
                   COALESCE(goods.units, 0) AS units,
                   'sale.order,' || o.id AS order_key,
                   'sale.order' AS res_model,
                   o.id AS res_id,
                   NULL::integer AS origin_id,
                   TRUE AS paid,
                   CASE WHEN %(foreign)s THEN 'rate_missing'
                        WHEN %(apart)s > 0 AND o.amount_untaxed = %(apart)s
                        THEN 'credit_sold' END AS excluded,
                   ROUND(%(apart)s / %(rate)s, currency.decimal_places) AS set_apart
              FROM sale_order o
              JOIN res_partner partner ON partner.id = o.partner_id
              JOIN res_company company ON company.id = o.company_id
              JOIN res_currency currency ON currency.id = company.currency_id
              JOIN res_partner place ON place.id = company.partner_id
              LEFT JOIN resource_calendar calendar ON calendar.id = company.resource_calendar_id
              CROSS JOIN LATERAL (
                   SELECT (o.date_order AT TIME ZONE 'UTC'
                           AT TIME ZONE COALESCE(place.tz, calendar.tz, 'UTC'))::date AS date) day
              LEFT JOIN (
                   SELECT line.order_id, SUM(line.product_uom_qty * %(factor)s) AS units
                     FROM sale_order_line line
                     %(product)s
                    GROUP BY line.order_id) goods ON goods.order_id = o.id
              %(credit)s
             WHERE o.state = 'sale'
            """,
            table=ORDER,
            rate=SQL("COALESCE(NULLIF(o.currency_rate, 0), 1)::numeric"),
            foreign=self._sql_rate_missing("o", "currency_rate", SQL("o.date_order::date")),
            **self._sql_order_credit(),
            factor=self._sql_factor(),
            product=self._sql_product(),
        )

    @api.model
    def _sql_move_parts(self):
        """Return the parts that both queries of invoices share.

        The joined sums are dropped by the planner where no one asks for units or orders.
        """
        products = self._get_credit_products()
        return {
            **self._sql_move_credit(products),
            "kind": SQL(
                """CASE m.move_type WHEN 'out_refund' THEN 'refund'
                        WHEN 'out_receipt' THEN 'receipt' ELSE 'invoice' END"""
            ),
            "sign": SQL("CASE m.move_type WHEN 'out_refund' THEN -1 ELSE 1 END"),
            "goods": SQL(
                """LEFT JOIN (
                       SELECT line.move_id, SUM(line.quantity * %s) AS units
                         FROM account_move_line line
                         %s
                        WHERE line.display_type = 'product' AND line.product_id <> ALL (%s)
                        GROUP BY line.move_id) goods ON goods.move_id = m.id""",
                self._sql_factor(),
                self._sql_product(),
                products,
            ),
            "sold": SQL(
                """(SELECT line.move_id, MIN(sale_line.order_id) AS order_id
                      FROM sale_order_line_invoice_rel rel
                      JOIN sale_order_line sale_line ON sale_line.id = rel.order_line_id
                      JOIN account_move_line line ON line.id = rel.invoice_line_id
                     GROUP BY line.move_id)"""
            ),
        }

    @api.model
    def _sql_product(self):
        return SQL(
            """JOIN product_product product ON product.id = line.product_id
               JOIN product_template template
                 ON template.id = product.product_tmpl_id AND template.type = 'consu'
               LEFT JOIN uom_uom line_uom ON line_uom.id = line.product_uom_id
               LEFT JOIN uom_uom own_uom ON own_uom.id = template.uom_id"""
        )

    @api.model
    def _sql_factor(self):
        return SQL("COALESCE(line_uom.factor, 1) / COALESCE(NULLIF(own_uom.factor, 0), 1)")

    @api.model
    def _sql_paid(self, alias):
        return SQL(
            "%s IN ('paid', 'in_payment', 'reversed', 'invoicing_legacy')",
            SQL.identifier(alias, "payment_state"),
        )
