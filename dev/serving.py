"""Serve a database on this machine, with a mailbox beside it, until the user ends it."""

import json
import os
import socket
import time
import urllib.error
import urllib.request

from . import console, process
from .layout import LOGS, ROOT, STATE, read_text, write_atomically
from .odoo import first_trouble
from .problem import Problem
from .virtualenv import ODOO

PID_FILE = STATE / "demo.pid"
MAILS = STATE / "mail"
PATIENCE = 180  # seconds until the first answer


class Serving:
    """One server at one port, with its database."""

    def __init__(self, port, database):
        self.port = port
        self.database = database
        self.log = LOGS / "demo.log"

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def check_port(self):
        """Refuse a port that is taken, before the long work begins.

        :raise Problem: this runner's own demo, or another program, has it
        """
        if not 0 < self.port < 65536:
            raise Problem(f"{self.port} is no port: choose one from 1024 to 65535.")
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self.port))
            except OSError:
                raise Problem(self._taken()) from None

    def _taken(self):
        runner = running()
        if runner and runner["port"] == self.port:
            return (
                f"The demo is being served already at {self.address} (process "
                f"{runner['pid']}); `./run stop` ends it."
            )
        return (
            f"Port {self.port} is taken by another program, or not allowed: choose another, for "
            f"example `./run demo --port {max(self.port + 1, 8070)}`."
        )

    def run(self, odoo):
        """Serve until interrupted; return the exit code."""
        self.check_port()
        sink_port = free_port()
        sink = process.start(
            [ODOO.python, ROOT / "dev" / "mail_sink.py", str(sink_port), MAILS],
            stdout=open(LOGS / "mail.log", "ab"),  # noqa: SIM115 - lives as long as the child
            start_new_session=True,
        )
        server = self._start_server(odoo, sink_port)
        try:
            identity = {"pid": os.getpid(), "port": self.port, "started": started(os.getpid())}
            write_atomically(PID_FILE, json.dumps(identity))
            self._wait(server)
            self._tell()
            server.wait()
            raise Problem(f"The server ended: {first_trouble(self.log) or 'see its log'}. "
                          f"Whole log: {self.log}")
        except KeyboardInterrupt:
            console.say("Stopping")
            return 0
        finally:
            process.finish(server)
            process.finish(sink)
            PID_FILE.unlink(missing_ok=True)

    def _start_server(self, odoo, sink_port):
        # Its own session: Ctrl-C reaches the runner alone, which ends the server once.
        return process.start(
            odoo.command(
                "server", "-d", self.database, f"--db-filter=^{self.database}$",
                f"--http-port={self.port}", "--max-cron-threads=1", "--smtp=127.0.0.1",
                f"--smtp-port={sink_port}",
            ),
            odoo.environment(),
            stdout=open(self.log, "wb"),  # noqa: SIM115 - lives as long as the child
            stderr=-2,
            start_new_session=True,
        )

    def _wait(self, server):
        console.say("Server: starting")
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if server.poll() is not None:
                said = first_trouble(self.log) or process.last_words(self.log)
                raise Problem(f"The server did not start: {said}. Whole log: {self.log}")
            if answers(f"{self.address}/web/health"):
                return
            time.sleep(0.2)
        raise Problem(f"The server does not answer after {PATIENCE} s. Its log: {self.log}")

    def _tell(self):
        console.say(f"Ready: {self.address}")
        console.show(
            f"\n    {self.address}     English: admin / admin     Tiếng Việt: lan / lan\n"
            f"    Mails are kept in {MAILS}, the log in {self.log}. Ctrl-C ends.\n"
        )


def answers(address):
    """Tell whether a page answers with success."""
    try:
        with urllib.request.urlopen(address, timeout=5) as page:
            return page.status == 200
    except (urllib.error.URLError, OSError):
        return False


def free_port():
    """Return a port that no program listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def started(pid):
    """Return when a process started, so that a reused number is not taken for it."""
    stat = read_text(STATE.__class__(f"/proc/{pid}/stat"))
    return stat.rsplit(")", 1)[-1].split()[19] if stat else ""


def running():
    """Return {pid, port} of the demo that is being served from this clone, or None."""
    try:
        found = json.loads(read_text(PID_FILE))
        os.kill(found["pid"], 0)
    except (ValueError, KeyError, ProcessLookupError):
        return None
    except PermissionError:
        return found
    return found if started(found["pid"]) == found["started"] else None
