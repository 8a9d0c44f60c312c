"""NPS figures beside plain SQL of the same aggregate, and the job that removes names."""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from dev.bench import measure, seed  # noqa: E402
from dev.real_data.reader import InputError  # noqa: E402
from dev.real_data.session import boot, transaction  # noqa: E402

ANSWERS = 1_000_000
BATCH = 1000
COUNTED = (
    "metric = 'nps' AND status = 'confirmed' AND is_test IS NOT TRUE AND resurvey IS NOT TRUE"
)
POINTS = "avg(CASE category WHEN 'promoter' THEN 100 WHEN 'passive' THEN 0 ELSE -100 END)"
GOALS = {"score": 1.1, "team_id": 1.1, "answered_on:month": 1.3}


def main():
    """Seed, measure, show."""
    options = measure.options(__doc__)
    registry = boot(options.config, options.database, ("cs_survey_nps",))
    count = max(5000, int(ANSWERS * options.scale))
    with transaction(registry) as env:
        program_id = _seed(env, count)
    with transaction(registry) as env:
        seed.settle(env.cr, ("cs_nps_invitation", "cs_nps_response", "cs_nps_response_theme"))
    print(f"{count:,} answers seeded", flush=True)
    rows, seconds = [], {}
    with transaction(registry) as env:
        for group in GOALS:
            more, taken = _figure(env, program_id, group, count)
            rows += more
            seconds.update(taken)
        more, taken = _themes(env, program_id)
        rows += more
        seconds.update(taken)
        rows += _dashboard(env, program_id)
    with transaction(registry) as env:
        rows += _retention(env, program_id, min(count // 5, 20 * BATCH))
    measure.show("Survey figures", rows)
    if options.json:
        measure.save(options.json, "survey_figures", options.scale, rows, seconds)


def _seed(env, count):
    """Insert a program's sent invitations, each with its answer, over three years."""
    program = env["cs.nps.program"].create({"name": "Bench", "trigger": "manual"})
    teams = env["crm.team"].create([{"name": f"Bench {number}"} for number in range(8)])
    first, last = seed.partners(env.cr, max(100, count // 10))
    env.flush_all()
    env.cr.execute("SELECT setseed(0.42)")
    values = {
        "program": program.id,
        "company": program.company_id.id,
        "count": count,
        "first": first,
        "span": last - first + 1,
        "team": teams[0].id,
        "teams": len(teams),
        "days": seed.DAYS,
    }
    env.cr.execute(
        """
        INSERT INTO cs_nps_invitation (
               program_id, company_id, event_key, partner_id, email_normalized, state, channel,
               sent_at, answered_at, reminders_sent, is_test, create_date, write_date)
        SELECT %(program)s, %(company)s, 'bench:' || n, %(first)s + n %% %(span)s,
               'bench' || n || '@example.com', 'answered', 'email', day, day, 0, FALSE, day, day
          FROM (SELECT n, (now() AT TIME ZONE 'UTC') - random() * %(days)s * interval '1 day' AS day
                  FROM generate_series(1, %(count)s) n) made
        """,
        values,
    )
    env.cr.execute(
        """
        INSERT INTO cs_nps_response (
               invitation_id, program_id, company_id, partner_id, team_id, metric, score, category,
               comment, status, answered_at, answered_on, create_date, write_date)
        SELECT id, program_id, company_id, partner_id, %(team)s + id %% %(teams)s, 'nps', score,
               CASE WHEN score >= 9 THEN 'promoter' WHEN score >= 7 THEN 'passive'
                    ELSE 'detractor' END,
               'giao hàng nhanh', 'confirmed', answered_at, answered_at::date,
               answered_at, answered_at
          FROM (SELECT *, floor(11 * sqrt(random()))::integer AS score
                  FROM cs_nps_invitation WHERE program_id = %(program)s) asked
        """,
        values,
    )
    env.cr.execute(
        """
        INSERT INTO cs_nps_response_theme (
               response_id, company_id, theme_id, polarity, source, active,
               create_date, write_date)
        SELECT id, company_id, themes[1 + id %% cardinality(themes)], 'negative', 'rule', TRUE,
               answered_at, answered_at
          FROM cs_nps_response, (SELECT array_agg(id) AS themes FROM cs_nps_theme) known
         WHERE program_id = %(program)s AND id %% 3 = 0
        """,
        values,
    )
    return program.id


def _themes(env, program_id):
    """Return the rows of the themes: mentions and NPS of each, beside plain SQL."""
    domain = [("program_id", "=", program_id)]

    def plain():
        env.cr.execute(
            f"""SELECT theme_id, {POINTS}, count(*)
                  FROM cs_nps_response_theme mention
                  JOIN cs_nps_response response ON response.id = mention.response_id
                 WHERE mention.active AND {COUNTED} AND program_id = %s
              GROUP BY 1 ORDER BY 1""",  # noqa: S608
            [program_id],
        )
        return env.cr.fetchall()

    def suite():
        groups = env["cs.nps.theme.report"]._read_group(
            domain, ["theme_id"], ["nps_points:avg", "__count"]
        )
        return [(theme.id, points, count) for theme, points, count in groups]

    wanted = sorted((theme, round(float(points), 6), count) for theme, points, count in plain())
    found = sorted((theme, round(float(points), 6), count) for theme, points, count in suite())
    if wanted != found:
        raise InputError("The report by theme has other figures than plain SQL.")
    seconds = measure.interleaved(
        {"SQL": lambda: plain() and None, "suite": lambda: suite() and None}
    )
    median = measure.medians(seconds)
    return [
        measure.Row("NPS by theme, plain SQL", median["SQL"] * 1000, "ms"),
        measure.at_most("NPS by theme", median["suite"] / median["SQL"], 1.1, "x SQL"),
    ], {f"NPS by theme, {name}": values for name, values in seconds.items()}


def _figure(env, program_id, group, count):
    """Return the rows of one grouping: the report's figure beside plain SQL."""
    report = env["cs.nps.report"]
    domain = [("program_id", "=", program_id)]
    column = "date_trunc('month', answered_on)" if ":" in group else group

    def plain():
        env.cr.execute(
            f"SELECT {column}, {POINTS}, count(*) FROM cs_nps_response"  # noqa: S608
            f" WHERE {COUNTED} AND program_id = %s GROUP BY 1 ORDER BY 1",
            [program_id],
        )
        return env.cr.fetchall()

    def suite():
        return report._read_group(domain, [group], ["nps_points:avg", "__count"])

    wanted = [(round(float(points), 6), number) for _key, points, number in plain()]
    found = [(round(float(points), 6), number) for _key, points, number in suite()]
    if sorted(wanted) != sorted(found) or sum(number for _points, number in found) != count:
        raise InputError(f"The report by {group} has other figures than plain SQL.")
    cases = {"SQL": lambda: plain() and None, "suite": lambda: suite() and None}
    seconds = measure.interleaved(cases)
    median = measure.medians(seconds)
    title = f"NPS by {group}"
    return [
        measure.Row(f"{title}, plain SQL", median["SQL"] * 1000, "ms"),
        measure.at_most(title, median["suite"] / median["SQL"], GOALS[group], "x SQL"),
    ], {f"{title}, {name}": values for name, values in seconds.items()}


def _dashboard(env, program_id):
    """Return how long the first figures take: the score with its rate, and the trend."""
    program = env["cs.nps.program"]
    domain = [("program_id", "=", program_id)]
    seconds = measure.interleaved(
        {
            "score": lambda: program.cs_score(domain) and None,
            "trend": lambda: program.cs_trend(domain) and None,
        },
        rounds=3,
    )
    median = measure.medians(seconds)
    return [
        measure.at_most("first figure (cs_score)", median["score"], 2, "s"),
        measure.Row("trend by month (cs_trend)", median["trend"], "s"),
    ]


def _retention(env, program_id, count):
    """Return how fast names are removed, and what a batch of them asks of the database."""
    env["cs.nps.program"].browse(program_id).retention_months = 1
    env.flush_all()
    done, queries, started = 0, [], time.perf_counter()
    while done < count:
        before = env.cr.sql_log_count
        batch = env["cs.nps.program"]._forget_old(BATCH)
        if not batch:
            break
        done += len(batch)
        queries.append(env.cr.sql_log_count - before)
    took = time.perf_counter() - started
    return [
        measure.Row(f"names removed, batches of {BATCH}", done / took, "/s"),
        measure.at_most("queries a batch", max(queries), 40, "q"),
    ]


if __name__ == "__main__":
    try:
        main()
    except InputError as error:
        sys.exit(str(error))
