"""Foresight looked back on real purchases: it errs less than the share that came about.

The figures are those of the table in the README of the add-on; a change of the model that
moves them needs a new table there. A small file of the same shape always runs as well.
"""

import json

import pytest

from .conftest import ROOT, copy_of_database

SCRIPT = ROOT / "tests" / "real_data" / "seeded_foresight.py"
README = ROOT / "addons" / "cs_loyalty" / "README.md"


def look_back(file):
    with copy_of_database() as database:
        done = database.run(database.command(SCRIPT, "--source", str(file)))
    answers = [line for line in done.stdout.splitlines() if line.startswith("ANSWER")]
    assert answers, done.stderr
    return json.loads(answers[0].removeprefix("ANSWER"))


@pytest.fixture(scope="module")
def real(real_file):
    return look_back(real_file)


def row(name, found):
    """Return the line of the README's table, ``name`` being months and days ahead."""
    months, lead = name.split("/")
    cells = [
        months,
        lead,
        f"{len(found['dates'])}",
        f"{found['cases']:,}",
        f"{found['kept']:.1%}",
        f"{found['brier']:.4f}",
        f"{found['base_brier']:.4f}",
        f"{found['skill']:.1%}",
    ]
    return "| " + " | ".join(cells) + " |"


@pytest.mark.parametrize("name", ["3/30", "3/60", "6/30"])
def test_foresight_beats_the_base_rate_by_what_the_readme_says(real, name):
    found = real[name]
    assert found["cases"] > 1000
    assert found["brier"] < found["base_brier"]
    assert row(name, found) in README.read_text("utf-8"), row(name, found)


@pytest.mark.parametrize("name", ["3/30", "3/60", "6/30"])
def test_foreseen_shares_came_about(real, name):
    """In bins of 100 cases and more, within ten points."""
    large = [line for line in real[name]["bins"] if line["cases"] >= 100]
    assert len(large) >= 4
    assert all(abs(line["predicted"] - line["kept"]) < 0.1 for line in large), large


def test_the_sample_runs_whole(sample_file):
    found = look_back(sample_file)
    assert set(found) == {"3/30", "3/60", "6/30"}
    for report in found.values():
        assert report["cases"] == sum(line["cases"] for line in report["bins"])
        assert 0 <= report["brier"] <= 1
