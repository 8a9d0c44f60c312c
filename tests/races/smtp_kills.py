"""Senders that are killed: a mail server that kills, and a process that is forked anew.

Started by the harness as a process of its own, with the configuration and the database as
arguments. Reads one line of JSON, ``{"kills": n, "mails": n, "seed": n}``, sends what is due, and
answers ``{"lives": n, "received": [[message id, recipient, the killed one], …], "first": text}``
with the first mail as the mail server read it.
"""

import asyncio
import json
import logging
import os
import random
import signal
import sys
import threading
import traceback
from email import message_from_bytes

from aiosmtpd.controller import Controller
from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.tools import config

CRONS = ("cs_survey_nps.ir_cron_send", "mail.ir_cron_mail_scheduler_action")


class Killer:
    """Keeps each mail; at the numbers drawn beforehand it kills whoever has just handed it over.

    By then the mail is accepted and the sender has not committed: it waits for the answer, or
    has just got it.
    """

    def __init__(self, kill_at):
        self.received = []
        self.first = None
        self.kill_at = set(kill_at)
        self.sender = None

    async def handle_DATA(self, _server, _session, envelope):
        message = message_from_bytes(envelope.content)
        self.first = self.first or envelope.content.decode()
        kill = len(self.received) + 1 in self.kill_at
        self.received.append([message["Message-Id"], envelope.rcpt_tos[0], kill])
        if kill:
            os.kill(self.sender, signal.SIGKILL)
            await asyncio.sleep(0)
        return "250 accepted"


def send_all(database):
    """Run both jobs until nothing is due and nothing waits."""
    while True:
        registry = Registry(database)
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            for xml_id in CRONS:
                env.ref(xml_id).method_direct_trigger()
            cr.commit()
            invitations = env["cs.nps.invitation"]
            due = invitations.search_count(invitations._get_due_domain())
            waiting = env["mail.mail"].search_count([("state", "=", "outgoing")])
            if not due and not waiting:
                return


def live_once(database, killer):
    """Fork a sender and wait for its end; return whether it ended by itself."""
    pid = os.fork()
    if not pid:
        code = 1
        try:
            sql_db._Pool = None  # connections are not shared with the parent
            send_all(database)
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    killer.sender = pid
    _pid, status = os.waitpid(pid, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise RuntimeError("the sender failed")
    return os.WIFEXITED(status)


def serve(database, order):
    """Fork senders until one ends by itself; answer what the mail server saw."""
    draw = random.Random(order["seed"])  # noqa: S311
    total = order["mails"] + order["kills"]
    killer = Killer(draw.sample(range(1, total + 1), order["kills"]))
    controller = Controller(killer, hostname="127.0.0.1", port=order["port"])
    controller.start()
    lives = 1
    try:
        while not live_once(database, killer):
            lives += 1
    finally:
        controller.stop()
    return {"lives": lives, "received": killer.received, "first": killer.first}


def main():
    config.parse_config([*sys.argv[1:], "--no-http", "--log-level=critical"], setup_logging=True)
    database = config["db_name"][0]
    threading.current_thread().dbname = database
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    Registry(database)
    sql_db.close_all()
    for line in sys.stdin:
        try:
            reply = serve(database, json.loads(line))
        except Exception:
            reply = {"error": traceback.format_exc()}
        print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    main()
