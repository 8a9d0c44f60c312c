"""Case Loyalty 8: real documents, reviewed, come to the published numbers of members.

The documents are seeded by SQL. A small file of the same shape always runs as well; its
figures come from the plain count that ``test_figures`` checks against another.
"""

import json

import pytest

from dev.real_data import figures

from .conftest import ROOT, copy_of_database

SCRIPT = ROOT / "tests" / "real_data" / "seeded_review.py"
PUBLISHED_MONTHLY = {
    # up, down, silver, gold, platinum; None where nothing is published
    "12 earned": [3499, 157, 1633, 582, 236],
    "12 one_step": [None, None, 1635, 583, 236],
    "12 never": [3493, 0, 1677, 612, 253],
    "3 earned": [3265, 2036, 942, 142, 50],
    "3 one_step": [None, None, 954, 142, 50],
}


def review(file):
    with copy_of_database() as database:
        done = database.run(database.command(SCRIPT, "--source", str(file)))
    answers = [line for line in done.stdout.splitlines() if line.startswith("ANSWER")]
    assert answers, done.stderr
    return json.loads(answers[0].removeprefix("ANSWER"))


@pytest.fixture(scope="module")
def real(real_file):
    return review(real_file)


def test_loyalty_8_lifetime_spend_gives_the_published_members(real):
    assert real["lifetime"] == [1664, 613, 263]


def test_loyalty_8_twelve_months_give_the_published_members(real):
    assert real["window"] == [1642, 591, 253]


def test_loyalty_8_contributions_are_the_net_of_the_file(real):
    assert real["contributed"] == "8300065.81"


def test_loyalty_8_a_second_review_moves_nobody(real):
    assert real["moves of a second review"] == 0


@pytest.mark.parametrize("name", PUBLISHED_MONTHLY)
def test_loyalty_8_month_by_month_as_published(real, name):
    pairs = zip(real["monthly"][name], PUBLISHED_MONTHLY[name], strict=True)
    assert all(found == want for found, want in pairs if want is not None), real["monthly"][name]


def test_loyalty_8_on_the_sample(sample_file, sample_data):
    found = review(sample_file)
    documents = sample_data.documents
    lifetime = figures.spend_by_customer(documents)
    window = figures.spend_by_customer(documents, figures.WINDOW_AFTER, figures.WINDOW_DAY)
    assert tuple(found["lifetime"]) == figures.tier_counts(lifetime)
    assert tuple(found["window"]) == figures.tier_counts(window)
    assert found["contributed"] == f"{sample_data.document_net:.2f}"
    assert found["moves of a second review"] == 0
