"""The review of a whole group in SQL: the same decision as ``decision.decide``.

Each function returns a part of one statement. Positions count tiers as ``decision`` does.
"""

from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo.tools import SQL

from .periods import windows


def sql_windows(period, months, day):
    """Return the windows as (after, until) SQL pairs; after is None for all time.

    An anniversary differs from customer to customer: it is reckoned from ``anchor``.
    """
    if period != "anniversary":
        return [
            (after and SQL("%s::date", after), SQL("%s::date", until))
            for after, until in windows(period, day, months)
        ]
    years = sql_years(day)
    before, start = sql_anniversary(SQL("%s - 1", years)), sql_anniversary(years)
    return [(SQL("%s - 1", before), SQL("%s - 1", start)), (SQL("%s - 1", start), SQL("%s", day))]


def sql_years(day):
    """Return the completed years from ``anchor`` to ``day``."""
    return SQL(
        """(%s - EXTRACT(YEAR FROM anchor)::integer
            - ((%s, %s) < (EXTRACT(MONTH FROM anchor), EXTRACT(DAY FROM anchor)))::integer)""",
        day.year,
        day.month,
        day.day,
    )


def sql_anniversary(years):
    """Return the day on which so many years from ``anchor`` are completed."""
    later = SQL("anchor + make_interval(years => %s)", years)
    # Of 29 February, where there is none, the day after: it is not of the year that ends.
    return SQL(
        "((%s)::date + (EXTRACT(DAY FROM %s) <> EXTRACT(DAY FROM anchor))::integer)", later, later
    )


def within(window):
    """Return the condition that a row's date lies in a window."""
    after, until = window
    bounds = [SQL("date > %s", after)] if after else []
    return SQL(" AND ").join([*bounds, SQL("date <= %s", until)])


def totals(metric, spans, anchored=False):
    """Return the query of ``partner_id, value, last_date, running, anchor`` over ``counted``.

    ``running`` is the sum of the last window; ``anchor`` is empty unless ``anchored``.
    """
    first = SQL("MIN(anchor)") if anchored else SQL("NULL::date")
    column = SQL.identifier("units" if metric == "units" else "amount")
    sums = [SQL("COALESCE(SUM(%s) FILTER (WHERE %s), 0)", column, within(span)) for span in spans]
    last = SQL("MAX(date) FILTER (WHERE kind <> 'refund')")
    if metric != "orders":
        value = SQL("GREATEST(%s)", SQL(", ").join(sums))
        return SQL(
            """SELECT partner_id, %s::numeric AS value, %s AS last_date, %s AS running,
                      %s AS anchor
                 FROM counted GROUP BY partner_id""",
            value,
            last,
            sums[-1],
            first,
        )
    kept = [SQL("%s AS sum%s", part, index) for index, part in enumerate(sums)]
    counts = [SQL("COUNT(*) FILTER (WHERE sum%s > 0)", index) for index in range(len(sums))]
    return SQL(
        """SELECT partner_id, GREATEST(%(counts)s)::numeric AS value, MAX(last_date) AS last_date,
                  %(running)s AS running, MIN(anchor) AS anchor
             FROM (SELECT partner_id, %(kept)s, %(last)s AS last_date, %(first)s AS anchor
                     FROM counted GROUP BY partner_id, order_key) per_order
            GROUP BY partner_id""",
        counts=SQL(", ").join(counts),
        running=counts[-1],
        first=first,
        kept=SQL(", ").join(kept),
        last=last,
    )


def overridden(own):
    """Return the position shown where ``manual_position`` is set: ``decision.overridden``."""
    return SQL(
        """CASE WHEN manual_position IS NULL THEN %(own)s
                WHEN manual_kind = 'fixed' THEN manual_position
                ELSE GREATEST(manual_position, %(own)s) END""",
        own=own,
    )


def decided(day, policy, retention_months, grace_days):
    """Return the columns ``position, new_valid_until, new_grace_until`` over ``state``.

    ``state`` has ``earned``, ``held``, ``eligible``, ``valid_until`` and ``grace_until``.
    """
    none = SQL("NULL::date")
    over, following, fresh = SQL("TRUE"), none, none
    if retention_months:
        over = SQL("(valid_until IS NULL OR %s > valid_until)", day)
        fresh = SQL("%s::date", day + relativedelta(months=retention_months))
        later = SQL("(valid_until + make_interval(months => %s))::date", retention_months)
        following = SQL("CASE WHEN %s >= %s THEN %s ELSE %s END", later, day, later, fresh)
    limit = none
    patient = SQL("FALSE")
    if grace_days:
        limit = SQL("COALESCE(grace_until, %s::date)", day + timedelta(days=grace_days - 1))
        patient = SQL("%s <= %s", day, limit)
    falls = SQL("%s AND %s AND NOT %s", SQL(str(policy != "never").upper()), over, patient)
    lower = SQL("GREATEST(earned, held - 1)" if policy == "one_step" else "earned")
    return {
        "position": SQL(
            """CASE WHEN NOT eligible THEN 0 WHEN earned >= held THEN earned
                    WHEN %s THEN %s ELSE held END""",
            falls,
            lower,
        ),
        "valid_until": SQL(
            """CASE WHEN NOT eligible THEN NULL
                    WHEN earned > held THEN %(fresh)s
                    WHEN earned = held AND (NOT %(over)s OR held = 0) THEN valid_until
                    WHEN earned = held THEN %(following)s
                    WHEN NOT (%(falls)s) THEN valid_until
                    WHEN %(lower)s > 0 THEN %(following)s END""",
            fresh=fresh,
            over=over,
            following=following,
            falls=falls,
            lower=lower,
        ),
        "grace_until": SQL(
            "CASE WHEN eligible AND earned < held AND %s AND %s AND %s THEN %s END",
            SQL(str(policy != "never").upper()),
            over,
            patient,
            limit,
        ),
    }
