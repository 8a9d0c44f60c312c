"""`./run demo`: the suite in a shop's database, served."""

import json
import os

from . import console, lock, modules, process
from .databases import Databases, check_name
from .layout import LOGS, ROOT
from .problem import Problem
from .serving import Serving
from .templates import SHOP, TAKE_DEMO, Templates
from .virtualenv import ODOO
from .workshop import workshop

DATABASE = "cs_demo"
PORT = 8069
LOG = "demo-install.log"
IMPORTER = ROOT / "dev" / "real_data" / "importer.py"


def run(port=PORT, database=DATABASE, real_data=None):
    """Set everything up, serve it, and return when the user ends it.

    :param real_data: folder to import the real customers and orders from
    :return: exit code
    """
    check_name(database)
    serving = Serving(port, database)
    serving.check_port()
    if real_data and not os.path.exists(real_data):
        raise Problem(f"There is no {real_data} to import from.")
    with workshop() as odoo:
        with lock.only_one(f"demo-{database}", "preparing the demo"):
            prepare(odoo, database)
            if real_data:
                import_real_data(odoo, database, os.path.abspath(real_data))
        return serving.run(odoo)


def prepare(odoo, database):
    """Build the demo database where it is missing, and bring it to the add-ons on disk.

    :raise Problem: a database of that name exists that is none of the runner's
    """
    databases = Databases(odoo.server)
    stamp = databases.stamp(database)
    now = modules.fingerprints(modules.manifests())
    if not stamp and databases.exists(database):
        raise Problem(
            f"The database {database} exists and is not the runner's: choose another one by --db."
        )
    if not stamp:
        build(odoo, databases, database, now)
        return
    new, changed = modules.differences(json.loads(stamp), now)
    if new or changed:
        console.say(f"Demo database: updating {', '.join(new + changed)}")
        if missing := missing_dependencies(odoo, database):
            add_dependencies(odoo, database, missing, new, changed)
        odoo.server.query(TAKE_DEMO, database)
        options = ["-u", ",".join(new + changed), "--i18n-overwrite"]
        odoo.install(database, new, LOG, "--with-demo", *options, title="Demo database")
        add_user(odoo, database, now)
        databases.set_stamp(database, json.dumps(now))
        console.say("Demo database: up to date")


def missing_dependencies(odoo, database):
    """Return the add-ons of Odoo that the suite has come to need since the database was made."""
    installed = odoo.server.query(
        "SELECT name FROM ir_module_module WHERE state = 'installed'", database
    )
    return sorted(set(modules.dependencies(modules.manifests())) - set(installed))


def add_dependencies(odoo, database, missing, new, changed):
    """Install them, and the suite's own beside, without the demo data of anyone.

    Odoo's own would be loaded too, since what they lean on counts as having theirs. The suite's
    follow with its next update.
    """
    odoo.server.query("UPDATE ir_module_module SET demo = FALSE", database)
    options = ["-u", ",".join(changed)] if changed else []
    odoo.install(database, missing + new, LOG, *options, title="Demo database")


def build(odoo, databases, database, now):
    """Install the suite with its demo data in a copy of the shop's template."""
    template = Templates(odoo).ensure(SHOP)
    console.say(f"Demo database: installing {', '.join(now)} with demo data")
    fresh = f"{database}_part"
    databases.copy(template, fresh)
    odoo.install(fresh, list(now), LOG, "--with-demo", title="Demo database")
    add_user(odoo, fresh, now)
    databases.set_stamp(fresh, json.dumps(now))
    databases.rename(fresh, database)
    console.say("Demo database: ready")


def add_user(odoo, database, names):
    odoo.script(database, "demo_user.py", "demo-user.log", {"CS_SUITE": ",".join(names)})


def import_real_data(odoo, database, source):
    """Run the importer with its own progress on the terminal.

    :raise Problem: it fails
    """
    if not IMPORTER.exists():
        raise Problem("This version has no importer of real data.")
    console.say(f"Importing {source}")
    child = process.start(
        [ODOO.python, IMPORTER, "--config", LOGS.parent / "odoo.conf", "--database", database,
         "--source", source],
        odoo.environment(),
    )
    try:
        code = child.wait()
    finally:
        process.finish(child)
    if code:
        raise Problem("The import stopped; run the same command again to continue it.")
