"""Virtual environments with pinned packages, built by the user's own pip."""

import os
import re
import shutil
import sys
from pathlib import Path

from . import console, process
from .apt import Apt
from .layout import LOGS, REQUIREMENTS, STATE, check_space, digest, read_text, write_atomically
from .problem import Problem

HELP_PIP = "install Python's venv module (on Debian: the package python3-venv)"


class Virtualenv:
    """One virtual environment and the requirement files that fill it.

    :param name: folder below the state folder
    :param title: how progress lines call it
    """

    def __init__(self, name, title):
        self.folder = STATE / name
        self.title = title
        self.python = self.folder / "bin" / "python"
        self._stamp = self.folder / "stamp"
        self._log = LOGS / f"{name}.log"

    @property
    def bin(self):
        return self.folder / "bin"

    def ensure(self, *files):
        """Bring it to the pins of the given requirement files; what is there already stays.

        :raise Problem: the packages cannot be had
        """
        base = digest(sys.version_info[:2], os.path.realpath(sys.executable), self.folder)
        pins = {name: digest((REQUIREMENTS / name).read_text("utf-8")) for name in files}
        have = dict(line.split(" ", 1) for line in read_text(self._stamp).splitlines())
        if have.get("python") != base or not self.python.exists():
            have = {"python": base}
            self._create()
        missing = [name for name in files if have.get(name) != pins[name]]
        if not missing:
            return
        check_space(1)
        self._stamp.unlink(missing_ok=True)  # until pip is through, nothing is known
        self._install(files)
        have.update(pins)
        write_atomically(self._stamp, "\n".join(f"{name} {key}" for name, key in have.items()))

    def _create(self):
        console.say(f"{self.title}: creating the virtual environment")
        shutil.rmtree(self.folder, ignore_errors=True)
        command = [sys.executable, "-m", "venv", self.folder]
        if process.follow(command, self._log) == 0:
            return
        # Debian keeps pip's bootstrap in a package of its own; a wheel of pip does as well.
        shutil.rmtree(self.folder, ignore_errors=True)
        process.require(
            [*command, "--without-pip"], self._log, "The virtual environment cannot be created",
            hint=f"Please {HELP_PIP}.",
        )
        wheel = self._pip_wheel()
        process.require(
            [self.python, f"{wheel}/pip", "install", "--no-index", wheel], self._log,
            "pip cannot be installed", hint=f"Please {HELP_PIP}.",
        )

    def _pip_wheel(self):
        for folder in (Path("/usr/share/python-wheels"), STATE / "pip/usr/share/python-wheels"):
            for wheel in sorted(folder.glob("pip-*.whl")):
                return wheel
        Apt("bookworm", HELP_PIP).fetch(["python3-pip-whl"], STATE / "pip", "pip")
        for wheel in (STATE / "pip/usr/share/python-wheels").glob("pip-*.whl"):
            return wheel
        raise Problem(f"There is no pip: please {HELP_PIP}.")

    def _install(self, files):
        count = sum(len(requirements((REQUIREMENTS / name).read_text("utf-8"))) for name in files)
        console.say(f"{self.title}: installing about {count} Python packages")
        ticker = console.Ticker(self.title)

        def tell(line):
            match = re.match(r"(Collecting|Downloading|Installing)\s+(\S+)", line)
            if match:
                ticker.update(f"{match[1].lower()} {match[2].rsplit('/', 1)[-1]}")

        command = [self.python, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
        command += ["--no-compile"]  # bytecode goes to the state folder, when it is first needed
        for name in files:
            command += ["-r", REQUIREMENTS / name]
        process.require(
            command, self._log, "The Python packages could not be installed", on_line=tell,
            hint="Check the network and pip's own configuration.",
        )
        console.say(f"{self.title}: ready")


def requirements(text):
    """Return the requirement lines of a file's text.

    >>> requirements("# why\\n\\na==1\\nb==2 ; python_version < '3.13'\\n")
    ['a==1', "b==2 ; python_version < '3.13'"]
    """
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


ODOO = Virtualenv("venv", "Python packages")
LINT = Virtualenv("venv-lint", "Lint tools")
