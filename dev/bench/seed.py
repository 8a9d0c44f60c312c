"""Fill a database with customers and documents by set-based SQL, the same at every run."""

import random

CUSTOMERS, DOCUMENTS = 200_000, 1_000_000
DAYS = 3 * 365
MARK = "cs-bench"


def partners(cr, count):
    """Insert ``count`` customers, every tenth the contact of the one before it.

    :return: smallest and largest id
    """
    cr.execute("SELECT setseed(0.42)")
    cr.execute(
        """
        INSERT INTO res_partner (
               name, complete_name, ref, type, active, is_company, lang, customer_rank,
               autopost_bills, group_rfq, group_on, partner_share, color, create_date, write_date)
        SELECT 'Customer ' || n, 'Customer ' || n, %(mark)s, 'contact', TRUE, n %% 10 = 9, 'en_US',
               1, 'ask', 'default', 'default', TRUE, 0, now() AT TIME ZONE 'UTC',
               now() AT TIME ZONE 'UTC'
          FROM generate_series(1, %(count)s) n
     RETURNING id
        """,
        {"mark": MARK, "count": count},
    )
    first = cr.fetchone()[0]
    last = first + count - 1
    cr.execute(
        """
        UPDATE res_partner
           SET parent_id = CASE WHEN (id - %(first)s) %% 10 = 9 THEN id - 1 END,
               commercial_partner_id = CASE WHEN (id - %(first)s) %% 10 = 9 THEN id - 1 ELSE id END
         WHERE id BETWEEN %(first)s AND %(last)s
        """,
        {"first": first, "last": last},
    )
    return first, last


def documents(cr, company, journal, first, last, count):
    """Insert ``count`` posted documents of the customers with ids ``first`` to ``last``.

    They spread over three years; a few customers buy most, as in a shop; one in fifty is
    a credit note, and half of those take back an invoice that is named. They have no
    number: its two indexes would take most of the time, and no review reads it.

    :param company: record with its currency
    :param journal: the company's sales journal
    """
    cr.execute("SELECT setseed(0.42)")
    cr.execute("SELECT COALESCE(MAX(id), 0) FROM account_move")
    before = cr.fetchone()[0]
    cr.execute(
        """
        INSERT INTO account_move (
               invoice_origin, state, move_type, auto_post, journal_id, company_id, currency_id,
               partner_id, commercial_partner_id, date, invoice_date, payment_state,
               amount_untaxed, amount_total, amount_untaxed_signed, amount_total_signed,
               amount_untaxed_in_currency_signed, invoice_currency_rate, posted_before,
               create_date, write_date)
        SELECT %(mark)s, 'posted',
               CASE WHEN refund THEN 'out_refund' ELSE 'out_invoice' END, 'no',
               %(journal)s, %(company)s, %(currency)s, partner.id, partner.commercial_partner_id,
               day, day, 'not_paid', amount, amount, sign * amount, sign * amount, sign * amount,
               1, TRUE, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
          FROM (SELECT n, n %% 50 = 0 AS refund, CASE WHEN n %% 50 = 0 THEN -1 ELSE 1 END AS sign,
                       %(first)s + floor(power(random(), 2) * (%(last)s - %(first)s + 1))::integer
                           AS partner_id,
                       current_date - floor(random() * %(days)s)::integer AS day,
                       round((20 + 400 * power(random(), 4))::numeric, 2) AS amount
                  FROM generate_series(1, %(count)s) n) made
          JOIN res_partner partner ON partner.id = made.partner_id
        """,
        {
            "mark": MARK,
            "journal": journal.id,
            "company": company.id,
            "currency": company.currency_id.id,
            "first": first,
            "last": last,
            "days": DAYS,
            "count": count,
        },
    )
    _link_refunds(cr, before)


def _link_refunds(cr, before):
    cr.execute(
        """
        UPDATE account_move refund SET cs_origin_id = origin.id
          FROM (SELECT partner_id, MIN(id) AS id, MIN(invoice_date) AS invoice_date
                  FROM account_move WHERE id > %(before)s AND move_type = 'out_invoice'
                 GROUP BY partner_id) origin
         WHERE refund.id > %(before)s AND refund.move_type = 'out_refund'
           AND refund.id %% 2 = 0 AND refund.partner_id = origin.partner_id
           AND origin.invoice_date <= refund.invoice_date
        """,
        {"before": before},
    )


def phones(env, first, last):
    """Give every customer a Vietnamese number, typed in one of several ways.

    :return: list of the numbers as typed, in the order of the ids
    """
    rng = random.Random(42)  # noqa: S311
    ways = ("0{0}{1}{2}", "0{0} {1} {2}", "+84 {0} {1} {2}", "84{0}{1}{2}", "(0{0}) {1}-{2}")
    typed = []
    for _partner in range(first, last + 1):
        digits = f"{rng.choice((90, 91, 93, 97, 98, 32, 70))}{rng.randrange(10**7):07d}"
        typed.append(rng.choice(ways).format(digits[:2], digits[2:5], digits[5:]))
    env.cr.execute(
        """
        UPDATE res_partner SET phone = given.phone,
               phone_sanitized = '+84' || right(regexp_replace(given.phone, '\\D', '', 'g'), 9)
          FROM unnest(%s) WITH ORDINALITY AS given (phone, place)
         WHERE res_partner.id = %s + given.place - 1
        """,
        [typed, first],
    )
    return typed


def settle(cr, tables=("res_partner", "account_move", "cs_tier_membership", "cs_partner_phone")):
    """Let the planner know what was inserted."""
    # VACUUM runs outside a transaction.
    cr.commit()
    cr._cnx.autocommit = True
    try:
        for table in tables:
            cr.execute(f"VACUUM ANALYZE {table}")
    finally:
        cr._cnx.autocommit = False


def open_database(config, database):
    """Load the database that is to be filled.

    :return: its registry
    """
    from dev.real_data.session import boot

    return boot(config, database, ("cs_loyalty", "account"))
