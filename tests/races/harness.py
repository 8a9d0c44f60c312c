"""Real servers, real commits, several processes: what a test in one transaction cannot show."""

import configparser
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from dev.databases import drop_by_client

SESSION = Path(__file__).with_name("odoo_session.py")
LAUNCHER = "from odoo.cli.command import main\nmain()\n"


def free_port():
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Database:
    """A copy of the prepared database, and processes that work on it."""

    def __init__(self, name, config, folder):
        self.name = name
        self.config = config
        self.folder = Path(folder)
        self.launcher = self.folder / "launch.py"
        self.launcher.write_text(LAUNCHER)
        self.environ = dict(os.environ)
        paths = [os.environ["CS_ODOO_PATH"], os.environ.get("PYTHONPATH", "")]
        self.environ["PYTHONPATH"] = os.pathsep.join(path for path in paths if path)

    def command(self, *arguments):
        return [sys.executable, str(self.launcher), *arguments, "-c", self.config, "-d", self.name]

    @contextlib.contextmanager
    def session(self):
        """Yield a ``Session``: a process of its own that runs scripts."""
        process = subprocess.Popen(
            [sys.executable, str(SESSION), "-c", self.config, "-d", self.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=self.environ,
            cwd=self.folder,
        )
        try:
            yield Session(process)
        finally:
            process.stdin.close()
            process.wait(20)

    @contextlib.contextmanager
    def server(self, workers=2, crons=0):
        """Serve the database with ``workers`` processes; yields a ``Server``.

        :param crons: threads, or with workers processes, that run scheduled jobs
        """
        port, gevent_port = free_port(), free_port()
        log = self.folder / f"server-{port}.log"
        process = subprocess.Popen(
            [
                *self.command("server"),
                f"--workers={workers}",
                f"--max-cron-threads={crons}",
                f"--http-port={port}",
                f"--gevent-port={gevent_port}",
                "--http-interface=127.0.0.1",
                "--db-filter=^" + self.name + "$",
                f"--logfile={log}",
            ],
            env=self.environ,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        server = Server(f"http://127.0.0.1:{port}", log)
        try:
            server.wait_until_ready(process)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


class Session:
    def __init__(self, process):
        self.process = process
        self.unread = 0

    def start(self, code):
        """Hand over a script, without waiting for it."""
        self.unread += 1
        self.process.stdin.write(json.dumps(code) + "\n")
        self.process.stdin.flush()

    def result(self):
        """Wait for the script and return what it answered."""
        line = self.process.stdout.readline()
        self.unread -= 1
        assert line, "the process ended"
        reply = json.loads(line)
        assert "error" not in reply, reply["error"]
        return reply["answer"]

    def run(self, code):
        self.start(code)
        return self.result()

    def forget(self):
        """Wait for what nobody asked the result of."""
        while self.unread:
            self.unread -= 1
            self.process.stdout.readline()

    def kill(self):
        self.process.kill()


class Server:
    def __init__(self, url, log):
        self.url = url
        self.log = log

    def wait_until_ready(self, process, seconds=90):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            assert process.poll() is None, f"the server stopped:\n{self.log.read_text()}"
            with contextlib.suppress(OSError):
                if self.request("/web/health")[0] == 200:
                    return
            time.sleep(0.2)
        raise AssertionError("the server did not answer in time")

    def request(self, path, data=None, method=None, headers=None):
        """Return ``(status, text)``; a status of 4xx or 5xx is an answer, not an exception."""
        body = urllib.parse.urlencode(data).encode() if data is not None else None
        request = urllib.request.Request(
            self.url + path, data=body, method=method, headers=headers or {}
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read().decode()

    def complaints(self):
        """Return the lines of the log that a healthy server does not write."""
        text = self.log.read_text()
        return [
            line
            for line in text.splitlines()
            if " ERROR " in line or " CRITICAL " in line or "Traceback" in line
        ]


@contextlib.contextmanager
def filestore(template, name, config):
    """Give the copy the attachments of its template (as links, since files never change)."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(config)
    root = Path(parser["options"]["data_dir"], "filestore")
    if (root / template).is_dir():
        shutil.copytree(root / template, root / name, copy_function=os.link)
    try:
        yield
    finally:
        shutil.rmtree(root / name, ignore_errors=True)


@contextlib.contextmanager
def database(template, config):
    """Yield a ``Database`` cloned from ``template``, dropped afterwards."""
    name = f"cs-race-{os.getpid()}-{free_port()}"
    subprocess.run(["createdb", "-T", template, name], check=True)
    try:
        with tempfile.TemporaryDirectory() as folder, filestore(template, name, config):
            yield Database(name, config, folder)
    finally:
        drop_by_client(name)
