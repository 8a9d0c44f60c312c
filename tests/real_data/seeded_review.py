"""Seed the documents of a file by SQL and review them; run as a process of its own.

It prints one JSON object. Posting 22,190 documents takes minutes; what the review makes of
them does not depend on how they came.
"""

import argparse
import json
import sys
from datetime import date, timedelta
from pathlib import Path

from psycopg2.extras import execute_values

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from dev.real_data import company as companies  # noqa: E402
from dev.real_data import dataset, moves, reader, session, tiers  # noqa: E402

# name: (months, policy) of the groups reviewed at each month end of 2011.
MONTHLY = {
    "12 earned": (12, "earned"),
    "12 one_step": (12, "one_step"),
    "12 never": (12, "never"),
    "3 earned": (3, "earned"),
    "3 one_step": (3, "one_step"),
}


def seed_customers(env, company, numbers):
    """Insert one partner for each customer number."""
    execute_values(
        env.cr._obj,
        """INSERT INTO res_partner (name, complete_name, ref, company_id, type, active,
                  autopost_bills, group_rfq, group_on, partner_share)
           VALUES %s""",
        [
            (f"Customer {number}", f"Customer {number}", number, company.id)
            for number in sorted(numbers)
        ],
        template="(%s, %s, %s, %s, 'contact', TRUE, 'ask', 'default', 'default', TRUE)",
    )
    env.cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id"
        " WHERE company_id = %s AND commercial_partner_id IS NULL",
        [company.id],
    )


def seed_documents(env, company, documents):
    """Insert one posted move for each document, without its journal items."""
    partners = companies.partner_ids(env, company)
    journal = moves.sales_journal(env, company)
    execute_values(
        env.cr._obj,
        """INSERT INTO account_move (name, move_type, state, auto_post, payment_state, journal_id,
                  company_id, currency_id, partner_id, commercial_partner_id, date, invoice_date,
                  amount_untaxed, amount_total, amount_untaxed_signed, amount_total_signed,
                  amount_untaxed_in_currency_signed, posted_before)
           VALUES %s""",
        [
            (
                document.number,
                "out_refund" if document.is_credit else "out_invoice",
                journal.id,
                company.id,
                company.currency_id.id,
                partners[document.customer],
                partners[document.customer],
                document.date,
                document.date,
                document.amount,
                document.amount,
                document.signed,
                document.signed,
                document.signed,
            )
            for document in documents
        ],
        template="(%s, %s, 'posted', 'no', 'not_paid', %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s,"
        " %s, TRUE)",
        page_size=2000,
    )


def contributed(env, company):
    """Return the sum of all contributions, as text."""
    [(total,)] = env["cs.tier.contribution"]._read_group(
        [("company_id", "=", company.id), ("source", "=", "invoice"), ("excluded", "=", False)],
        [],
        ["amount:sum"],
    )
    return f"{total:.2f}"


def month_ends():
    """Return the last days of the months of 2011."""
    firsts = [date(2011, month, 1) for month in range(2, 13)] + [date(2012, 1, 1)]
    return [first - timedelta(days=1) for first in firsts]


def review_monthly(env, company):
    """Review at each month end; return {name: [up, down, members of each tier]}."""
    result = {}
    for name, (months, policy) in MONTHLY.items():
        values = {
            "period": "rolling",
            "period_months": months,
            "downgrade_policy": policy,
            "is_primary": False,
        }
        group = tiers._create_group(env, company, name, values)
        kinds = []
        for day in month_ends():
            kinds += group._review(as_of=day, silent=True).mapped("kind")
        up = kinds.count("enrol") + kinds.count("upgrade")
        result[name] = [up, len(kinds) - up, *tiers.reached(env, company, name)]
    return result


def replay(env, company):
    """Review all groups once more; return the number of moves, none when nothing changed."""
    tiers.review_groups(env, company)
    groups = env["cs.tier.group"].search([("company_id", "=", company.id)])
    lifetime = groups.filtered(lambda group: group.name == tiers.LIFETIME)
    return len(lifetime._review(silent=True))


def run(title, ask):
    """Seed the documents in a company of their own, and print what is asked of it.

    :param str title: what the process does, for its help
    :param ask: ``ask(env, company, data)``, which returns the answer
    """
    parser = argparse.ArgumentParser(description=title)
    for name in ("--config", "--database", "--source"):
        parser.add_argument(name, required=True)
    options = parser.parse_args()
    data = dataset.collect(reader.read_lines(reader.find_file(options.source)))
    registry = session.boot(options.config, options.database)
    with session.transaction(registry) as env:
        company_id = companies.ensure_company(env).id
    with session.transaction(registry, company_id) as env:
        company = env["res.company"].browse(company_id)
        seed_customers(env, company, data.customers)
        seed_documents(env, company, data.documents)
        env.cr.execute("ANALYZE account_move")
        answer = ask(env, company, data)
    print("ANSWER" + json.dumps(answer))


def review(env, company, _data):
    """Return what the reviews make of the documents."""
    tiers.review_groups(env, company)
    return {
        "lifetime": tiers.reached(env, company, tiers.LIFETIME),
        "window": tiers.reached(env, company, tiers.WINDOW),
        "moves of a second review": replay(env, company),
        "contributed": contributed(env, company),
        "monthly": review_monthly(env, company),
    }


if __name__ == "__main__":
    run(__doc__, review)
