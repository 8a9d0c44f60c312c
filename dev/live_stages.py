"""Stages that need databases but not Odoo's runner: races, installation, real data."""

import os

from .addon_stage import test_environment
from .layout import LOGS, root_key
from .log_check import log_findings
from .odoo import CONFIG
from .plain_stages import run_pytest


class LiveStage:
    """pytest-odoo: what needs threads, or HTTP with real commits."""

    folder = "tests/live"
    name = "live"
    needs = ("suite database",)

    def __init__(self, state):
        self.state = state

    def __call__(self):
        state, log = self.state, LOGS / "live-server.log"
        log.unlink(missing_ok=True)
        database = f"cs_{root_key()}_run_{os.getpid()}_live"
        state.databases.copy(state.suite, database)
        env = test_environment(state)
        env["PYTHONPATH"] = str(state.odoo.source.python_path)
        try:
            count = run_pytest(state, self.name, [
                self.folder, f"--odoo-config={CONFIG}", f"--odoo-database={database}",
                "--odoo-http", "--odoo-log-level=info", "--odoo-extra", f"logfile={log}",
            ], env)
        finally:
            state.databases.drop(database)
        if count.passed and log.exists():
            count.add(log_findings(log))
        return count


class InstallStage:
    """Each add-on alone, with and without demo data, and its removal."""

    folder = "tests/install"
    name = "install"
    needs = ("suite database", "shop database")

    def __init__(self, state):
        self.state = state

    def __call__(self):
        return run_pytest(
            self.state, self.name, ["-p", "no:odoo", self.folder],
            database_environment(self.state),
        )


class RaceStage(InstallStage):
    """Servers and sessions in separate processes, at the same time."""

    folder = "tests/races"
    name = "races"
    needs = ("suite database",)


class RealDataStage(InstallStage):
    """The importer, on a small sample always, on the shared data where they are."""

    folder = "tests/real_data"
    name = "real-data"
    needs = ("suite database",)


def database_environment(state):
    """Return the variables for tests that start Odoo themselves, in databases of their own.

    ``CS_TEST_PREFIX`` begins the names of databases that the next run drops if they are left.
    """
    return {
        **test_environment(state),
        "CS_TEST_CONFIG": str(CONFIG),
        "CS_TEST_PLAIN": state.plain or "",
        "CS_TEST_SHOP": state.shop or "",
        "CS_TEST_DATABASE": state.suite or "",
        "CS_TEST_SUPPORT": ",".join(state.odoo.support),
        "CS_TEST_PREFIX": f"cs_{root_key()}_run_{os.getpid()}_",
    }
