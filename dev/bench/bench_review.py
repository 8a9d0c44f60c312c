"""The review of tiers beside bare SQL of the same aggregate (A3 of the goals)."""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from dev.bench import measure, seed  # noqa: E402
from dev.real_data.reader import InputError  # noqa: E402
from dev.real_data.session import transaction  # noqa: E402

THRESHOLDS = (("Silver", 200), ("Gold", 600), ("Platinum", 1500))
TOUCHED = 50


class Review:
    """A seeded company with one tier group, and the ways to bring its tiers up to date."""

    def __init__(self, registry, scale):
        self.registry = registry
        self.customers = max(1000, int(seed.CUSTOMERS * scale))
        self.documents = max(5000, int(seed.DOCUMENTS * scale))
        self.queries = {}
        with transaction(registry) as env:
            self.company_id = env.company.id
            journal = env["account.journal"].search(
                [("company_id", "=", self.company_id), ("type", "=", "sale")], limit=1
            )
            if not journal:
                raise InputError("The company has no sales journal; install a chart of accounts.")
            self.first, self.last = seed.partners(env.cr, self.customers)
            seed.documents(
                env.cr, env.company, journal, self.first, self.last, self.documents
            )
            self.group_id = self._new_group(env).id
        with transaction(registry) as env:
            self._group(env)._review(silent=True)
            self._make_baseline(env)
            seed.settle(env.cr)

    def _new_group(self, env):
        groups = env["cs.tier.group"]
        return groups.create(
            {
                "name": f"Bench {groups.search_count([])}",
                "is_primary": False,
                "period": "rolling",
                "period_months": 12,
                "downgrade_policy": "earned",
                "upgrade_template_id": False,
                "tier_ids": groups._tier_commands(THRESHOLDS),
            }
        )

    def _group(self, env):
        return env["cs.tier.group"].browse(self.group_id)

    def _aggregate(self, env):
        """The tier of each customer from the suite's own contribution query, as bare SQL."""
        from odoo.tools import SQL

        queries = [
            query
            for source, query in env["cs.tier.contribution"]._contribution_queries()
            if source == "invoice"
        ]
        return SQL(
            """SELECT partner_id, width_bucket(SUM(amount), %s::numeric[]) AS tier
                 FROM (%s) contribution
                WHERE excluded IS NULL AND company_id = %s
                  AND date > current_date - interval '12 months' AND date <= current_date
                GROUP BY partner_id""",
            [threshold for _name, threshold in THRESHOLDS],
            SQL(" UNION ALL ").join(SQL("(%s)", query) for query in queries),
            self.company_id,
        )

    def _make_baseline(self, env):
        env.cr.execute("DROP TABLE IF EXISTS cs_bench_tier")
        env.cr.execute(
            "CREATE TABLE cs_bench_tier (partner_id integer PRIMARY KEY, tier integer)"
        )
        from odoo.tools import SQL

        env.execute_query(
            SQL("INSERT INTO cs_bench_tier %s RETURNING partner_id", self._aggregate(env))
        )
        env.cr.execute("ANALYZE cs_bench_tier")

    def _timed(self, name, work, keep=True):
        """Time ``work(env)`` with its commit, or without it where it is to leave no trace."""
        with self.registry.cursor() as cr:
            env = self._environment(cr)
            before, started = cr.sql_log_count, time.perf_counter()
            work(env)
            env.flush_all()
            self.queries[name] = cr.sql_log_count - before
            if keep:
                cr.commit()
            took = time.perf_counter() - started
            if not keep:
                cr.rollback()
        return took

    def _environment(self, cr):
        from odoo import SUPERUSER_ID
        from odoo.api import Environment

        context = {"allowed_company_ids": [self.company_id], "tracking_disable": True}
        return Environment(cr, SUPERUSER_ID, context)

    def bare_update(self):
        """A3: write only the tiers that changed, of which there are none."""
        from odoo.tools import SQL

        def work(env):
            env.cr.execute(
                SQL(
                    """UPDATE cs_bench_tier held SET tier = now.tier FROM (%s) now
                        WHERE now.partner_id = held.partner_id
                          AND held.tier IS DISTINCT FROM now.tier""",
                    self._aggregate(env),
                )
            )

        return self._timed("bare", work)

    def routine(self):
        """The nightly review with no change since the last."""
        return self._timed("routine", lambda env: self._group(env)._review())

    def few_changes(self):
        """The nightly review after some documents grew enough to lift their customers."""
        with self.registry.cursor() as cr:
            cr.execute(
                """UPDATE account_move SET amount_untaxed_signed = amount_untaxed_signed + 700
                    WHERE id IN (SELECT id FROM account_move
                                  WHERE invoice_origin = %s AND move_type = 'out_invoice'
                                    AND invoice_date > current_date - 300
                                  ORDER BY id DESC OFFSET %s LIMIT %s)""",
                [seed.MARK, self.queries.get("turn", 0), TOUCHED],
            )
            self.queries["turn"] = self.queries.get("turn", 0) + TOUCHED
        return self._timed("few changes", lambda env: self._group(env)._review())

    def one_day(self):
        """The review of those customers only who have documents of one day."""

        def work(env):
            env.cr.execute(
                """SELECT array_agg(DISTINCT commercial_partner_id) FROM account_move
                    WHERE state = 'posted' AND company_id = %s AND invoice_date = current_date - 1
                      AND move_type IN ('out_invoice', 'out_refund')""",
                [self.company_id],
            )
            self._group(env)._review(partner_ids=env.cr.fetchone()[0])

        return self._timed("one day", work)

    def bare_aggregate(self):
        """The tier of each customer by bare SQL, counted and not written."""
        from odoo.tools import SQL

        def work(env):
            env.execute_query(
                SQL("SELECT tier, COUNT(*) FROM (%s) now GROUP BY tier", self._aggregate(env))
            )

        return self._timed("aggregate", work)

    def simulation(self):
        """Three sets of candidate thresholds on the 12 months, as the next review decides."""

        def work(env):
            group = self._group(env)
            sets = [
                [(key, rank, threshold * factor, active) for key, rank, threshold, active in tiers]
                for tiers in [group._get_tiers()]
                for factor in (1, 2, 3)
            ]
            group._simulate(group._today(), sets, long_run=False)

        return self._timed("simulation", work)

    def full_update(self):
        """Write every customer once, and take it back."""
        return self._timed(
            "full update",
            lambda env: env.cr.execute(
                "UPDATE res_partner SET color = color + 1 WHERE id BETWEEN %s AND %s",
                [self.first, self.last],
            ),
            keep=False,
        )

    def first_review(self):
        """Enrol everyone into a new group, and take it back."""
        return self._timed(
            "first review", lambda env: self._new_group(env)._review(), keep=False
        )


def main():
    """Seed, measure, show."""
    options = measure.options(__doc__)
    started = time.monotonic()
    registry = seed.open_database(options.config, options.database)
    review = Review(registry, options.scale)
    print(
        f"{review.customers:,} customers, {review.documents:,} documents "
        f"seeded in {time.monotonic() - started:.0f} s",
        flush=True,
    )
    seconds = measure.interleaved(
        {
            "bare": review.bare_update,
            "routine": review.routine,
            "few changes": review.few_changes,
            "one day": review.one_day,
        }
    )
    seconds |= measure.interleaved(
        {"aggregate": review.bare_aggregate, "simulation": review.simulation}
    )
    seconds |= measure.interleaved(
        {"full update": review.full_update, "first review": review.first_review}
    )
    memory = measure.memory_peak(review.routine)
    rows = _rows(measure.medians(seconds), review.queries, memory)
    measure.show("Tier review", rows)
    if options.json:
        measure.save(options.json, "review", options.scale, rows, seconds)


def _rows(median, queries, memory):
    bare, full = median["bare"], median["full update"]
    rows = [
        measure.Row("bare aggregate and UPDATE of changes (A3)", bare, "s"),
        measure.at_most("routine review, no change", median["routine"] / bare, 1.2, "x A3"),
        measure.at_most(
            f"routine review, {TOUCHED} documents changed",
            median["few changes"] / bare,
            1.2,
            "x A3",
        ),
        measure.at_most("its queries", queries["few changes"], 50, "q"),
        measure.at_most("review of one day's customers", median["one day"] / bare, 0.15, "x A3"),
        measure.Row("bare aggregate alone", median["aggregate"], "s"),
        measure.at_most(
            "simulation of three sets of thresholds",
            median["simulation"] / median["aggregate"],
            2,
            "x aggregate",
        ),
        measure.at_most("its queries", queries["simulation"], 20, "q"),
        measure.Row("full UPDATE of the customers", full, "s"),
        measure.at_most("first review", median["first review"] / full, 0.5, "x UPDATE"),
        measure.Row("first review, queries", queries["first review"], "q"),
    ]
    if memory is not None:
        rows.append(measure.at_most("routine review, memory above idle", memory, 30, "MB"))
    return rows


if __name__ == "__main__":
    try:
        main()
    except InputError as error:
        sys.exit(str(error))
