from odoo import api, models
from odoo.tools import SQL

CREDIT_PROGRAMS = ("ewallet", "gift_card")


class CsTierContribution(models.Model):
    """Credit set apart, and rates: the parts that the queries of documents share."""

    _inherit = "cs.tier.contribution"

    @api.model
    def _get_credit_products(self):
        """Return the ids of the products that sell or spend eWallet and gift-card credit.

        Programs that are archived are among them: what was a means of payment stays one.
        """
        query = SQL(
            """SELECT reward.discount_line_product_id
                 FROM loyalty_reward reward
                 JOIN loyalty_program program ON program.id = reward.program_id
                WHERE program.program_type IN %(types)s
                  AND reward.discount_line_product_id IS NOT NULL
                UNION
               SELECT rel.product_product_id
                 FROM loyalty_rule_product_product_rel rel
                 JOIN loyalty_rule rule ON rule.id = rel.loyalty_rule_id
                 JOIN loyalty_program program ON program.id = rule.program_id
                WHERE program.program_type IN %(types)s""",
            types=CREDIT_PROGRAMS,
        )
        return sorted(row[0] for row in self.env.execute_query(query))

    @api.model
    def _sql_move_credit(self, products):
        """Return the join that sums the credit lines of invoices, and the sums."""
        if not products:
            return {"credit": SQL(), "apart": SQL("0"), "apart_in_currency": SQL("0")}
        return {
            "credit": SQL(
                """LEFT JOIN (
                       SELECT line.move_id, SUM(line.balance) AS balance,
                              SUM(line.amount_currency) AS in_currency
                         FROM account_move_line line
                        WHERE line.display_type = 'product' AND line.product_id = ANY (%s)
                        GROUP BY line.move_id) credit ON credit.move_id = m.id""",
                products,
            ),
            "apart": SQL("COALESCE(credit.balance, 0)"),
            "apart_in_currency": SQL("COALESCE(credit.in_currency, 0)"),
        }

    @api.model
    def _sql_order_credit(self):
        """Return the join that sums the credit lines of orders, and the sum."""
        products = self._get_credit_products()
        if not products:
            return {"credit": SQL(), "apart": SQL("0")}
        return {
            "credit": SQL(
                """LEFT JOIN (
                       SELECT line.order_id, SUM(line.price_subtotal) AS subtotal
                         FROM sale_order_line line WHERE line.product_id = ANY (%s)
                        GROUP BY line.order_id) credit ON credit.order_id = o.id""",
                products,
            ),
            "apart": SQL("COALESCE(credit.subtotal, 0)"),
        }

    @api.model
    def _sql_at_origin(self, in_currency, in_company):
        """Return an amount of a reversal at the rate of its origin, or of that one's day.

        :param in_currency: the amount in the currency of the reversal
        :param in_company: the same in the currency of the company
        """
        return SQL(
            """CASE WHEN m.currency_id = origin.currency_id
                     AND origin.amount_untaxed_in_currency_signed <> 0
                    THEN %(in_currency)s * origin.amount_untaxed_signed
                         / origin.amount_untaxed_in_currency_signed
                    WHEN m.currency_id = company.currency_id THEN %(in_company)s
                    ELSE %(in_currency)s * %(to)s / %(of)s END""",
            in_currency=in_currency,
            in_company=in_company,
            to=self._sql_rate("company"),
            of=self._sql_rate("m"),
        )

    @api.model
    def _sql_rates(self, alias):
        return SQL(
            """res_currency_rate rate
                WHERE rate.currency_id = %s
                  AND (rate.company_id IS NULL
                       OR rate.company_id = split_part(company.parent_path, '/', 1)::integer)""",
            SQL.identifier(alias, "currency_id"),
        )

    @api.model
    def _sql_rate_missing(self, alias, rate, day):
        """Return the condition that a document was reckoned 1 : 1 for want of any rate.

        A rate entered afterwards does not mend what was booked, so it stays left out till then.
        """
        return SQL(
            """(%(own)s <> company.currency_id AND COALESCE(%(rate)s, 1) IN (0, 1)
                AND (NOT EXISTS (SELECT FROM %(of)s) AND NOT EXISTS (SELECT FROM %(to)s)
                     OR ABS(%(of_rate)s / %(to_rate)s - 1) > 0.000001))""",
            own=SQL.identifier(alias, "currency_id"),
            rate=SQL.identifier(alias, rate),
            of=self._sql_rates(alias),
            to=self._sql_rates("company"),
            of_rate=self._sql_rate(alias, day),
            to_rate=self._sql_rate("company", day),
        )

    @api.model
    def _sql_rate(self, alias, day=None):
        """Return the rate of ``alias``'s currency on a day, as core looks it up.

        :param day: an expression; default the origin's day
        """
        known = SQL("SELECT rate.rate FROM %s", self._sql_rates(alias))
        return SQL(
            """COALESCE(
                (%(known)s AND rate.name <= %(day)s
                 ORDER BY rate.company_id, rate.name DESC LIMIT 1),
                (%(known)s ORDER BY rate.company_id, rate.name LIMIT 1), 1)""",
            known=known,
            day=day or SQL("origin.invoice_date"),
        )
