"""The day on which members of a whole group would lose their tier, as ``at_risk`` defines it.

``changed`` has the new state of members: ``position`` held, ``held_threshold`` of it, ``value``,
``running`` (sum of the last window), ``anchor``, ``manual_position``, ``new_valid_until`` and
``new_grace_until``. Where no expression can tell, the day is ``UNKNOWN``: ask ``at_risk``.
"""

from datetime import timedelta

from odoo.tools import SQL

from .periods import boundaries
from .review_sql import sql_anniversary, sql_years

UNKNOWN = SQL("'-infinity'::date")


def falls(period, months, metric, day, many):
    """Return the query ``partner_id, falls_on, odd``: when the sum drops below what is held.

    ``odd`` is where the sum may rise again by itself, as when a lone refund leaves.

    :param bool many: most members are among ``changed``, so that one reading of all documents
        is less work than one of each member's
    """
    if period != "rolling":
        return _falls_by_year(period, day)
    chosen = SQL("TRUE") if many else SQL("counted.partner_id = changed.partner_id")
    return SQL(
        """
        SELECT changed.partner_id, bool_or(odd) AS odd,
               MIN((date + make_interval(months => %(months)s))::date)
                   FILTER (WHERE rest < held_threshold) AS falls_on
          FROM changed %(join)s (
               SELECT *, SUM(weight) OVER (PARTITION BY partner_id ORDER BY date DESC) - weight
                      AS rest
                 FROM (%(weights)s) weighed) step ON step.partner_id = changed.partner_id
         WHERE position > 0
         GROUP BY changed.partner_id
        """,
        months=months,
        join=SQL("JOIN") if many else SQL("JOIN LATERAL"),
        weights=_weights(metric, chosen),
    )


def _weights(metric, chosen):
    """Return what leaves a rolling window with each day: ``partner_id, date, weight, odd``."""
    if metric != "orders":
        column = SQL.identifier("units" if metric == "units" else "amount")
        return SQL(
            """SELECT partner_id, date, SUM(%s) AS weight, SUM(%s) < 0 AS odd
                 FROM counted WHERE %s GROUP BY partner_id, date""",
            column,
            column,
            chosen,
        )
    return SQL(
        """
        SELECT partner_id, date, SUM(weight) AS weight, bool_or(odd) AS odd
          FROM (SELECT partner_id, (SUM(net) > 0)::integer AS weight, bool_or(net < 0) AS odd,
                       COALESCE(MAX(date) FILTER (WHERE net > 0), MIN(date)) AS date
                  FROM (SELECT partner_id, order_key, date, SUM(amount) AS net
                          FROM counted WHERE %s GROUP BY partner_id, order_key, date) daily
                 GROUP BY partner_id, order_key) per_order
         GROUP BY partner_id, date
        """,
        chosen,
    )


def _falls_by_year(period, day):
    """Return when the completed year gives way to the running one, and that to an empty one."""
    odd = SQL("value < 0")
    if period == "anniversary":
        ends = [sql_anniversary(SQL("%s + %s", sql_years(day), number)) for number in (1, 2)]
    else:
        ends = [SQL("%s::date", end) for end in boundaries(period, day)] or [SQL("NULL::date")] * 2
    return SQL(
        """SELECT partner_id, %s AS odd,
                  CASE WHEN GREATEST(running, 0) < held_threshold THEN %s
                       WHEN held_threshold > 0 THEN %s END AS falls_on
             FROM changed WHERE position > 0""",
        odd,
        *ends,
    )


def lost(day, policy, retention_months, grace_days):
    """Return the day as an expression over ``changed`` beside ``falls``."""
    short = SQL("CASE WHEN value < held_threshold THEN %s::date ELSE falls_on END", day)
    if retention_months:
        odd, check = _end_of_retention(short, retention_months)
    else:
        odd = SQL("FALSE")
        check = SQL("GREATEST(%s, %s::date)", short, day + timedelta(days=1))
    return SQL(
        """CASE WHEN position = 0 THEN NULL
                WHEN manual_position IS NOT NULL THEN %(unknown)s
                WHEN %(never)s THEN NULL
                WHEN odd THEN %(unknown)s
                WHEN new_grace_until IS NOT NULL THEN new_grace_until + 1
                WHEN (%(short)s) IS NULL THEN NULL
                WHEN %(odd)s THEN %(unknown)s
                ELSE %(check)s + %(grace)s END""",
        unknown=UNKNOWN,
        never=SQL("TRUE") if policy == "never" else SQL("FALSE"),
        short=short,
        odd=odd,
        check=check,
        grace=grace_days,
    )


def _end_of_retention(short, months):
    """Return the first day past a retention that finds the sum short.

    Retentions follow one another; where two or more follow from the end of a month, each may
    shorten the next, which is not reckoned here.
    """
    between = SQL(
        """GREATEST(0, 12 * (EXTRACT(YEAR FROM last)::integer - EXTRACT(YEAR FROM own)::integer)
              + EXTRACT(MONTH FROM last)::integer - EXTRACT(MONTH FROM own)::integer
              + (EXTRACT(DAY FROM last) > EXTRACT(DAY FROM own))::integer)"""
    )
    reckoned = SQL(
        """(SELECT CASE WHEN EXTRACT(DAY FROM own) > 28 AND times > 1 THEN NULL
                        ELSE (own + make_interval(months => times * %(months)s))::date + 1 END
              FROM (SELECT own, (%(between)s + %(months)s - 1) / %(months)s AS times
                      FROM (SELECT new_valid_until AS own, (%(short)s) - 1 AS last) known) so)""",
        months=months,
        between=between,
        short=short,
    )
    return SQL("%s IS NULL", reckoned), reckoned
