"""A database with the whole suite installed, without demo data, to copy from."""

import os
import re

from . import console, lock, modules
from .databases import Databases
from .layout import digest, root_key
from .templates import COMPILE_SCRIPT, PLAIN, Templates


class SuiteDatabase:
    """Builds it once for each state of the add-ons."""

    def __init__(self, odoo):
        self.odoo = odoo
        self.databases = Databases(odoo.server)
        self.template = None  # what it was copied from

    def ensure(self):
        """Return the name of the database, built first where it is missing."""
        with lock.only_one("suite-database", "building the suite database"):
            return self._ensure()

    def _ensure(self):
        template = self.template = Templates(self.odoo).ensure(PLAIN)
        now = modules.fingerprints(modules.manifests())
        prefix = f"cs_{root_key()}_suite_"
        name = prefix + digest(template, *(f"{key} {value}" for key, value in now.items()))
        if self.databases.stamp(name):
            return name
        for old in self.databases.names(prefix):
            self.databases.drop(old)
        console.say(f"Suite database: installing {', '.join(now)}")
        fresh = f"{name}_part"
        self.databases.copy(template, fresh)
        self.odoo.install(fresh, list(now), "suite-install.log", title="Suite database")
        console.say("Suite database: compiling the web client")
        self.odoo.script(fresh, COMPILE_SCRIPT, "suite-assets.log")
        self.databases.set_stamp(fresh, "complete")
        self.databases.rename(fresh, name)
        return name


def drop_leftovers(databases):
    """Drop the databases of runs that were killed, whose names carry their process."""
    for prefix in (f"cs_{root_key()}_run_", "cs-race-", "cs-real-"):
        for name in databases.names(prefix):
            match = re.match(re.escape(prefix) + r"(\d+)[_-]", name)
            if match and not _alive(int(match[1])):
                databases.drop(name)


def _alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
