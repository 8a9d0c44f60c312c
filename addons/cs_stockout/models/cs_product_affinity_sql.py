"""The statements that reckon which products the same customers buy.

The pairs are counted in blocks of products that fit in memory: a count of all of them at once
goes to disk in a large shop, and takes twice as long as its share.
"""

from odoo.tools import SQL

NEAREST = 20
FEWEST_CUSTOMERS = 2
MOST_PRODUCTS = 300
# Pairs of one customer each: so many are counted within the memory.
PAIRS_A_BLOCK = 1_500_000
MEMORY = "64MB"  # a hash table may take twice as much

_BOUGHT = """
CREATE TEMPORARY TABLE cs_affinity_bought ON COMMIT DROP AS
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
"""
_PAIRS = """
SELECT COALESCE(SUM(products * (products - 1) / 2), 0)
  FROM (SELECT COUNT(*) AS products FROM cs_affinity_bought GROUP BY customer_id) customer
"""
_HALF = """
CREATE TEMPORARY TABLE cs_affinity_half (product_id INTEGER, other_id INTEGER, customers BIGINT)
    ON COMMIT DROP
"""
_COUNT = """
INSERT INTO cs_affinity_half
SELECT one.product_id, two.product_id, COUNT(*)
  FROM cs_affinity_bought one
  JOIN cs_affinity_bought two ON two.customer_id = one.customer_id
                             AND two.product_id > one.product_id
 WHERE one.product_id %% %(blocks)s = %(block)s
 GROUP BY one.product_id, two.product_id
HAVING COUNT(*) >= %(fewest)s
"""
_WRITE = """
WITH popular AS (
    SELECT product_id, COUNT(*) AS customers FROM cs_affinity_bought GROUP BY product_id
), pair AS (
    SELECT product_id, other_id, customers FROM cs_affinity_half
     UNION ALL
    SELECT other_id, product_id, customers FROM cs_affinity_half
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
), written AS (
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


def bought(company_id, since):
    """Return the statements that gather who bought what, and make room for the pairs.

    Of a customer with very many products the ones bought last count: the work grows with their
    square, and who buys all tells little.

    :param datetime since: orders from then on count
    """
    return (
        SQL("SET LOCAL work_mem = %s", MEMORY),
        SQL("DROP TABLE IF EXISTS cs_affinity_bought, cs_affinity_half"),
        SQL(_BOUGHT, company=company_id, since=since, most=MOST_PRODUCTS),
        SQL("ANALYZE cs_affinity_bought"),
        SQL(_HALF),
    )


def number_of_pairs():
    """Return the statement that tells how many pairs there are to count."""
    return SQL(_PAIRS)


def counts(pairs):
    """Yield the statements that count the pairs, each once, a block of products at a time."""
    blocks = max(1, -(-int(pairs) // PAIRS_A_BLOCK))
    for block in range(blocks):
        yield SQL(_COUNT, blocks=blocks, block=block, fewest=FEWEST_CUSTOMERS)


def tidy():
    """Return the statement that gives the memory back to the rest of the transaction."""
    return SQL("SET LOCAL work_mem TO DEFAULT")


def write(company_id):
    """Return the statement that writes the pairs of a company and tells how many it changed.

    The score is the cosine of the sets of customers. Each pair was counted once and is told
    from both sides.
    """
    return SQL(_WRITE, company=company_id, nearest=NEAREST)
