"""`./run test`: which stages there are, and what a run says in the end."""

from functools import partial

from . import browser, console, lint, modules, odoo_tests
from .addon_stage import AddonStage
from .databases import Databases
from .layout import ROOT, STATE
from .live_stages import InstallStage, LiveStage, RaceStage, RealDataStage
from .plain_stages import doctests, structure
from .problem import Problem
from .process import output
from .stages import Stage, run_all, summary
from .suite_database import SuiteDatabase, drop_leftovers
from .templates import SHOP, Templates
from .virtualenv import ODOO
from .workshop import workshop

PREPARATIONS = ("suite database", "shop database", "browser")


class Run:
    """What the stages of one run share: the options, and what earlier stages have built."""

    def __init__(self, odoo, name, coverage):
        self.odoo = odoo
        self.name = name
        self.coverage = coverage
        self.databases = Databases(odoo.server)
        self.browser_folders = []
        self.plain = self.suite = self.shop = None


def run(names, name=None, coverage=False):
    """Run every check, or those of some add-ons or names; return the exit code.

    :param names: technical names of add-ons; all of them without
    :param name: part of the name of the tests to run
    """
    own = modules.manifests()
    unknown = sorted(set(names) - set(own))
    if unknown:
        raise Problem(
            f"There is no add-on {', '.join(unknown)}; there are: {', '.join(own) or 'none'}."
        )
    tests = {
        module: odoo_tests.chosen(odoo_tests.read_tests(module), name) for module in names or own
    }
    if name and names and not any(tests.values()):
        raise Problem(f"No test of {', '.join(names)} has {name!r} in its name.")
    with workshop("test.txt") as odoo:
        state = Run(odoo, name, coverage)
        drop_leftovers(state.databases)
        stages = plan(state, names, tests)
        console.say(f"{len(stages)} stages")
        total = run_all(stages)
    if coverage:
        report_coverage()
    return conclude(stages, total, partial_run=bool(names or name))


def plan(state, names, tests):
    """Return the stages of the run.

    The longest chain comes first; beside it, what fails quickly.
    """
    whole = not names and not state.name
    stages = [Stage("suite database", partial(_build_suite, state))]
    if not names:
        stages.append(Stage("structure", partial(structure, state)))
    if not state.name:
        stages.append(Stage("doctests", partial(doctests, state, list(tests))))
    if whole:
        stages.append(Stage("lint", lint.check))
    stages.append(Stage("browser", partial(_find_browser, state)))
    for module, found in tests.items():
        if found or not state.name:
            act = AddonStage(state, module, found)
            stages.append(Stage(f"tests {module}", act, ("suite database", "browser")))
    if not names:
        stages += across_addons(state)
    needed = {name for stage in stages for name in stage.needs}
    return [stage for stage in stages if stage.name not in PREPARATIONS or stage.name in needed]


def across_addons(state):
    """Return the stages of `tests/` that have a test of the wanted name."""
    acts = [LiveStage(state), RaceStage(state), RealDataStage(state), InstallStage(state)]
    return [Stage("shop database", partial(_build_shop, state))] + [
        Stage(act.name, act, act.needs)
        for act in acts
        if odoo_tests.has_test(ROOT / act.folder, state.name)
    ]


def _build_suite(state):
    builder = SuiteDatabase(state.odoo)
    state.suite = builder.ensure()
    state.plain = builder.template


def _build_shop(state):
    state.shop = Templates(state.odoo).ensure(SHOP)


def _find_browser(state):
    state.browser_folders = browser.find()


def report_coverage():
    """Join what the processes measured, and show it."""
    env = {"COVERAGE_FILE": str(STATE / "coverage" / "data")}
    measure = [ODOO.python, "-m", "coverage"]
    config = f"--rcfile={ROOT / 'setup.cfg'}"
    output([*measure, "combine", "-q", config], env)
    console.show(output([*measure, "report", config], env))


def conclude(stages, total, partial_run):
    """Print what failed, the stages and the closing line; return the exit code."""
    for note in total.notes:
        console.show(f"\n{note}")
    console.show()
    for line in summary(stages):
        console.show(line)
    if not (total.passed or total.failed):
        total.failed = 1
        console.show("\nNo test ran.")
    if total.absent:
        console.show(f"\nSKIPPED (data absent): {total.absent}")
    if total.skipped and not partial_run:
        console.show("\nA skipped test is a failure: only tests of the shared data may skip.")
    console.show(f"\n{total.line()}")
    return 1 if total.failed or total.skipped else 0
