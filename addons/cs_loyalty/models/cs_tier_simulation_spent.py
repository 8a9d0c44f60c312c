from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.tools import SQL

from .cs_tier_contribution import SALE_TYPES


class CsTierSimulation(models.Model):
    """What customers bought in 12 months, as far as the benefits depend on it."""

    _inherit = "cs.tier.simulation"

    def _get_spent_query(self, tiers, rates):
        """Return the CTEs up to ``spent``, one row for each customer with a tier, and its sums."""
        flat = [rate for components in rates.values() for rate in components.values()]
        discounts = {rate["column"]: rate for rate in flat if "pricelist" in rate}
        limits = {rate["column"]: rate["limit"] for rate in flat if "limit" in rate}
        columns = ["amount", *limits]
        columns += ["birthdays"] * any(rate["column"] == "birthdays" for rate in flat)
        for column, rate in discounts.items():
            columns += [column, rate["open"]]
        query = SQL(
            """%(summed)s, placed AS MATERIALIZED (
                    SELECT * FROM (%(placed)s) row
                     WHERE before_id IS NOT NULL OR after_id IS NOT NULL),
               bought AS (%(bought)s), goods AS (%(goods)s),
               spent AS (
                    SELECT placed.partner_id, before_id, after_id, 1 AS members, %(columns)s
                      FROM placed
                      JOIN res_partner ON res_partner.id = placed.partner_id
                      LEFT JOIN bought ON bought.partner_id = placed.partner_id
                      LEFT JOIN goods ON goods.partner_id = placed.partner_id)""",
            summed=self.group_id._sql_simulated(self.as_of),
            placed=self.group_id._sql_placed(self.as_of, tiers, self._is_long_run()),
            bought=self._sql_bought(limits),
            goods=self._sql_goods(discounts),
            columns=SQL(", ").join(
                SQL("(COALESCE(res_partner.cs_birth_day, 0) > 0)::integer AS birthdays")
                if column == "birthdays"
                else SQL("COALESCE(%(c)s, 0) AS %(c)s", c=SQL.identifier(column))
                for column in columns
            ),
        )
        return query, columns

    def _sql_year(self, column):
        after = self.as_of - relativedelta(years=1)
        return SQL("%s > %s AND %s <= %s", column, after, column, self.as_of)

    def _sql_bought(self, limits):
        """Return the query of net purchases, and of orders from the limits of free delivery on."""
        counts = [
            SQL(", COUNT(*) FILTER (WHERE amount >= %s) AS %s", limit, SQL.identifier(column))
            for column, limit in limits.items()
        ]
        return SQL(
            """SELECT partner_id, SUM(amount) AS amount%s FROM (
                    SELECT partner_id, order_key, SUM(amount) AS amount FROM contribution
                     WHERE excluded IS NULL AND company_id IN %s AND %s
                     GROUP BY partner_id, order_key) per_order
                GROUP BY partner_id""",
            SQL("").join(counts),
            tuple(self.group_id._get_companies().ids),
            self._sql_year(SQL("date")),
        )

    def _sql_goods(self, discounts):
        """Return the query of what the pricelists' percentages take off, in hundredths."""
        if not discounts:
            return SQL("SELECT NULL::integer AS partner_id")
        lines = self._sql_lines()
        products = [row[0] for row in self.env.execute_query(
            SQL("SELECT DISTINCT product_id FROM (%s) line WHERE product_id IS NOT NULL", lines)
        )]
        joins, columns = [], []
        for column, rate in discounts.items():
            percents = self._get_percentages(rate["pricelist"], products)
            alias = SQL.identifier(f"list_{rate['pricelist'].id}")
            joins.append(
                SQL(
                    "LEFT JOIN unnest(%(ids)s::integer[], %(percents)s::numeric[])"
                    " AS %(alias)s (product_id, percent)"
                    " ON %(alias)s.product_id = line.product_id",
                    ids=list(percents),
                    percents=list(percents.values()),
                    alias=alias,
                )
            )
            columns.append(
                SQL(
                    ", SUM(amount * %(alias)s.percent) AS %(column)s,"
                    " SUM(amount) FILTER (WHERE %(alias)s.percent IS NULL) AS %(open)s",
                    alias=alias,
                    column=SQL.identifier(column),
                    open=SQL.identifier(rate["open"]),
                )
            )
        return SQL(
            "SELECT partner_id%s FROM (%s) line %s GROUP BY partner_id",
            SQL("").join(columns),
            lines,
            SQL(" ").join(joins),
        )

    def _sql_lines(self):
        """Return the query of net amounts by customer and product in 12 months."""
        companies = tuple(self.group_id._get_companies().ids)
        if self.group_id.source == "invoice":
            return SQL(
                """SELECT partner.commercial_partner_id AS partner_id, line.product_id,
                          SUM(-line.balance) AS amount
                     FROM account_move_line line JOIN account_move m ON m.id = line.move_id
                     JOIN res_partner partner ON partner.id = m.partner_id
                    WHERE m.state = 'posted' AND m.move_type IN %s AND m.company_id IN %s
                      AND line.display_type = 'product' AND %s
                    GROUP BY 1, 2""",
                SALE_TYPES,
                companies,
                self._sql_year(SQL("m.invoice_date")),
            )
        return SQL(
            """SELECT partner.commercial_partner_id AS partner_id, line.product_id,
                      SUM(line.price_subtotal
                          / COALESCE(NULLIF(o.currency_rate, 0), 1)::numeric) AS amount
                 FROM sale_order_line line JOIN sale_order o ON o.id = line.order_id
                 JOIN res_partner partner ON partner.id = o.partner_id
                WHERE o.state = 'sale' AND o.company_id IN %s AND line.display_type IS NULL
                  AND %s
                GROUP BY 1, 2""",
            companies,
            self._sql_year(SQL("o.date_order::date")),
        )

    def _get_percentages(self, pricelist, product_ids):
        """Return ``{product id: percentage}``, without products whose rule is none."""
        products = self.env["product.product"].browse(product_ids).exists()
        if not products:
            return {}
        rules = pricelist._get_applicable_rules(products, fields.Datetime.now())
        percents = {}
        for product in products:
            rule = next((r for r in rules if r._is_applicable_for(product, 1.0)), rules.browse())
            percent = self._get_percentage(rule)
            if percent is not None:
                percents[product.id] = percent
        return percents

    @api.model
    def _get_percentage(self, rule):
        """Return what a rule takes off the sales price in hundredths, None where not plain."""
        if not rule:
            return 0.0
        if rule.base != "list_price":
            return None
        if rule.compute_price == "percentage":
            return rule.percent_price
        plain = not (rule.price_surcharge or rule.price_min_margin or rule.price_max_margin)
        return rule.price_discount if rule.compute_price == "formula" and plain else None
