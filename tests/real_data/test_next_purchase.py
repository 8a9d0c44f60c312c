"""The next purchase within a family: co-purchase beside popularity and chance.

The figures are those of the table in the README of the add-on; what is claimed there must stay
true. A small file of the same shape always runs as well.
"""

import pytest

from dev.real_data import next_purchase, reader

from .conftest import ROOT

README = ROOT / "addons" / "cs_stockout" / "README.md"
NAMES = {"all": "all", "new": "new to the customer"}


@pytest.fixture(scope="module")
def real(real_file):
    return next_purchase.evaluate(reader.read_lines(real_file))


def row(name, found):
    """Return the line of the README's table."""
    shares = [f"{found[ranker]:.1%}" for ranker in next_purchase.RANKERS]
    return "| " + " | ".join([NAMES[name], f"{found['cases']:,}", *shares]) + " |"


@pytest.mark.parametrize("name", NAMES)
def test_the_readme_says_what_was_measured(real, name):
    assert row(name, real[name]) in README.read_text("utf-8"), row(name, real[name])


@pytest.mark.parametrize("name", NAMES)
def test_both_beat_chance_and_neither_beats_the_other_by_much(real, name):
    found = real[name]
    assert found["cases"] > 3000
    assert min(found["co-purchase"], found["popularity"]) > 1.5 * found["random"]
    assert found["wins"] <= found["losses"], "then the README may claim more"


def line(customer, code, name, month, day=1):
    return reader.Line(
        f"{month}{day}", code, name, 1, reader.datetime(2011, month, day), 1, customer, "EIRE"
    )


def history():
    """Twelve lanterns; who buys L1 buys L9, though L2 to L7 are bought by more people."""
    lines = [
        line(f"p{place}", f"L{code}", "A LANTERN", 3)
        for code in range(2, 8)
        for place in range(4)
    ]
    lines += [line("x", f"L{code}", "A LANTERN", 3) for code in range(1, 13)]
    lines += [line("y", code, "A LANTERN", 4) for code in ("L1", "L9")]
    lines += [line("z", "L1", "A LANTERN", 5), line("z", "L9", "A LANTERN", 11)]
    return lines


def test_a_case_is_guessed_from_what_was_known_before():
    before, held_out = next_purchase.split(history())
    training = next_purchase.Training(before)
    (case,) = next_purchase.cases(training, held_out)
    assert (case.customer, case.missing, case.answer) == ("z", "L1", "L9")
    assert case.is_new
    assert len(case.choice) == 11
    hits = [next_purchase.hit(training, case, one) for one in next_purchase.RANKERS]
    assert hits == [1.0, 0.0, 5 / 11]


def test_november_teaches_nothing():
    more = [line(f"n{place}", "L12", "A LANTERN", 11) for place in range(50)]
    assert next_purchase.evaluate(history()) == next_purchase.evaluate([*history(), *more])


def test_the_same_product_again_is_no_answer():
    again = [line("z", "L1", "A LANTERN", 11, 2)]
    lines = [one for one in history() if one.moment.month < 11]
    assert next_purchase.evaluate([*lines, *again])["all"]["cases"] == 0


def test_the_sample_runs_whole(sample_file):
    found = next_purchase.evaluate(reader.read_lines(sample_file))
    assert set(found) == {"all", "new"}
    for report in found.values():
        assert all(0 <= report[ranker] <= 1 for ranker in next_purchase.RANKERS)
