"""The statement behind the outlook: demand, stock and receipts of every product at once."""

from datetime import timezone

from odoo.addons.cs_base.tools import quiet
from odoo.tools import SQL

# A demand that is younger than this is not spread thinner than over two weeks.
SHORTEST_DAYS = 14

_OUTLOOKS = """
     WITH place AS MATERIALIZED (
         SELECT location.id AS location_id, warehouse.id AS warehouse_id
           FROM stock_warehouse warehouse
           JOIN stock_location view ON view.id = warehouse.view_location_id
           JOIN stock_location location
             ON location.parent_path LIKE view.parent_path || '%%'
            AND location.usage = 'internal'
          WHERE warehouse.company_id = %(company)s AND warehouse.active
     ), product AS MATERIALIZED (
         SELECT p.id, t.uom_id, unit.factor
           FROM product_product p
           JOIN product_template t ON t.id = p.product_tmpl_id
           JOIN uom_uom unit ON unit.id = t.uom_id
          WHERE p.active AND t.is_storable
            AND (t.company_id IS NULL OR t.company_id = %(company)s)
     ), lost AS (  -- given up or replaced for want of goods, with the whole order too
         SELECT line.product_id, sale.warehouse_id, sale.state, sale.date_order AS moment,
                change.quantity
           FROM cs_stockout_change change
           JOIN sale_order_line line ON line.id = change.line_id
           JOIN sale_order sale ON sale.id = line.order_id
          WHERE sale.company_id = %(company)s AND change.undone_at IS NULL
            AND line.cs_replaces_line_id IS NULL
            AND (change.kind = 'cancel' AND sale.state IN ('sale', 'cancel')
                 OR change.kind = 'substitute' AND sale.state = 'sale')
            AND sale.date_order > %(now)s - make_interval(days => %(days)s)
            AND sale.date_order <= %(now)s
      UNION ALL
         SELECT line.product_id, sale.warehouse_id, sale.state, sale.date_order,
                short.missing_qty::numeric * unit.factor / product.factor
           FROM sale_order sale
           JOIN sale_order_line line
             ON line.order_id = sale.id AND line.cs_replaces_line_id IS NULL
           JOIN product ON product.id = line.product_id
           JOIN uom_uom unit ON unit.id = line.product_uom_id
           JOIN LATERAL (
                SELECT one.state, one.missing_qty FROM cs_stockout_case one
                 WHERE one.sale_line_id = line.id ORDER BY one.id DESC LIMIT 1
                ) short ON short.state = 'cancelled'
          WHERE sale.company_id = %(company)s AND sale.state = 'cancel'
            AND sale.date_order > %(now)s - make_interval(days => %(days)s)
            AND sale.date_order <= %(now)s
     ), asked AS (  -- what customers asked for, on orders and without
         SELECT line.product_id, sale.warehouse_id, sale.date_order AS moment,
                COALESCE(NULLIF(line.cs_demand_qty, 0), line.product_uom_qty)
                * unit.factor / product.factor AS quantity
           FROM sale_order_line line
           JOIN sale_order sale ON sale.id = line.order_id
           JOIN product ON product.id = line.product_id
           JOIN uom_uom unit ON unit.id = line.product_uom_id
          WHERE sale.company_id = %(company)s AND sale.state = 'sale'
            AND sale.date_order > %(now)s - make_interval(days => %(days)s)
            AND sale.date_order <= %(now)s
            AND (line.cs_replaces_line_id IS NULL OR line.cs_promise_date IS NOT NULL)
      UNION ALL  -- of an order that was cancelled, what it was short of
         SELECT product_id, warehouse_id, moment, quantity FROM lost WHERE state = 'cancel'
      UNION ALL
         SELECT move.product_id, place.warehouse_id, move.date,
                move.quantity * unit.factor / product.factor
           FROM stock_move move
           JOIN place ON place.location_id = move.location_id
           JOIN stock_location target
             ON target.id = move.location_dest_id AND target.usage = 'customer'
           JOIN product ON product.id = move.product_id
           JOIN uom_uom unit ON unit.id = move.product_uom
          WHERE move.company_id = %(company)s AND move.state = 'done'
            AND move.sale_line_id IS NULL
            AND move.date > %(now)s - make_interval(days => %(days)s) AND move.date <= %(now)s
     ), daily AS (
         SELECT product_id, warehouse_id,
                (moment AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS day,
                SUM(quantity) AS quantity
           FROM asked GROUP BY 1, 2, 3
     ), demand AS (  -- days without demand count as none
         SELECT product_id, warehouse_id, SUM(quantity) AS total,
                SUM(quantity * quantity) AS squares,
                LEAST(%(days)s, GREATEST(%(shortest)s, %(today)s - MIN(day) + 1))::float8
                AS days
           FROM daily GROUP BY 1, 2
     ), shelf AS (
         SELECT quant.product_id, place.warehouse_id, SUM(quant.quantity) AS quantity
           FROM stock_quant quant JOIN place ON place.location_id = quant.location_id
          GROUP BY 1, 2
     ), planned AS (  -- what crosses the border of a warehouse
         SELECT move.product_id, COALESCE(source.warehouse_id, target.warehouse_id)
                AS warehouse_id, source.warehouse_id IS NOT NULL AS leaves, move.date,
                move.product_qty AS quantity
           FROM stock_move move
      LEFT JOIN place source ON source.location_id = move.location_id
      LEFT JOIN place target
             ON target.location_id = COALESCE(move.location_final_id, move.location_dest_id)
          WHERE move.company_id = %(company)s
            AND move.state IN ('waiting', 'confirmed', 'partially_available', 'assigned')
            AND source.warehouse_id IS DISTINCT FROM target.warehouse_id
     ), promised AS (
         SELECT product_id, warehouse_id, SUM(quantity) AS quantity
           FROM planned WHERE leaves GROUP BY 1, 2
     ), found AS (
         SELECT product.id AS product_id, warehouse.id AS warehouse_id,
                COALESCE(shelf.quantity, 0) - COALESCE(promised.quantity, 0) AS stock,
                COALESCE(demand.total / demand.days, 0) AS pace,
                COALESCE(SQRT(GREATEST(
                    demand.squares / demand.days - (demand.total / demand.days) ^ 2, 0)), 0)
                AS deviation,
                COALESCE(lost.quantity, 0) AS lost,
                COALESCE((SELECT seller.delay FROM product_supplierinfo seller
                           WHERE seller.product_tmpl_id = p.product_tmpl_id
                             AND COALESCE(seller.product_id, product.id) = product.id
                             AND COALESCE(seller.company_id, %(company)s) = %(company)s
                           ORDER BY seller.sequence, seller.min_qty, seller.price, seller.id
                           LIMIT 1), 1) AS lead
           FROM product
           JOIN product_product p ON p.id = product.id
           JOIN stock_warehouse warehouse
             ON warehouse.company_id = %(company)s AND warehouse.active
      LEFT JOIN demand
             ON demand.product_id = product.id AND demand.warehouse_id = warehouse.id
      LEFT JOIN shelf ON shelf.product_id = product.id AND shelf.warehouse_id = warehouse.id
      LEFT JOIN (SELECT product_id, warehouse_id, SUM(quantity) AS quantity
                   FROM lost GROUP BY 1, 2) lost
             ON lost.product_id = product.id AND lost.warehouse_id = warehouse.id
      LEFT JOIN promised
             ON promised.product_id = product.id AND promised.warehouse_id = warehouse.id
          WHERE demand.product_id IS NOT NULL OR shelf.product_id IS NOT NULL
             OR promised.product_id IS NOT NULL
     ), steps AS (  -- stock after each receipt, and how long it then lasts
         SELECT found.product_id, found.warehouse_id, receipt.after,
                found.stock + SUM(receipt.quantity) OVER so_far AS level,
                (found.stock + SUM(receipt.quantity) OVER so_far - receipt.quantity)
                < found.pace * receipt.after AS too_late
           FROM found
           JOIN (SELECT product_id, warehouse_id, date, quantity,
                        GREATEST(EXTRACT(EPOCH FROM date - %(now)s) / 86400, 0)::float8 AS after
                   FROM planned WHERE NOT leaves) receipt USING (product_id, warehouse_id)
         WINDOW so_far AS (PARTITION BY found.product_id, found.warehouse_id
                           ORDER BY receipt.after, receipt.quantity
                           ROWS UNBOUNDED PRECEDING)
     ), reached AS (  -- the last receipt that comes before the shelf is empty
         SELECT product_id, warehouse_id, MAX(level) AS level
           FROM (SELECT steps.*, BOOL_OR(too_late) OVER (
                            PARTITION BY product_id, warehouse_id ORDER BY after, level
                            ROWS UNBOUNDED PRECEDING) AS broken FROM steps) steps
          WHERE NOT broken GROUP BY 1, 2
     ), outlook AS (
         SELECT found.product_id, found.warehouse_id, found.stock::numeric AS stock_qty,
                ROUND(found.pace::numeric, 3) AS daily_demand,
                ROUND(found.deviation::numeric, 3) AS deviation,
                found.lost::numeric AS lost_demand, found.lead AS lead_days,
                CASE WHEN found.pace > 0 THEN
                     ROUND((GREATEST(found.stock, 0) / found.pace)::numeric, 1) END
                AS days_of_cover,
                CASE WHEN found.pace > 0 THEN
                     %(today)s + FLOOR(LEAST(GREATEST(COALESCE(reached.level, found.stock), 0)
                                             / found.pace, 3650))::integer END AS stockout_date,
                CEIL(ROUND((found.pace * GREATEST(found.lead, 1) + %(service)s
                     * found.deviation * SQRT(GREATEST(found.lead, 1)))::numeric, 6))
                AS proposed_min_qty
           FROM found LEFT JOIN reached USING (product_id, warehouse_id)
     )
     INSERT INTO cs_product_outlook AS kept (
            product_id, warehouse_id, company_id, stock_qty, daily_demand, deviation,
            lost_demand, lead_days, days_of_cover, stockout_date, proposed_min_qty,
            create_date, write_date)
     SELECT product_id, warehouse_id, %(company)s, stock_qty, daily_demand, deviation,
            lost_demand, lead_days, days_of_cover, stockout_date, proposed_min_qty,
            %(now)s, %(now)s
       FROM outlook
ON CONFLICT (product_id, warehouse_id) DO UPDATE
        SET stock_qty = excluded.stock_qty, daily_demand = excluded.daily_demand,
            deviation = excluded.deviation, lost_demand = excluded.lost_demand,
            lead_days = excluded.lead_days, days_of_cover = excluded.days_of_cover,
            stockout_date = excluded.stockout_date,
            proposed_min_qty = excluded.proposed_min_qty, write_date = excluded.write_date
      WHERE (kept.stock_qty, kept.daily_demand, kept.deviation, kept.lost_demand,
             kept.lead_days, kept.days_of_cover, kept.stockout_date, kept.proposed_min_qty)
            IS DISTINCT FROM
            (excluded.stock_qty, excluded.daily_demand, excluded.deviation,
             excluded.lost_demand, excluded.lead_days, excluded.days_of_cover,
             excluded.stockout_date, excluded.proposed_min_qty)
  RETURNING product_id
"""


def outlooks(company_id, now, tz, days, service):
    """Return the statement that writes the outlooks of a company.

    The same as ``tools.cover`` says for one product; a test holds the two equal.

    :param datetime now: naive UTC
    :param str tz: the company's timezone, whose days are counted
    :param int days: how far back demand is looked at
    :param float service: normal quantile of the service wanted
    """
    here = now.replace(tzinfo=timezone.utc).astimezone(quiet.zone(tz))
    return SQL(
        _OUTLOOKS, company=company_id, now=now, tz=tz, days=days, service=service,
        shortest=SHORTEST_DAYS, today=here.date(),
    )
