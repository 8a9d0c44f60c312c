"""Which tests a run chooses, in what order its stages run, and what it counts."""

import threading

import pytest

from dev import checks, odoo_tests, stages
from dev.odoo_tests import Count
from dev.problem import Problem
from dev.stages import Stage

SOURCE = '''
@tagged("post_install", "-at_install")
class TestTour(HttpCase):
    def test_order_tour(self):
        self.start_tour("/odoo", "one")
        self.start_tour("/odoo", "two")

    def helper(self):
        pass

class TestOther(TransactionCase):
    def test_sum(self):
        pass
'''


@pytest.fixture
def tests(tmp_path):
    (tmp_path / "cs_x" / "tests").mkdir(parents=True)
    (tmp_path / "cs_x" / "tests" / "test_x.py").write_text(SOURCE)
    return odoo_tests.read_tests("cs_x", tmp_path)


def test_tests_and_their_tours_are_found_in_the_source(tests):
    assert [(test.name, test.tours) for test in tests] == [("test_order_tour", 2), ("test_sum", 0)]
    assert [test.late for test in tests] == [True, False]


@pytest.mark.parametrize(
    ("name", "chosen"),
    [("tour", ["test_order_tour"]), ("TestOther", ["test_sum"]), ("nothing", [])],
)
def test_a_part_of_a_name_chooses(tests, name, chosen):
    assert [test.name for test in odoo_tests.chosen(tests, name)] == chosen


def test_tags_name_single_methods(tests):
    found = odoo_tests.chosen(tests, "sum")
    assert odoo_tests.tags("cs_x", found, "sum") == "/cs_x:TestOther.test_sum"


def test_what_failed_stops_what_needs_it_and_nothing_else():
    def broken():
        raise Problem("no disk")

    plan = [
        Stage("base", broken),
        Stage("tests", lambda: Count(passed=1), ("base",)),
        Stage("lint", lambda: Count(passed=2)),
    ]
    total = stages.run_all(plan)
    assert (total.passed, total.failed) == (2, 2)
    assert [stage.state for stage in plan] == ["failed", "impossible", "passed"]
    assert "base: no disk" in total.notes


def test_failed_tests_do_not_stop_a_stage_that_only_comes_after():
    plan = [
        Stage("one", lambda: Count(failed=1)),
        Stage("two", lambda: Count(passed=1), ("one",)),
    ]
    assert stages.run_all(plan).line() == "1 passed, 1 failed, 0 skipped"


def test_two_stages_run_side_by_side():
    meeting = threading.Barrier(2, timeout=10)

    def meet():
        meeting.wait()
        return Count(passed=1)

    assert stages.run_all([Stage("a", meet), Stage("b", meet)]).passed == 2


@pytest.mark.parametrize(
    ("total", "code", "last"),
    [
        (Count(passed=3), 0, "3 passed, 0 failed, 0 skipped"),
        (Count(passed=3, absent=2), 0, "3 passed, 0 failed, 0 skipped"),
        (Count(passed=3, skipped=1), 1, "3 passed, 0 failed, 1 skipped"),
        (Count(passed=3, failed=1), 1, "3 passed, 1 failed, 0 skipped"),
        (Count(), 1, "0 passed, 1 failed, 0 skipped"),
    ],
)
def test_the_closing_line_and_the_exit_code(capsys, total, code, last):
    assert checks.conclude([Stage("a", None)], total, partial_run=False) == code
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == last
    assert ("SKIPPED (data absent): 2" in lines) is bool(total.absent)


def test_an_unknown_addon_is_refused():
    with pytest.raises(Problem, match="no add-on cs_nowhere"):
        checks.run(["cs_nowhere"])
