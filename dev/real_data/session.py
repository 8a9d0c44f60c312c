"""Open an Odoo database from a script: boot, transactions, process locks."""

import os
import sys
import time
from contextlib import contextmanager

from .reader import InputError

# First half of the advisory lock keys of these scripts; the second says which process.
LOCK_SPACE = 0x0CD5
MAIN_LOCK = 0
MODULES = ("cs_loyalty", "cs_stockout", "stock", "sale_stock", "account")


def boot(config, database, modules=MODULES):
    """Load the registry of ``database``.

    :param config: path of the Odoo configuration file
    :param modules: technical names that must be installed there
    :raise InputError: no Odoo, no such database, a module missing
    """
    folder = os.environ.get("CS_ODOO_PATH")
    if folder and folder not in sys.path:
        sys.path.insert(0, folder)
    try:
        from odoo.modules.registry import Registry
        from odoo.tools import config as settings
    except ImportError as error:
        raise InputError(f"Odoo cannot be loaded ({error}); set CS_ODOO_PATH.") from None
    arguments = ["-c", str(config), "-d", database, "--log-level=warn", "--max-cron-threads=0"]
    settings.parse_config(arguments, setup_logging=True)
    _check_database(database, modules)
    return Registry(database)


def _check_database(database, modules):
    import psycopg2
    from odoo.sql_db import db_connect

    try:
        with db_connect(database).cursor() as cr:
            cr.execute("SELECT to_regclass('ir_module_module')")
            installed = set()
            if cr.fetchone()[0]:
                cr.execute(
                    "SELECT name FROM ir_module_module WHERE name = ANY(%s) AND state = %s",
                    [list(modules), "installed"],
                )
                installed = {name for (name,) in cr.fetchall()}
    except psycopg2.OperationalError as error:
        reason = str(error).strip().splitlines()[-1]
        raise InputError(f"The database {database} cannot be opened: {reason}") from None
    missing = [name for name in modules if name not in installed]
    if missing:
        raise InputError(f"The database {database} lacks the module(s) {', '.join(missing)}.")


@contextmanager
def transaction(registry, company_id=None, **context):
    """An environment whose work is committed at the end, with caches told elsewhere.

    It runs as the superuser inside ``company_id`` alone, without mail tracking.
    """
    from odoo import SUPERUSER_ID
    from odoo.api import Environment

    context = {"tracking_disable": True, "mail_create_nosubscribe": True, **context}
    if company_id:
        context["allowed_company_ids"] = [company_id]
    try:
        with registry.cursor() as cr:
            yield Environment(cr, SUPERUSER_ID, context)
        registry.signal_changes()
    except BaseException:
        registry.reset_changes()
        raise


@contextmanager
def process_lock(registry, number, wait=60):
    """Hold the lock ``number`` until the block or the process ends, however it ends.

    :param wait: seconds to wait for another process to let go
    :raise InputError: it did not
    """
    # A session lock, not a transaction lock: the work inside commits elsewhere.
    cr = registry.cursor()
    try:
        until = time.monotonic() + wait
        while not _try_lock(cr, number):
            if time.monotonic() > until:
                raise InputError("Another import is running on this database; let it finish.")
            time.sleep(0.5)
        yield
        cr.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, number])
        cr.commit()
    finally:
        cr.close()


def _try_lock(cr, number):
    cr.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_SPACE, number])
    locked = cr.fetchone()[0]
    cr.commit()
    return locked
