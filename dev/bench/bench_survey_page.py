"""The survey page and its answer, beside the login page and Odoo's own survey page."""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from dev.bench import measure  # noqa: E402
from dev.real_data.session import boot, transaction  # noqa: E402

CLIENTS = 4
ROUNDS = 5
LAUNCHER = "from odoo.cli.command import main\nmain()\n"


class Server:
    """The database served by two workers on this machine."""

    def __init__(self, url):
        self.url = url

    def fetch(self, path, data=None):
        """Return the seconds that one request takes; a redirect is not followed."""
        body = urllib.parse.urlencode(data).encode() if data else None
        request = urllib.request.Request(self.url + path, data=body)
        started = time.perf_counter()
        with _OPENER.open(request, timeout=60) as answer:
            answer.read()
        return time.perf_counter() - started

    def load(self, requests):
        """Send the requests by four clients at once; return (per second, list of seconds)."""
        waiting, seconds, lock = list(requests), [], threading.Lock()

        def client():
            while True:
                with lock:
                    if not waiting:
                        return
                    request = waiting.pop()
                took = self.fetch(*request)
                with lock:
                    seconds.append(took)

        started = time.perf_counter()
        clients = [threading.Thread(target=client) for _client in range(CLIENTS)]
        for thread in clients:
            thread.start()
        for thread in clients:
            thread.join()
        return len(requests) / (time.perf_counter() - started), seconds


class _Stay(urllib.request.HTTPRedirectHandler):
    """A redirect is the answer."""

    def http_error_303(self, request, answer, code, message, headers):
        return answer


_OPENER = urllib.request.build_opener(_Stay)


@contextmanager
def serving(config, database):
    port, gevent = free_port(), free_port()
    with tempfile.TemporaryDirectory() as folder:
        launcher = Path(folder, "launch.py")
        launcher.write_text(LAUNCHER)
        process = subprocess.Popen(
            [sys.executable, launcher, "server", "-c", config, "-d", database, "--workers=2",
             "--max-cron-threads=0", f"--http-port={port}", f"--gevent-port={gevent}",
             "--http-interface=127.0.0.1", f"--db-filter=^{database}$", "--log-level=critical"],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        server = Server(f"http://127.0.0.1:{port}")
        try:
            wait(server, process)
            yield server
        finally:
            process.terminate()
            process.wait(30)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait(server, process, seconds=120):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError("The server stopped.")
        try:
            server.fetch("/web/health")
            return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError("The server did not answer in time.")


def prepare(registry, answers):
    """Return (survey page, core's survey page, pages to answer)."""
    with transaction(registry) as env:
        program = env["cs.nps.program"].create({"name": "Page", "trigger": "manual"})
        partners = env["res.partner"].create(
            [{"name": f"Page {n}", "email": f"page{n}@example.com"} for n in range(answers + 1)]
        )
        invitations = env["cs.nps.invitation"].create(
            [
                {
                    **program._prepare_invitation_values(f"page:{partner.id}", partner),
                    "state": "sent",
                    "sent_at": "2026-01-01 00:00:00",
                }
                for partner in partners
            ]
        )
        paths = [f"/cs/nps/{token}" for token in invitations._cs_tokens().values()]
        survey = env["survey.survey"].create(
            {
                "title": "Recommend",
                "access_mode": "public",
                "question_and_page_ids": [
                    (0, 0, {"title": "Recommend us?", "question_type": "scale",
                            "scale_min": 0, "scale_max": 10}),
                ],
            }
        )
        answer = survey._create_answer()
        core = f"/survey/{survey.access_token}/{answer.access_token}"
        return paths[0], core, paths[1:]


def queries(registry, path):
    """Return how many queries recording one answer takes, below the request."""
    from odoo import SUPERUSER_ID  # noqa: F401
    from odoo.api import Environment

    with registry.cursor() as cr:
        env = Environment(cr, 3, {})  # the public user
        counts = []
        for _warm in range(2):
            env.invalidate_all()
            before = cr.sql_log_count
            cr.execute("SAVEPOINT answer")
            record, _status = env["cs.nps.invitation"]._cs_token_record(path.rpartition("/")[2])
            record._take_answer(3, "", mailed=True)
            env.flush_all()
            counts.append(cr.sql_log_count - before - 1)
            cr.execute("ROLLBACK TO SAVEPOINT answer")
        cr.rollback()
        return counts[-1]


def main():
    options = measure.options(__doc__)
    count = max(40, int(400 * options.scale))
    registry = boot(options.config, options.database, ("cs_survey_nps", "survey"))
    page, core, paths = prepare(registry, count * (ROUNDS + 1))
    per_second = {"page": [], "core": [], "login": [], "answer": []}
    seconds = {name: [] for name in per_second}
    with serving(options.config, options.database) as server:
        for turn in range(ROUNDS + 1):
            posts = [(paths.pop(), {"score": "9"}) for _post in range(count)]
            work = {
                "page": [(f"{page}?score=3",)] * count,
                "core": [(core,)] * count,
                "login": [("/web/login",)] * count,
                "answer": posts,
            }
            for name, requests in work.items():
                rate, took = server.load(requests)
                if turn:
                    per_second[name].append(rate)
                    seconds[name].append(statistics.median(took))
    rate = measure.medians(per_second)
    middle = measure.medians(seconds)
    rows = [
        measure.at_least("survey page / core survey page", rate["page"] / rate["core"], 1.6, "x"),
        measure.at_most(
            "p50 survey page / p50 login page", middle["page"] / middle["login"], 1.4, "x"
        ),
        measure.at_most("queries to record an answer", queries(registry, page), 12, "q"),
        measure.Row("survey page", rate["page"], "/s"),
        measure.Row("answer sent", rate["answer"], "/s"),
        measure.Row("core survey page", rate["core"], "/s"),
        measure.Row("login page", rate["login"], "/s"),
    ]
    measure.show("Survey page, four clients, two workers", rows)
    if options.json:
        measure.save(options.json, "survey_page", options.scale, rows, seconds)


if __name__ == "__main__":
    main()
