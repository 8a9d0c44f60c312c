"""Databases and their file stores: made, copied, renamed, stamped and dropped.

A stamp is a comment on the database. It is written last, so that a database that was
interrupted half-way has none and is built again.
"""

import os
import re
import shutil
import subprocess

from .layout import STATE
from .problem import Problem

FILESTORE = STATE / "data" / "filestore"


def check_name(name):
    """Refuse what Odoo or PostgreSQL would not take as the name of a database.

    >>> check_name("cs_demo")
    'cs_demo'
    >>> check_name("no spaces")
    Traceback (most recent call last):
    dev.problem.Problem: 'no spaces' is no name for a database: letters, digits, _ and - are.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,50}", name):
        raise Problem(f"{name!r} is no name for a database: letters, digits, _ and - are.")
    return name


class Databases:
    """The databases of one ``Server``."""

    def __init__(self, server):
        self.server = server

    def stamp(self, name):
        """Return the stamp of a database; empty when there is none or no such database."""
        lines = self.server.query(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database "
            f"WHERE datname = {_literal(name)}"
        )
        return "\n".join(lines).strip()

    def set_stamp(self, name, text):
        self.server.query(f"COMMENT ON DATABASE {_name(name)} IS {_literal(text)}")

    def exists(self, name):
        return bool(
            self.server.query(f"SELECT 1 FROM pg_database WHERE datname = {_literal(name)}")
        )

    def names(self, prefix):
        """Return the names that begin with ``prefix``."""
        lines = self.server.query("SELECT datname FROM pg_database ORDER BY 1")
        return [name for name in lines if name.startswith(prefix)]

    def drop(self, name):
        statement = f"DROP DATABASE IF EXISTS {_name(name)}"
        try:
            self.server.query(f"{statement} WITH (FORCE)")
        except Problem:  # see drop_by_client
            self.server.query(statement)
        shutil.rmtree(FILESTORE / name, ignore_errors=True)

    def copy(self, source, name):
        """Make ``name`` a copy of ``source``, which nobody may be using."""
        self.drop(name)
        # Copying files beats writing the log of a copy, where the disk is not waited for.
        strategy = "STRATEGY file_copy" if self.server.own else ""
        self.server.query(
            f"CREATE DATABASE {_name(name)} TEMPLATE {_name(source)} {strategy}"
        )
        if (FILESTORE / source).is_dir():
            # Its files never change, they only come and go: links will do.
            shutil.copytree(FILESTORE / source, FILESTORE / name, copy_function=os.link)

    def rename(self, source, name):
        """Give the finished database its name; one that has the name is dropped."""
        self.drop(name)
        self.server.query(f"ALTER DATABASE {_name(source)} RENAME TO {_name(name)}")
        if (FILESTORE / source).is_dir():
            os.replace(FILESTORE / source, FILESTORE / name)


def drop_by_client(name):
    """Drop a database by PostgreSQL's own programs on the PATH, as the tests reach it.

    Force ends the sessions of others, and fails where one of them is the server's own
    housekeeping, which an ordinary role may not end; a plain drop then asks that one to go.
    """
    if subprocess.run(["dropdb", "--force", "--if-exists", name], check=False).returncode:
        subprocess.run(["dropdb", "--if-exists", name], check=True)


def _name(text):
    quoted = text.replace('"', '""')
    return f'"{quoted}"'


def _literal(text):
    quoted = text.replace("'", "''")
    return f"'{quoted}'"
