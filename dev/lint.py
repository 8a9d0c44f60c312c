"""`./run lint`: the sources checked without running them."""

import os

from . import console, process
from .layout import ADDONS, LOGS, ROOT, TEST_ADDONS, check_place
from .lock import only_one
from .odoo_tests import Count
from .virtualenv import LINT

# Rules of pylint-odoo for README.rst (add-ons have a README.md), for one class per model (models
# are split by concern), for manifest keys that repeat a default, and against reading all records
# of a small set-up table.
UNWANTED = (
    "missing-readme", "consider-merging-classes-inherited", "manifest-superfluous-key",
    "no-search-all",
)


def run():
    """Run every check and return the exit code."""
    check_place()
    count = check()
    for note in count.notes:
        console.show(note)
    console.show(count.line())
    return 1 if count.failed else 0


def check():
    """Run every check; return the ``Count`` with the findings as notes."""
    with only_one("lint", "checking the sources"):
        LINT.ensure("lint.txt")
    count = Count()
    for name, command in commands():
        log = LOGS / f"lint-{name}.log"
        # Findings are written with paths from the clone's root.
        code = process.follow(command, log, cwd=ROOT, env={"PYLINTHOME": str(LOGS / "pylint")})
        if code:
            count.failed += 1
            count.notes.append(f"lint, {name}:\n{log.read_text('utf-8', 'replace').rstrip()}")
        else:
            count.passed += 1
        console.say(f"lint, {name}: {'FAILED' if code else 'ok'}")
    return count


def commands():
    """Return (name, command line) of every check that has something to look at."""
    addons = relative(path.parent for path in manifests(ADDONS, TEST_ADDONS))
    catalogues = relative([*ADDONS.glob("*/i18n/*.po"), *ADDONS.glob("*/i18n/*.pot")])
    found = [("ruff", [LINT.python, "-m", "ruff", "check", "--no-cache", "."])]
    found.append(("bandit", [
        LINT.python, "-m", "bandit", "-q", "-r", "-c", "bandit.yaml", "addons",
    ]))
    if addons:
        found.append(("pylint", [
            LINT.python, "-m", "pylint", "--rcfile=setup.cfg", f"--jobs={os.cpu_count()}",
            f"--disable={','.join(UNWANTED)}", *addons,
        ]))
        found.append(("oca-module", [
            LINT.bin / "oca-checks-odoo-module", "--config=.oca_hooks.cfg",
            *(f"{addon}/__manifest__.py" for addon in addons),
        ]))
    if catalogues:
        found.append(
            ("oca-po", [LINT.bin / "oca-checks-po", "--config=.oca_hooks.cfg", *catalogues])
        )
    return found


def manifests(*folders):
    return sorted(path for folder in folders for path in folder.glob("*/__manifest__.py"))


def relative(paths):
    return [str(path.relative_to(ROOT)) for path in sorted(paths)]
