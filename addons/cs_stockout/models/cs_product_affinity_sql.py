"""The statement that reckons which products the same customers buy."""

from odoo.tools import SQL

NEAREST = 20
FEWEST_CUSTOMERS = 2
MOST_PRODUCTS = 300

_FRESH = """
WITH bought AS (
    SELECT customer_id, product_id
      FROM (SELECT customer.commercial_partner_id AS customer_id, line.product_id,
                   ROW_NUMBER() OVER (PARTITION BY customer.commercial_partner_id
                                      ORDER BY MAX(sold.date_order) DESC,
                                               line.product_id) AS place
              FROM sale_order sold
              JOIN res_partner customer ON customer.id = sold.partner_id
              JOIN sale_order_line line ON line.order_id = sold.id
              JOIN product_product product ON product.id = line.product_id
                                          AND product.active
              JOIN product_template template ON template.id = product.product_tmpl_id
                                            AND template.is_storable
             WHERE sold.company_id = %(company)s AND sold.state = 'sale'
               AND sold.date_order >= %(since)s AND line.product_uom_qty > 0
             GROUP BY customer.commercial_partner_id, line.product_id) latest
     WHERE place <= %(most)s
), popular AS (
    SELECT product_id, COUNT(*) AS customers FROM bought GROUP BY product_id
), half AS (
    SELECT one.product_id, two.product_id AS other_id, COUNT(*) AS customers
      FROM bought one
      JOIN bought two ON two.customer_id = one.customer_id
                     AND two.product_id > one.product_id
     GROUP BY one.product_id, two.product_id
    HAVING COUNT(*) >= %(fewest)s
), pair AS (
    SELECT product_id, other_id, customers FROM half
     UNION ALL
    SELECT other_id, product_id, customers FROM half
), fresh AS (
    SELECT * FROM (
        SELECT pair.product_id, pair.other_id, pair.customers, figure.score,
               ROW_NUMBER() OVER (PARTITION BY pair.product_id
                                  ORDER BY figure.score DESC, pair.other_id) AS place
          FROM pair
          JOIN popular one ON one.product_id = pair.product_id
          JOIN popular two ON two.product_id = pair.other_id
          JOIN LATERAL (
              SELECT ROUND((pair.customers / SQRT(one.customers * two.customers))::numeric,
                           4) AS score) figure ON TRUE
         ) placed
     WHERE place <= %(nearest)s
)"""
_WRITE = """
, written AS (
    INSERT INTO cs_product_affinity AS kept
                (company_id, product_id, other_id, customers, score)
    SELECT %(company)s, product_id, other_id, customers, score FROM fresh
    ON CONFLICT (product_id, other_id, company_id) DO UPDATE
       SET customers = EXCLUDED.customers, score = EXCLUDED.score
     WHERE (kept.customers, kept.score) IS DISTINCT FROM
           (EXCLUDED.customers, EXCLUDED.score)
    RETURNING 1
), gone AS (
    DELETE FROM cs_product_affinity kept
     WHERE kept.company_id = %(company)s
       AND NOT EXISTS (SELECT 1 FROM fresh
                        WHERE fresh.product_id = kept.product_id
                          AND fresh.other_id = kept.other_id)
    RETURNING 1
)
SELECT (SELECT COUNT(*) FROM written), (SELECT COUNT(*) FROM gone)
"""


def affinities(company_id, since):
    """Return the statement that writes the pairs of a company and tells how many it changed.

    The score is the cosine of the sets of customers. Each pair is counted once and told from
    both sides. Of a customer with very many products the
    ones bought last count: the work grows with their square, and who buys all tells little.

    :param datetime since: orders from then on count
    """
    return SQL(
        _FRESH + _WRITE,
        company=company_id,
        since=since,
        most=MOST_PRODUCTS,
        fewest=FEWEST_CUSTOMERS,
        nearest=NEAREST,
    )
