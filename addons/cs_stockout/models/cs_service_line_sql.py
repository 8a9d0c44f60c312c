"""The statement behind the service level: promises beside what moved, changed and was lost.

Parts that a question does not ask for are left out by the planner: each is joined by a key of
its own and adds no row.
"""

from odoo.tools import SQL

# Quantities of a line's unit, and of a move's, in the unit of the product.
_LINE_FACTOR = SQL("(line_uom.factor / product_uom.factor)")
_ROUNDING = 6  # decimals: units are converted by binary fractions

# The end of the promised day where the company is.
_PROMISE_END = SQL(
    "((date_trunc('day', l.cs_promise_date AT TIME ZONE 'UTC' AT TIME ZONE zone.tz)"
    " + interval '1 day') AT TIME ZONE zone.tz AT TIME ZONE 'UTC')"
)

# A move of another product than the line's belongs to a kit; the line then counts as a whole.
_DONE = SQL(
    """
    SELECT l.id AS line_id,
           SUM(m.quantity * move_uom.factor / product_uom.factor)
               FILTER (WHERE m.product_id = l.product_id) AS quantity,
           SUM(m.quantity * move_uom.factor / product_uom.factor)
               FILTER (WHERE m.product_id = l.product_id AND m.date < %(end)s) AS on_time,
           BOOL_AND(m.date < %(end)s) AS all_on_time,
           MAX(m.date) AS last_date
      FROM stock_move m
      JOIN stock_location target ON target.id = m.location_dest_id AND target.usage = 'customer'
      JOIN stock_location source ON source.id = m.location_id AND source.usage <> 'customer'
      JOIN sale_order_line l ON l.id = m.sale_line_id AND l.cs_promise_date IS NOT NULL
      JOIN zone ON zone.company_id = l.company_id
      JOIN product_product p ON p.id = m.product_id
      JOIN product_template t ON t.id = p.product_tmpl_id
      JOIN uom_uom product_uom ON product_uom.id = t.uom_id
      JOIN uom_uom move_uom ON move_uom.id = m.product_uom
     WHERE m.state = 'done'
     GROUP BY l.id
    """,
    end=_PROMISE_END,
)

# The first case of a line; only one of its confirmation takes off what was covered then.
_SHORT = SQL(
    """
    SELECT DISTINCT ON (c.sale_line_id) c.sale_line_id AS line_id, c.short_qty, c.origin,
           c.cause_id, receipt.partner_id AS supplier_id
      FROM cs_stockout_case c
 LEFT JOIN stock_picking receipt ON receipt.id = c.receipt_id
     ORDER BY c.sale_line_id, c.id
    """
)

_CANCELLED = SQL(
    """
    SELECT line_id, SUM(quantity) AS quantity, SUM(lost_amount) AS amount
      FROM cs_stockout_change
     WHERE kind = 'cancel' AND undone_at IS NULL
     GROUP BY line_id
    """
)

# A substitute may run short itself and be replaced in its turn. ``whole`` is what each added
# line stood for at first; the part of it that moved on is followed to where it went.
_SUBSTITUTED = SQL(
    """
    SELECT chain.root_id AS line_id,
           SUM(chain.part * LEAST(1, chain.delivered / NULLIF(chain.whole, 0))) AS quantity
      FROM (
        WITH RECURSIVE swap AS (
            SELECT c.line_id, c.added_line_id, c.quantity,
                   added.qty_delivered * line_uom.factor / product_uom.factor AS delivered,
                   added.product_uom_qty * line_uom.factor / product_uom.factor
                   + COALESCE((SELECT SUM(later.quantity) FROM cs_stockout_change later
                                WHERE later.line_id = added.id AND later.kind <> 'split'
                                  AND later.undone_at IS NULL), 0) AS whole
              FROM cs_stockout_change c
              JOIN sale_order_line added ON added.id = c.added_line_id
              JOIN product_product p ON p.id = added.product_id
              JOIN product_template t ON t.id = p.product_tmpl_id
              JOIN uom_uom product_uom ON product_uom.id = t.uom_id
              JOIN uom_uom line_uom ON line_uom.id = added.product_uom_id
             WHERE c.kind = 'substitute' AND c.undone_at IS NULL
        ), chain AS (
            SELECT line_id AS root_id, added_line_id, quantity::float8 AS part, delivered, whole
              FROM swap
         UNION ALL
            SELECT chain.root_id, swap.added_line_id,
                   chain.part * (swap.quantity / NULLIF(chain.whole, 0)),
                   swap.delivered, swap.whole
              FROM chain
              JOIN swap ON swap.line_id = chain.added_line_id
        )
        SELECT * FROM chain
      ) chain
     GROUP BY chain.root_id
    """
)

_FACTS = """
    SELECT l.id, l.order_id, o.company_id, o.partner_id, o.warehouse_id, o.user_id, o.team_id,
           l.product_id, t.categ_id, short.cause_id, short.supplier_id, o.state,
           o.date_order AS confirmed_at, l.cs_promise_date AS promise_date,
           %(end)s AS promise_end, done.last_date, done.all_on_time,
           ROUND((l.cs_demand_qty * %(factor)s)::numeric, %(digits)s) AS demand,
           CASE WHEN short.origin = 'confirmation' THEN
                ROUND((short.short_qty * %(factor)s)::numeric, %(digits)s) ELSE 0 END AS short,
           CASE WHEN o.state = 'cancel' THEN
                ROUND((short.short_qty * %(factor)s)::numeric, %(digits)s) ELSE 0 END AS given_up,
           ROUND(COALESCE(done.quantity, l.qty_delivered * %(factor)s, 0)::numeric, %(digits)s)
               AS delivered,
           ROUND(COALESCE(
               CASE WHEN done.quantity IS NOT NULL THEN COALESCE(done.on_time, 0)
                    WHEN done.all_on_time THEN l.qty_delivered * %(factor)s END, 0
           )::numeric, %(digits)s) AS on_time,
           ROUND(COALESCE(substituted.quantity, 0)::numeric, %(digits)s) AS substituted,
           COALESCE(cancelled.quantity, 0) AS cancelled,
           COALESCE(cancelled.amount, 0) AS cancelled_amount,
           l.price_reduce_taxexcl / COALESCE(NULLIF(o.currency_rate, 0), 1) / %(factor)s AS price
      FROM sale_order_line l
      JOIN sale_order o ON o.id = l.order_id
      JOIN product_product p ON p.id = l.product_id
      JOIN product_template t ON t.id = p.product_tmpl_id AND t.type = 'consu'
      JOIN uom_uom line_uom ON line_uom.id = l.product_uom_id
      JOIN uom_uom product_uom ON product_uom.id = t.uom_id
      JOIN zone ON zone.company_id = l.company_id
 LEFT JOIN (%(done)s) done ON done.line_id = l.id
 LEFT JOIN (%(short)s) short ON short.line_id = l.id
 LEFT JOIN (%(cancelled)s) cancelled ON cancelled.line_id = l.id
 LEFT JOIN (%(substituted)s) substituted ON substituted.line_id = l.id
     WHERE l.cs_promise_date IS NOT NULL AND l.cs_demand_qty > 0 AND %(counted)s
"""




def service_lines(zones, counted, now):
    """Return the statement, one row for each promised line.

    :param list zones: (company id, name of its timezone)
    :param SQL counted: condition on orders (o) and first cases (short)
    :param datetime now: naive UTC
    """
    facts = SQL(
        _FACTS, end=_PROMISE_END, factor=_LINE_FACTOR, digits=_ROUNDING, done=_DONE, short=_SHORT,
        cancelled=_CANCELLED, substituted=_SUBSTITUTED, counted=counted,
    )
    return SQL(
        """
        WITH zone (company_id, tz) AS (VALUES %(zones)s)
        SELECT id, id AS sale_line_id, order_id, company_id, partner_id, warehouse_id, user_id,
               team_id, product_id, categ_id, cause_id, supplier_id, confirmed_at, promise_date,
               demand AS demand_qty,
               GREATEST(demand - short, 0) AS first_time_qty,
               LEAST(delivered, demand) AS delivered_qty,
               LEAST(on_time, demand) AS on_time_qty,
               substituted AS substituted_qty,
               LEAST(cancelled + given_up, demand) AS lost_qty,
               cancelled_amount + given_up * price AS lost_amount,
               CASE WHEN short > 0 THEN 0 ELSE 1 END AS first_time,
               CASE WHEN settled THEN (delivered >= demand)::int END AS in_full,
               CASE WHEN delivered > 0 THEN all_on_time::int END AS on_time,
               CASE WHEN settled THEN (on_time >= demand)::int END AS otif,
               CASE WHEN settled THEN (delivered + substituted >= demand)::int END AS filled,
               GREATEST(demand - short, 0) / demand AS unit_fill,
               CASE WHEN settled THEN LEAST(delivered + substituted, demand) / demand END
                   AS unit_filled,
               MIN(CASE WHEN settled THEN (on_time >= demand)::int END)
                   OVER (PARTITION BY order_id) AS order_otif,
               CASE WHEN delivered >= demand THEN
                    EXTRACT(EPOCH FROM last_date - confirmed_at) / 86400 END AS cycle_days,
               settled AS due
          FROM (
            SELECT facts.*,
                   facts.delivered >= facts.demand OR facts.state = 'cancel'
                   OR facts.promise_end <= %(now)s AS settled
              FROM (%(facts)s) facts
          ) facts
        """,
        zones=SQL(", ").join(SQL("(%s, %s)", company, tz) for company, tz in zones),
        facts=facts,
        now=now,
    )
