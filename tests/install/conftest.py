"""Databases for the tests that install and remove add-ons with a real Odoo."""

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest

from dev.databases import FILESTORE, drop_by_client

ROOT = Path(__file__).resolve().parents[2]
LAUNCHER = ROOT / "dev" / "launch.py"
COMPLAINTS = (" WARNING ", " ERROR ", " CRITICAL ", "Traceback")


class Database:
    """A database of the test's own, and the commands that change it."""

    def __init__(self, name):
        self.name = name

    def odoo(self, *arguments, script=None):
        """Run Odoo, given a script to its shell, and return its log, which has to be clean."""
        done = subprocess.run(
            [sys.executable, LAUNCHER, *arguments, "-c", os.environ["CS_TEST_CONFIG"],
             "-d", self.name],
            input=script, capture_output=True, text=True, check=False,
        )
        log = done.stdout + done.stderr
        found = [line for line in log.splitlines() if any(word in line for word in COMPLAINTS)]
        assert not found, "\n".join(found)
        assert done.returncode == 0, log[-3000:]
        return log

    def install(self, *modules, demo=False):
        options = ["--with-demo"] if demo else []
        self.odoo("server", "-i", ",".join(modules), "--no-http", "--stop-after-init", *options)

    def uninstall(self, *modules):
        self.odoo("module", "uninstall", *modules)

    def rows(self, query):
        with contextlib.closing(psycopg2.connect(dbname=self.name)) as connection:
            with connection.cursor() as cursor:
                cursor.execute(query)
                return cursor.fetchall()

    def values(self, query):
        return {row[0] for row in self.rows(query)}


@contextlib.contextmanager
def copies():
    """Yield a function that copies a template, ``copy("CS_TEST_PLAIN")``, and tidy up after it."""
    made = []

    def copy(variable):
        name = f"{os.environ['CS_TEST_PREFIX']}install{os.urandom(3).hex()}"
        made.append(name)
        subprocess.run(["createdb", "-T", os.environ[variable], name], check=True)
        source = FILESTORE / os.environ[variable]
        if source.is_dir():
            shutil.copytree(source, FILESTORE / name, copy_function=os.link)
        return Database(name)

    try:
        yield copy
    finally:
        for name in made:
            drop_by_client(name)
            shutil.rmtree(FILESTORE / name, ignore_errors=True)


@pytest.fixture
def database_from():
    with copies() as copy:
        yield copy


@pytest.fixture(scope="module")
def suite():
    """A copy of the database with the whole suite; what a test changes there stays."""
    with copies() as copy:
        yield copy("CS_TEST_DATABASE")
