"""Tests of the add-ons by Odoo's own runner: which to run, and what its log says of them."""

import ast
import re
from dataclasses import dataclass, field

from .layout import ADDONS

LINE = re.compile(r"^\S+ \S+ \d+ (?P<level>[A-Z]+) \S+ (?P<logger>\S+): (?P<text>.*)")
STARTING = re.compile(r"^Starting (\S+) \.\.\.")
FAILED = re.compile(r"^(?:FAIL|ERROR): (.+)")
SKIPPED = re.compile(r"^skipped (\S+) : (.*)")
TOUR_DONE = "tour succeeded"
DATA_ABSENT = "data absent"  # how a test begins its reason that needs the shared data
SUMMARY = re.compile(r"^(\d+) failed, (\d+) error\(s\) of (\d+) tests")


@dataclass
class Count:
    """What came of a number of tests; ``absent`` are skips for want of the shared data."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    absent: int = 0
    tours: int = 0
    notes: list = field(default_factory=list)

    def add(self, other):
        for name in ("passed", "failed", "skipped", "absent", "tours"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.notes += other.notes
        return self

    def line(self):
        """Return the closing line of a run.

        >>> Count(passed=3, absent=1).line()
        '3 passed, 0 failed, 0 skipped'
        """
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def read_log(text):
    """Return the ``Count`` of an Odoo test run from its log.

    >>> log = '''
    ... 2026-01-01 00:00:00,0 7 INFO db odoo.addons.a.tests.t: Starting T.test_a ...
    ... 2026-01-01 00:00:00,0 7 INFO db odoo.addons.a.tests.t: Starting T.test_b ...
    ... 2026-01-01 00:00:00,0 7 ERROR db odoo.addons.a.tests.t: FAIL: T.test_b
    ... 2026-01-01 00:00:00,0 7 INFO db odoo.addons.a.tests.t: Starting T.test_c ...
    ... 2026-01-01 00:00:00,0 7 INFO db odoo.addons.a.tests.t: skipped T.test_c : data absent: x
    ... 2026-01-01 00:00:01,0 7 INFO db odoo.tests.result: 1 failed, 0 error(s) of 3 tests when
    ... '''
    >>> count = read_log(log)
    >>> count.passed, count.failed, count.skipped, count.absent
    (1, 1, 0, 1)
    """
    run, failed, skipped, absent, tours, totals = set(), set(), set(), set(), 0, []
    for line in text.splitlines():
        match = LINE.match(line)
        if not match:
            continue
        logger, said = match["logger"], match["text"]
        if found := STARTING.match(said):
            run.add((logger, found[1]))
        elif (found := FAILED.match(said)) and match["level"] == "ERROR":
            failed.add((logger, found[1].split(" ")[0]))
        elif found := SKIPPED.match(said):
            (absent if found[2].startswith(DATA_ABSENT) else skipped).add((logger, found[1]))
        elif found := SUMMARY.match(said):
            totals.append((int(found[1]) + int(found[2]), int(found[3])))
        tours += said.rstrip().endswith(TOUR_DONE)
    failures = max(len(failed), sum(number for number, _all in totals))
    count = Count(failed=failures, skipped=len(skipped), absent=len(absent), tours=tours)
    count.passed = max(0, len(run - failed - skipped - absent) - max(0, failures - len(failed)))
    return count


def failures(text):
    """Return the failed tests of a log with their tracebacks, as one text each."""
    found, current = [], None
    for line in text.splitlines():
        match = LINE.match(line)
        if match:
            current = None
            if match["level"] in ("ERROR", "CRITICAL"):
                current = [match["text"]]
                found.append(current)
        elif current is not None:
            current.append(line)
    return ["\n".join(lines) for lines in found]


@dataclass(frozen=True)
class Test:
    """One test method as it stands in the source.

    ``late`` tells that it runs in a finished database; the others run while their add-on is
    being installed or updated.
    """

    module: str
    cls: str
    name: str
    tours: int
    late: bool = True

    @property
    def tag(self):
        return f"/{self.module}:{self.cls}.{self.name}"


def read_tests(module, folder=ADDONS):
    """Return the ``Test`` methods in the ``tests`` folder of an add-on."""
    found = []
    for path in sorted((folder / module / "tests").glob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef):
                late = any("post_install" in ast.unparse(item) for item in node.decorator_list)
                methods = [item for item in node.body if isinstance(item, ast.FunctionDef)]
                helpers = {
                    item.name: _tours_in(item) for item in methods if not _is_test(item.name)
                }
                found += [
                    Test(module, node.name, item.name, _tours_in(item, helpers), late)
                    for item in methods
                    if _is_test(item.name)
                ]
    return found


def _is_test(name):
    return name.startswith("test")


def _tours_in(node, helpers=None):
    """Count the tours that a method starts, by itself or by a helper of its class.

    :param helpers: how many tours a call of each of them starts
    """
    starts = {**(helpers or {}), "start_tour": 1}
    calls = (item.func for item in ast.walk(node) if isinstance(item, ast.Call))
    return sum(starts.get(call.attr, 0) for call in calls if isinstance(call, ast.Attribute))


def chosen(tests, name):
    """Return the tests whose class or method contains ``name``; all without a name."""
    if not name:
        return list(tests)
    wanted = name.lower()
    return [test for test in tests if wanted in f"{test.cls}.{test.name}".lower()]


def has_test(folder, name):
    """Tell whether a folder has a test whose name contains ``name``; any test will do without."""
    wanted = (name or "").lower()
    for path in folder.glob("test_*.py"):
        functions = re.findall(r"^\s*def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)
        if any(wanted in f"{path.name}::{function}".lower() for function in functions):
            return True
    return False


def tags(module, tests, name):
    """Return the value of ``--test-tags`` for an add-on.

    >>> tags("cs_x", [Test("cs_x", "T", "test_a", 0)], "a"), tags("cs_x", [], None)
    ('/cs_x:T.test_a', '/cs_x')
    """
    return ",".join(test.tag for test in tests) if name else f"/{module}"
