from odoo import api, fields, models
from odoo.tools import SQL

# What an id leaves when divided by 4, beside those of invoices and sales orders.
COUNTER_INVOICE, COUNTER_ORDER = 2, 3


class CsTierContribution(models.Model):
    """Sales at the counter: each once, whether it is invoiced or not.

    A group that counts invoices counts the counter's orders without an invoice; once an order
    is invoiced, its invoice takes its place. A group that counts orders counts them all, but
    for lines that settle a sales order, which counts itself.
    """

    _inherit = "cs.tier.contribution"

    kind = fields.Selection(selection_add=[("counter", "Counter sale")])

    _depends = {
        "pos.order": ["account_move", "company_id", "currency_rate", "date_order", "partner_id",
                      "state"],
        "pos.order.line": ["price_subtotal", "product_id", "qty", "refunded_orderline_id"],
        "pos.config": ["tip_product_id"],
    }  # fmt: skip

    @api.model
    def _contribution_queries(self):
        not_invoiced = SQL("o.account_move IS NULL")
        of_its_own = SQL("TRUE")
        if "sale_order_origin_id" in self.env["pos.order.line"]._fields:
            of_its_own = SQL("line.sale_order_origin_id IS NULL")
        return [
            *super()._contribution_queries(),
            ("invoice", self._query_counter("invoice", COUNTER_INVOICE, not_invoiced)),
            ("order", self._query_counter("order", COUNTER_ORDER, SQL("TRUE"), of_its_own)),
        ]

    @api.model
    def _query_counter(self, source, table, orders, lines=None):
        """Return the query of the counter's orders, those that one order takes back apart.

        What is taken back counts at the day and rate of the order that it was bought with, or
        of that order's invoice. A tip is no purchase.

        :param str source: the kind of documents that a group counts
        :param int table: remainder of the ids
        :param SQL orders: condition on the order ``o``
        :param SQL lines: condition on its ``line``
        """
        return SQL(
            """
            SELECT sold.id * 4 + %(table)s AS id,
                   partner.commercial_partner_id AS partner_id,
                   o.company_id,
                   %(source)s AS source,
                   COALESCE(origin_move.invoice_date, %(origin_day)s, %(day)s) AS date,
                   %(day)s AS document_date,
                   CASE WHEN sold.origin_id IS NULL THEN 'counter' ELSE 'refund' END AS kind,
                   company.currency_id,
                   ROUND(sold.amount / %(rate)s, currency.decimal_places) AS amount,
                   sold.units,
                   COALESCE('account.move,' || origin.account_move,
                            'pos.order,' || COALESCE(origin.id, o.id)) AS order_key,
                   'pos.order' AS res_model,
                   o.id AS res_id,
                   NULL::integer AS origin_id,
                   TRUE AS paid,
                   CASE WHEN sold.apart > 0 AND sold.amount = 0
                        THEN 'credit_sold' END AS excluded,
                   ROUND(sold.apart / %(rate)s, currency.decimal_places) AS set_apart
              FROM pos_order o
              JOIN res_partner partner ON partner.id = o.partner_id
              JOIN res_company company ON company.id = o.company_id
              JOIN res_currency currency ON currency.id = company.currency_id
              JOIN res_partner place ON place.id = company.partner_id
              CROSS JOIN LATERAL (%(sold)s) sold
              LEFT JOIN pos_order origin ON origin.id = sold.origin_id
              LEFT JOIN account_move origin_move ON origin_move.id = origin.account_move
               AND %(source)s = 'invoice'
             WHERE o.state IN ('paid', 'done') AND %(orders)s
            """,
            table=table,
            source=source,
            orders=orders,
            day=self._sql_counter_day("o"),
            origin_day=self._sql_counter_day("origin"),
            rate=SQL("COALESCE(NULLIF(COALESCE(origin.currency_rate, o.currency_rate), 0), 1)"
                     "::numeric"),
            sold=self._sql_counter_lines(lines or SQL("TRUE")),
        )  # fmt: skip

    @api.model
    def _sql_counter_day(self, alias):
        """Return the day of an order where its company is."""
        return SQL(
            "(%s AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(place.tz, 'UTC'))::date",
            SQL.identifier(alias, "date_order"),
        )

    @api.model
    def _sql_counter_lines(self, chosen):
        """Return the sums of one order's lines, by the order that they take something back from."""
        credit = self._get_credit_products()
        return SQL(
            """
            SELECT MIN(line.id) AS id,
                   taken.order_id AS origin_id,
                   COALESCE(SUM(line.price_subtotal)
                            FILTER (WHERE line.product_id <> ALL (%(credit)s)), 0) AS amount,
                   COALESCE(SUM(line.price_subtotal)
                            FILTER (WHERE line.product_id = ANY (%(credit)s)), 0) AS apart,
                   COALESCE(SUM(line.qty)
                            FILTER (WHERE line.product_id <> ALL (%(credit)s)
                                      AND template.type = 'consu'), 0) AS units
              FROM pos_order_line line
              JOIN product_product product ON product.id = line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              LEFT JOIN pos_order_line taken ON taken.id = line.refunded_orderline_id
             WHERE line.order_id = o.id AND %(chosen)s
               AND NOT EXISTS (SELECT 1 FROM pos_config tipped
                                WHERE tipped.tip_product_id = line.product_id)
             GROUP BY taken.order_id
            """,
            credit=credit,
            chosen=chosen,
        )
