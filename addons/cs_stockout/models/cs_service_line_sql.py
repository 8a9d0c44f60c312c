"""The statement behind the service level: promises beside what moved, changed and was lost.

Parts that a question does not ask for are left out by the planner: each is joined by a key of
its own and adds no row.
"""

from datetime import timezone

from odoo.addons.cs_base.tools import quiet
from odoo.tools import SQL

_ROUNDING = 6  # decimals: units are converted by binary fractions
_LINE_UNIT = SQL("l.product_uom_id")

# How many units of the product one of a unit is, looked up for those lines only that need it.
_FACTOR = """
    CASE WHEN %(unit)s = t.uom_id THEN 1
         ELSE (SELECT given.factor / own.factor FROM uom_uom given, uom_uom own
                WHERE given.id = %(unit)s AND own.id = t.uom_id) END
"""
_CONVERTED = """
    CASE WHEN %(unit)s = t.uom_id THEN %(quantity)s
         ELSE ROUND(%(quantity)s * %(factor)s, %(digits)s) END
"""

# Moves to customers. Of an array the planner expects much, and most moves go there.
_MOVED = SQL(
    """
    m.state = 'done'
    AND m.location_dest_id = ANY(ARRAY(SELECT id FROM stock_location WHERE usage = 'customer'))
    AND m.location_id NOT IN (SELECT id FROM stock_location WHERE usage = 'customer')
    """
)

# What moved of each line, of whatever product and in whatever unit; how many of them there
# are tells whether the sum says all.
_DONE = """
    SELECT m.sale_line_id AS line_id, SUM(m.quantity) AS quantity,
           MIN(m.date) AS first_date, MAX(m.date) AS last_date,
           MIN(m.product_id) AS product_id, MAX(m.product_id) AS other_id,
           MIN(m.product_uom) AS uom_id, MAX(m.product_uom) AS other_uom_id
      FROM stock_move m
     WHERE %(moved)s AND m.sale_line_id IS NOT NULL
     GROUP BY m.sale_line_id
"""

# Move by move, for lines of which the sum does not say all: in several units, partly of
# another product, or partly on time.
_EXACTLY = """
    (SELECT ROUND(SUM(m.quantity * given.factor / own.factor), %(digits)s)
       FROM stock_move m, uom_uom given, uom_uom own
      WHERE m.sale_line_id = l.id AND m.product_id = l.product_id AND %(moved)s AND %(when)s
        AND given.id = m.product_uom AND own.id = t.uom_id)
"""
_ALL_OF_IT = SQL(
    "done.product_id = l.product_id AND done.other_id = l.product_id"
    " AND done.uom_id = done.other_uom_id AND done.quantity IS NOT NULL"
)
# A move of another product than the line's belongs to a kit; the line then counts as a whole.
_NONE_OF_IT = SQL("l.product_id < done.product_id OR l.product_id > done.other_id")

# The end of the promised day where the company is. Most moves are on time by the hour already.
_PROMISE_END = """
    (date_trunc('day', l.cs_promise_date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)
     + interval '1 day') AT TIME ZONE %(zone)s AT TIME ZONE 'UTC'
"""
_ALL_ON_TIME = "(done.last_date <= l.cs_promise_date OR done.last_date < %(end)s)"

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

# What was still missing when the order was cancelled, by the case that this closed.
_GIVEN_UP = SQL(
    """
    (SELECT CASE WHEN c.state = 'cancelled' THEN c.missing_qty::numeric ELSE 0 END
       FROM cs_stockout_case c WHERE c.sale_line_id = l.id
      ORDER BY c.id DESC LIMIT 1)
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
           ROUND(SUM(chain.part * LEAST(1, chain.delivered / NULLIF(chain.whole, 0)))::numeric,
                 6) AS quantity
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
           %(promised_on)s AS promised_on,
           l.cs_promise_date < %(today)s AS over, done.last_date,
           %(all_on_time)s AS all_on_time, %(demand)s AS demand,
           CASE WHEN short.origin = 'confirmation' THEN %(short_qty)s ELSE 0 END AS short,
           CASE WHEN o.state = 'cancel' THEN COALESCE(%(given_up)s, 0) ELSE 0 END AS given_up,
           CASE WHEN %(all_of_it)s THEN %(moved_qty)s
                WHEN done.line_id IS NULL OR %(none_of_it)s THEN COALESCE(%(sold_qty)s, 0)
                ELSE COALESCE(%(exactly)s, %(sold_qty)s, 0) END AS delivered,
           CASE WHEN done.line_id IS NULL THEN 0
                WHEN %(all_of_it)s THEN
                CASE WHEN %(all_on_time)s THEN %(moved_qty)s
                     WHEN done.first_date >= %(end)s THEN 0
                     ELSE COALESCE(%(exactly_on_time)s, 0) END
                WHEN NOT (%(none_of_it)s) AND %(exactly)s IS NOT NULL THEN
                COALESCE(%(exactly_on_time)s, 0)
                WHEN %(all_on_time)s THEN COALESCE(%(sold_qty)s, 0)
                ELSE 0 END AS on_time,
           COALESCE(substituted.quantity, 0) AS substituted,
           COALESCE(cancelled.quantity, 0) AS cancelled,
           COALESCE(cancelled.amount, 0) AS cancelled_amount,
           l.price_reduce_taxexcl / COALESCE(NULLIF(o.currency_rate, 0), 1) / %(factor)s AS price
      FROM sale_order_line l
      JOIN sale_order o ON o.id = l.order_id
      JOIN product_product p ON p.id = l.product_id
      JOIN product_template t ON t.id = p.product_tmpl_id AND t.type = 'consu'
 LEFT JOIN (%(done)s) done ON done.line_id = l.id
 LEFT JOIN (%(short)s) short ON short.line_id = l.id
 LEFT JOIN (%(cancelled)s) cancelled ON cancelled.line_id = l.id
 LEFT JOIN (%(substituted)s) substituted ON substituted.line_id = l.id
     WHERE l.cs_promise_date IS NOT NULL AND l.cs_demand_qty > 0
       AND l.company_id IN %(companies)s AND %(counted)s
"""

_SETTLED = """
    SELECT facts.*,
           facts.over OR facts.state = 'cancel' OR facts.delivered >= facts.demand AS settled
      FROM (%(facts)s) facts
"""
# Shares are float8: fields of the kind are compared with text like '0.000', no whole number.
_OTIF = SQL("CASE WHEN settled THEN (on_time >= demand)::int::float8 END")
# One broken line breaks the order at once; it is kept when the last line is.
_ORDER_OTIF = SQL(
    "CASE WHEN MIN(%(otif)s) = 0 OR BOOL_AND(settled) THEN MIN(%(otif)s) END", otif=_OTIF
)

_LINES = """
    SELECT facts.id, facts.id AS sale_line_id, facts.order_id, company_id, partner_id,
           warehouse_id, user_id, team_id, product_id, categ_id, cause_id, supplier_id,
           confirmed_at, promise_date, promised_on,
           demand AS demand_qty,
           GREATEST(demand - short, 0) AS first_time_qty,
           LEAST(delivered, demand) AS delivered_qty,
           LEAST(on_time, demand) AS on_time_qty,
           substituted AS substituted_qty,
           LEAST(delivered + substituted, demand) AS served_qty,
           LEAST(cancelled + given_up, demand) AS lost_qty,
           cancelled_amount + CASE WHEN given_up > 0 THEN given_up * price ELSE 0 END
               AS lost_amount,
           CASE WHEN short > 0 THEN 0::float8 ELSE 1 END AS first_time,
           CASE WHEN settled THEN (delivered >= demand)::int::float8 END AS in_full,
           CASE WHEN delivered > 0 THEN all_on_time::int::float8 END AS on_time,
           %(otif)s AS otif,
           CASE WHEN settled THEN (delivered + substituted >= demand)::int::float8 END AS filled,
           GREATEST(demand - short, 0) / demand AS unit_fill,
           CASE WHEN settled THEN LEAST(delivered + substituted, demand) / demand END
               AS unit_filled,
           whole.otif AS order_otif,
           CASE WHEN delivered >= demand THEN
                EXTRACT(EPOCH FROM last_date - confirmed_at) / 86400 END AS cycle_days,
           settled AS due
      FROM (%(settled)s) facts
 LEFT JOIN (SELECT order_id, %(order_otif)s AS otif FROM (%(settled)s) one
             GROUP BY order_id) whole
        ON whole.order_id = facts.order_id
"""


def service_lines(zones, counted, now):
    """Return the statement, one row for each promised line.

    :param dict zones: ``{company id: name of its timezone}``
    :param SQL counted: condition on orders (o) and first cases (short)
    :param datetime now: naive UTC
    """
    facts = SQL(
        _FACTS, **_quantities(zones),
        promised_on=local_day("l.cs_promise_date", "l.company_id", zones),
        today=by_company("l.company_id", {one: _today(zone, now) for one, zone in zones.items()}),
        companies=tuple(zones) or (0,), short=_SHORT, cancelled=_CANCELLED,
        substituted=_SUBSTITUTED, counted=counted,
    )
    return SQL(
        _LINES, otif=_OTIF, order_otif=_ORDER_OTIF, settled=SQL(_SETTLED, facts=facts)
    )


def _quantities(zones):
    """Return the terms of the statement that say what was asked for and what moved when."""
    end = SQL(_PROMISE_END, zone=by_company("l.company_id", zones))
    return {
        "factor": SQL("(%s)", SQL(_FACTOR, unit=_LINE_UNIT)),
        "end": end,
        "all_on_time": SQL(_ALL_ON_TIME, end=end),
        "all_of_it": _ALL_OF_IT,
        "none_of_it": _NONE_OF_IT,
        "done": SQL(_DONE, moved=_MOVED),
        "demand": _converted(SQL("l.cs_demand_qty")),
        "short_qty": _converted(SQL("short.short_qty::numeric")),
        "given_up": _converted(_GIVEN_UP),
        "sold_qty": _converted(SQL("l.qty_delivered")),
        "moved_qty": _converted(SQL("done.quantity"), SQL("done.uom_id")),
        "exactly": SQL(_EXACTLY, moved=_MOVED, when=SQL("TRUE"), digits=_ROUNDING),
        "exactly_on_time": SQL(
            _EXACTLY, moved=_MOVED, when=SQL("m.date < %s", end), digits=_ROUNDING
        ),
    }


def _converted(quantity, unit=_LINE_UNIT):
    """Return a quantity in the unit of the product."""
    factor = SQL(_FACTOR, unit=unit)
    return SQL(_CONVERTED, quantity=quantity, unit=unit, factor=factor, digits=_ROUNDING)


def _today(zone, now):
    """Return when the day of ``now`` began in a timezone: promises before it are over."""
    tz = quiet.zone(zone)
    day = now.replace(tzinfo=timezone.utc).astimezone(tz).date()
    return quiet.local_midnight(day, tz)


def local_day(moment, company, zones):
    """Return the term for the day of a moment where the company is.

    :param str moment: a column in UTC
    :param str company: the column that names the company
    :param dict zones: ``{company id: name of its timezone}``
    """
    return SQL(
        "(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date",
        SQL(moment), by_company(company, zones),
    )


def by_company(company, values):
    """Return the term that has the value of a row's company.

    :param str company: the column that names the company
    :param dict values: ``{company id: value}``
    """
    if len(set(values.values())) == 1:
        return SQL("%s", next(iter(values.values())))
    cases = [SQL("WHEN %s THEN %s", one, value) for one, value in values.items()]
    return SQL("(CASE %s %s END)", SQL(company), SQL(" ").join(cases))
