"""NPS figures beside plain SQL of the same aggregate, and the job that removes names."""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from dev.bench import measure, seed_survey  # noqa: E402
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
        program_id = seed_survey.answers(env, count)
        seed_survey.mentions(env, program_id, one_in=3)
    with transaction(registry) as env:
        seed_survey.settle(env.cr)
    print(f"{count:,} answers seeded", flush=True)
    rows, seconds = [], {}
    with transaction(registry) as env:
        for group in GOALS:
            more, taken = _figure(env, program_id, group, count)
            rows += more
            seconds.update(taken)
        rows += _dashboard(env, program_id)
    with transaction(registry) as env:
        rows += _retention(env, program_id, min(count // 5, 20 * BATCH))
    measure.show("Survey figures", rows)
    if options.json:
        measure.save(options.json, "survey_figures", options.scale, rows, seconds)


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
    return measure.beside(f"NPS by {group}", plain, suite, GOALS[group])


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
