"""Comments read a second, and the NPS by theme beside plain SQL of the same aggregate."""

import csv
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from dev.bench import measure, seed_survey  # noqa: E402
from dev.real_data.reader import InputError  # noqa: E402
from dev.real_data.session import boot, transaction  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
COMMENTS = ROOT / "addons/cs_survey_nps/tests/data/comments_dev.csv"
ANSWERS, READ = 1_000_000, 2000
COUNTED = (
    "m.active AND r.metric = 'nps' AND r.status = 'confirmed'"
    " AND r.is_test IS NOT TRUE AND r.resurvey IS NOT TRUE"
)
POINTS = "avg(CASE r.category WHEN 'promoter' THEN 100 WHEN 'passive' THEN 0 ELSE -100 END)"


def main():
    """Seed, measure, show."""
    options = measure.options(__doc__)
    registry = boot(options.config, options.database, ("cs_survey_nps",))
    count = max(5000, int(ANSWERS * options.scale))
    with transaction(registry) as env:
        program_id = seed_survey.answers(env, count)
        seed_survey.mentions(env, program_id)
    with transaction(registry) as env:
        seed_survey.settle(env.cr)
    print(f"{count:,} answers with a theme seeded", flush=True)
    with transaction(registry) as env:
        rows, seconds = _figure(env, program_id, count)
    with transaction(registry) as env:
        rows += _reading(env, program_id, min(count, READ))
    measure.show("Themes of comments", rows)
    if options.json:
        measure.save(options.json, "themes", options.scale, rows, seconds)


def _figure(env, program_id, count):
    """Return the rows of the NPS by theme, and the seconds."""
    report = env["cs.nps.theme.report"]
    domain = [("program_id", "=", program_id)]

    def plain():
        env.cr.execute(
            f"SELECT m.theme_id, {POINTS}, count(*)"  # noqa: S608
            "   FROM cs_nps_response_theme m JOIN cs_nps_response r ON r.id = m.response_id"
            f" WHERE {COUNTED} AND r.program_id = %s GROUP BY 1 ORDER BY 1",
            [program_id],
        )
        return env.cr.fetchall()

    def suite():
        return report._read_group(domain, ["theme_id"], ["nps_points:avg", "__count"])

    wanted = {theme: (round(float(points), 6), number) for theme, points, number in plain()}
    found = {theme.id: (round(points, 6), number) for theme, points, number in suite()}
    if wanted != found or sum(number for _points, number in found.values()) != count:
        raise InputError("The report by theme has other figures than plain SQL.")
    return measure.beside("NPS by theme", plain, suite, 1.1)


def _reading(env, program_id, count):
    """Return how many comments are classified a second, and how many the job stores."""
    with COMMENTS.open(encoding="utf-8") as source:
        comments = [row["text"] for row in csv.DictReader(source)]
    book = env["cs.nps.theme"]._get_book(env.company)
    from odoo.addons.cs_survey_nps.tools.themes.classify import classify

    started = time.perf_counter()
    for number in range(count):
        classify(comments[number % len(comments)], book)
    plain = time.perf_counter() - started
    responses = env["cs.nps.response"]
    env.cr.execute(
        "UPDATE cs_nps_response SET theme_pending = TRUE, comment = (%s)[1 + id %% %s]"
        " WHERE id IN (SELECT id FROM cs_nps_response WHERE program_id = %s LIMIT %s)",
        [comments, len(comments), program_id, count],
    )
    env.invalidate_all()
    started = time.perf_counter()
    done = 0
    while batch := responses._read_themes(500):
        done += batch
        env.flush_all()
    stored = time.perf_counter() - started
    return [
        measure.Row("comments classified", count / plain, "/s"),
        measure.Row("comments read and stored by the job", done / stored, "/s"),
    ]


if __name__ == "__main__":
    try:
        main()
    except InputError as error:
        sys.exit(str(error))
