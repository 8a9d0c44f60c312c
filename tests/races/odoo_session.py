"""A process that runs scripts in Odoo, one after another, each in a transaction of its own.

Started by the harness. Reads one script a line (JSON text) and answers one line each:
``{"answer": value}`` or ``{"error": text}``. A script finds ``env``, commits by itself and
answers by ``answer(value)``.
"""

import json
import sys
import threading
import traceback

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config


def run(database, code):
    given = []
    registry = Registry(database).check_signaling()
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        try:
            exec(compile(code, "script", "exec"), {"env": env, "answer": given.append})  # noqa: S102
        finally:
            cr.rollback()
    return given[0] if given else None


def main():
    config.parse_config([*sys.argv[1:], "--no-http", "--log-level=critical"], setup_logging=True)
    database = config["db_name"][0]
    threading.current_thread().dbname = database
    for line in sys.stdin:
        try:
            reply = {"answer": run(database, json.loads(line))}
        except Exception:
            reply = {"error": traceback.format_exc()}
        print(json.dumps(reply), flush=True)


main()
