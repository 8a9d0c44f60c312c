"""Stages that need no database: structure rules, the runner's own tests, doctests."""

import re
from xml.etree import ElementTree

from . import process
from .layout import LOGS, ROOT
from .odoo_tests import DATA_ABSENT, Count
from .virtualenv import ODOO

NO_TESTS = 5  # pytest's exit code where nothing was chosen


def structure(state):
    """Run the rules on the sources, and the tests and doctests of the runner."""
    return run_pytest(
        state, "structure",
        ["-p", "no:odoo", "--doctest-modules", "dev", "tests/structure", "tests/runner"],
    )


def run_pytest(state, name, arguments, env=None):
    """Run pytest in the clone and return the ``Count`` of it."""
    report, log = LOGS / f"{name}.xml", LOGS / f"{name}.log"
    report.unlink(missing_ok=True)
    command = [ODOO.python, "-m", "pytest", f"--junitxml={report}", *arguments]
    if state.name:
        command += ["-k", state.name]
    code = process.follow(command, log, env=env or state.odoo.environment(), cwd=ROOT)
    if code == NO_TESTS:
        return Count()
    count = read_report(report.read_text("utf-8")) if report.exists() else Count()
    if code and not count.failed:
        count.failed = 1
    if count.failed:
        count.notes.append(f"{name}:\n{_excerpt(log.read_text('utf-8', 'replace'))}")
    return count


def read_report(text):
    """Return the ``Count`` in pytest's XML report.

    >>> read_report('<testsuite><testcase/><testcase><skipped message="data absent: x"/>'
    ...             '</testcase><testcase><failure/></testcase></testsuite>').line()
    '1 passed, 1 failed, 0 skipped'
    """
    count = Count()
    for case in ElementTree.fromstring(text).iter("testcase"):
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            count.failed += 1
        elif skipped is None:
            count.passed += 1
        elif DATA_ABSENT in skipped.get("message", ""):
            count.absent += 1
        else:
            count.skipped += 1
            count.notes.append(f"skipped: {case.get('name')}: {skipped.get('message')}")
    return count


def _excerpt(text):
    """Return the part of pytest's output that tells of the failures."""
    begin = re.search(r"^=+ (FAILURES|ERRORS) =+$", text, re.MULTILINE)
    return (text[begin.start():] if begin else text[-4000:]).strip()


def doctests(state, names):
    """Run the doctests in the ``tools`` of the add-ons, imported as Odoo imports them."""
    log = LOGS / "doctests.log"
    code = process.follow(
        [ODOO.python, ROOT / "dev" / "doctests.py", ROOT / "addons", *names], log,
        env=state.odoo.environment(),
    )
    text = log.read_text("utf-8", "replace")
    found = re.search(r"^(\d+) passed, (\d+) failed$", text, re.MULTILINE)
    count = Count(passed=int(found[1]), failed=int(found[2])) if found else Count(failed=1)
    if code and not count.failed:
        count.failed = 1
    if count.failed:
        count.notes.append(f"doctests:\n{text.strip()}")
    return count
