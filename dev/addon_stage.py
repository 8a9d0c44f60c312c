"""The tests of one add-on, by Odoo's own runner, in a copy of the suite database."""

import os

from . import console, process
from .layout import LOGS, ROOT, STATE, root_key
from .log_check import log_findings
from .odoo_tests import Count, failures, read_log, tags
from .serving import free_port


class AddonStage:
    """Callable that runs the tests and returns their ``Count``.

    :param tests: the ``odoo_tests.Test`` methods to run
    """

    def __init__(self, state, module, tests):
        self.state = state
        self.module = module
        self.tests = tests
        self.log = LOGS / f"test-{module}.log"

    def __call__(self):
        database = f"cs_{root_key()}_run_{os.getpid()}_{self.module}"
        databases = self.state.databases
        databases.copy(self.state.suite, database)
        try:
            code = self._run(database)
        finally:
            databases.drop(database)
        return self._judge(code)

    def _run(self, database):
        console.say(f"tests {self.module}: {len(self.tests)} methods")
        ticker = console.Ticker(f"tests {self.module}")

        def tell(line):
            if ": Starting " in line:
                ticker.update(line.rsplit(": Starting ", 1)[1].removesuffix(" ..."))

        odoo = self.state.odoo
        update = [] if all(test.late for test in self.tests) else ["-u", self.module]
        command = odoo.command(
            "server", "-d", database, *update, f"--http-port={free_port()}", "--test-tags",
            tags(self.module, self.tests, self.state.name), "--stop-after-init",
            coverage=self.state.coverage,
        )
        return process.follow(command, self.log, on_line=tell, env=test_environment(self.state))

    def _judge(self, code):
        text = self.log.read_text("utf-8", "replace")
        count = read_log(text)
        if count.failed:
            count.notes += [f"{self.module}: {failure}" for failure in failures(text)]
        else:
            # An error that fails no test is found here, and so is every warning.
            count.add(log_findings(self.log))
        if code and not count.failed:
            count.failed += 1
            count.notes.append(f"{self.module}: {process.last_words(self.log)} ({self.log})")
        if not count.passed + count.failed + count.absent and self.tests:
            count.failed += 1
            count.notes.append(f"{self.module}: none of {len(self.tests)} tests ran ({self.log})")
        return count.add(self._missing_tours(count))

    def _missing_tours(self, count):
        """A tour that did not run is a failure: Odoo only skips it."""
        expected = sum(test.tours for test in self.tests)
        missing = expected - count.tours
        if missing <= 0 or count.failed:
            return Count()
        return Count(
            failed=1,
            notes=[f"{self.module}: {count.tours} of {expected} browser tours ran ({self.log})"],
        )


def test_environment(state):
    """Return the variables of a process that runs tests: the browser, coverage."""
    env = state.odoo.environment()
    env["PATH"] = os.pathsep.join([*map(str, state.browser_folders), env["PATH"]])
    if state.coverage:
        (STATE / "coverage").mkdir(exist_ok=True)
        env["COVERAGE_FILE"] = str(STATE / "coverage" / "data")
        env["CS_COVERAGE"] = str(ROOT / "setup.cfg")
    return env
