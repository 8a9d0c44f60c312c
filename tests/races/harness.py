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

LAUNCHER = "from odoo.cli.command import main\nmain()\n"

# Read by the scripts of a test: `answer(value)` hands a value back to it.
PRELUDE = """
import json
def answer(value):
    print("ANSWER" + json.dumps(value), flush=True)
"""


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

    def script(self, code):
        """Start ``code`` in a process of its own with ``env`` at hand."""
        process = subprocess.Popen(
            [*self.command("shell"), "--no-http", "--log-level=error"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environ,
            cwd=self.folder,
        )
        process.stdin.write(f"exec(compile({PRELUDE + code!r}, 'script', 'exec'))\n")
        process.stdin.close()
        process.stdin = None
        return process

    def result(self, process, timeout=120):
        """Wait for a script and return what it answered."""
        out, err = process.communicate(timeout=timeout)
        for line in out.splitlines():
            if "ANSWER" in line:
                return json.loads(line.split("ANSWER", 1)[1])
        raise AssertionError(f"the script gave no answer:\n{out}\n{err}")

    def run(self, code, timeout=120):
        return self.result(self.script(code), timeout)

    @contextlib.contextmanager
    def server(self, workers=2):
        """Serve the database with ``workers`` processes; yields a ``Server``."""
        port, gevent_port = free_port(), free_port()
        log = self.folder / f"server-{port}.log"
        process = subprocess.Popen(
            [
                *self.command("server"),
                f"--workers={workers}",
                "--max-cron-threads=0",
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
        subprocess.run(["dropdb", "--force", "--if-exists", name], check=True)
