"""Run Odoo: its configuration file, its command line, its log."""

import re
import sys

from . import console, process
from .layout import ADDONS, LOGS, ROOT, STATE, TEST_ADDONS, write_atomically
from .problem import Problem
from .virtualenv import ODOO

LAUNCHER = ROOT / "dev" / "launch.py"
CONFIG = STATE / "odoo.conf"
SUPPORT = "cs_support"
LOADING = re.compile(r"Loading module (\S+) \((\d+)/(\d+)\)")
TROUBLE = re.compile(r"^\S+ \S+ \d+ (ERROR|CRITICAL) \S+ (\S+): (.*)")


class Odoo:
    """One Odoo, one server of databases.

    :param source: the ``odoo_source.Source``
    :param server: the ``postgres.Server``
    """

    def __init__(self, source, server):
        self.source = source
        self.server = server

    @property
    def support(self):
        """Names of the add-ons without which this Odoo's web client does not start."""
        return [SUPPORT] if self.source.lacks_asset else []

    def write_config(self):
        """Write the configuration file that every command of the runner uses."""
        folders = [*self.source.addons, ADDONS, *([TEST_ADDONS] if self.support else [])]
        settings = self.server.settings
        lines = {
            "addons_path": ",".join(str(path) for path in folders if path.is_dir()),
            "data_dir": STATE / "data",
            "db_host": settings.get("PGHOST", ""),
            "db_port": settings.get("PGPORT", ""),
            "db_user": settings.get("PGUSER", ""),
            "http_interface": "127.0.0.1",
            "list_db": "False",
            "max_cron_threads": "0",
            "unaccent": "False",
        }
        text = "".join(f"{name} = {value}\n" for name, value in lines.items() if value != "")
        (STATE / "data").mkdir(exist_ok=True)
        write_atomically(CONFIG, f"[options]\n{text}")

    def environment(self):
        return {**self.server.environment(), "CS_ODOO_PATH": str(self.source.python_path)}

    def command(self, *arguments, coverage=False):
        """Return the command line of Odoo with the runner's configuration."""
        measure = ["-m", "coverage", "run", f"--rcfile={ROOT / 'setup.cfg'}"] if coverage else []
        verb, *rest = arguments
        return [ODOO.python, *measure, LAUNCHER, verb, "-c", CONFIG, *rest]

    def install(self, database, modules, log, *options, title="Odoo", append=False):
        """Install modules in a database, made first where there is none.

        :param log: name of the log file
        :raise Problem: the log names an error, or Odoo fails
        """
        path = LOGS / log
        ticker = console.Ticker(title)

        def tell(line):
            match = LOADING.search(line)
            if match:
                ticker.update(f"module {match[2]} of {match[3]}, {match[1]}")

        arguments = ["-d", database, "--no-http", "--stop-after-init", *options]
        if modules:
            arguments += ["-i", ",".join(modules)]
        code = process.follow(
            self.command("server", *arguments), path, on_line=tell, env=self.environment(),
            append=append,
        )
        trouble = first_trouble(path)
        if code or trouble:
            raise Problem(f"{title}: {trouble or 'Odoo failed'}. Whole log: {path}")

    def script(self, database, name, log, env=None):
        """Run a script of ``dev/scripts`` in the environment of a database.

        :return: what it printed, line by line, but for the log
        """
        path = LOGS / log
        with open(ROOT / "dev" / "scripts" / name, encoding="utf-8") as script, open(
            path, "wb"
        ) as file:
            child = process.start(
                self.command("shell", "-d", database, "--no-http"),
                {**self.environment(), **(env or {})}, stdin=script, stdout=file, stderr=file,
            )
            try:
                code = child.wait()
            finally:
                process.finish(child)
        if code:
            raise Problem(f"{name} failed: {process.last_words(path)}. Whole log: {path}")
        return path.read_text("utf-8", "replace").splitlines()

    def shell(self, database):
        """Give the terminal to Odoo's shell; return its exit code."""
        child = process.start(self.command("shell", "-d", database, "--no-http"),
                              self.environment(), stdin=sys.stdin)
        try:
            return child.wait()
        finally:
            process.finish(child)


def first_trouble(log):
    """Return the first error of an Odoo log as one line; empty when there is none."""
    for line in log.read_text("utf-8", "replace").splitlines():
        match = TROUBLE.match(line)
        if match:
            return f"{match[2]}: {match[3]}"[:300]
    return ""
