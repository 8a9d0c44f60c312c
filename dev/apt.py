"""Debian packages without touching the system: an `apt-get` of its own per suite.

It has its own sources, lists and cache, checks signatures with the system's Debian keyring,
and asks the mirror that the system is set up with. Packages are unpacked, never installed,
so that no root rights are needed.
"""

import re
import shutil
import threading
from pathlib import Path
from urllib.parse import unquote

from . import console, process
from .layout import LOGS, STATE, replace_folder
from .problem import Problem

KEYRINGS = [
    Path("/usr/share/keyrings/debian-archive-keyring.gpg"),
    Path("/usr/share/keyrings/debian-archive-keyring.pgp"),
]
CONFIG = """
Dir::Etc::SourceList "sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "/dev/null";
Dir::Etc "{folder}/";
Dir::State "{folder}/state";
Dir::State::Lists "{folder}/lists";
Dir::State::status "{folder}/status";
Dir::Cache "{folder}/cache";
APT::Sandbox::User "root";
APT::Update::Error-Mode "any";
APT::Get::Assume-Yes "true";
APT::Install-Recommends "false";
Acquire::Languages "none";
Acquire::Retries "3";
Acquire::http::Timeout "30";
Acquire::https::Timeout "30";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
"""


def mirrors(listing):
    """Return the Debian archives in the output of ``apt-get indextargets``, best first.

    :param listing: lines of ``address|origin|label``; the last two are empty where the system
        has never fetched its package lists

    >>> mirrors("http://m.example/debian/|Debian|Debian\\n"
    ...         "http://m.example/debian-security/|Debian|Debian-Security\\n"
    ...         "http://other.example/tools/|Other|Other\\n")
    ['http://m.example/debian/']
    >>> mirrors("http://m.example/debian-security/||\\nhttp://m.example/debian/||\\n")
    ['http://m.example/debian/']
    """
    found = []
    for line in listing.splitlines():
        address, origin, label = (line.split("|") + ["", ""])[:3]
        if origin and (origin, label) != ("Debian", "Debian"):
            continue
        if not origin and "security" in address:
            continue
        if address and address not in found:
            found.append(address)
    return found


def parse_uris(text):
    """Return {package: (version, bytes)} from the output of ``apt-get --print-uris``.

    >>> parse_uris("'http://m.example/a_1%3a2-3_all.deb' a_1%3a2-3_all.deb 120 SHA256:00\\n")
    {'a': ('1:2-3', 120)}
    """
    found = {}
    for match in re.finditer(r"^'[^']+' (\S+)_(\S+)_\w+\.deb (\d+) ", text, re.MULTILINE):
        found[match[1]] = (unquote(match[2]), int(match[3]))
    return found


class Apt:
    """An isolated package client for one suite of Debian.

    :param help_without: what to give instead, for the sentence of a failure
    """

    def __init__(self, suite, help_without):
        self.suite = suite
        self.help_without = help_without
        self.folder = STATE / "apt" / suite
        self.log = LOGS / f"apt-{suite}.log"
        self._ready = False

    def fetch(self, packages, place, title):
        """Download packages, verified, and unpack them together into the folder ``place``.

        :param packages: names; versions are the suite's
        :param title: how progress lines call them
        """
        self._prepare()
        wanted = self._uris("download", packages)
        self._fetch(wanted, place, title)

    def fetch_closure(self, packages, place, title, without=()):
        """The same with all that the packages depend on, but for the names in ``without``."""
        self._prepare()
        wanted = self._uris("install", packages)
        self._fetch({n: v for n, v in wanted.items() if n not in without}, place, title)

    def _prepare(self):
        if self._ready:
            return
        if not shutil.which("apt-get") or not shutil.which("dpkg"):
            raise Problem(f"This system has no apt-get: {self.help_without}.")
        keyring = next((path for path in KEYRINGS if path.exists()), None)
        listing = process.output(
            ["apt-get", "indextargets", "--format", "$(REPO_URI)|$(ORIGIN)|$(LABEL)",
             "Created-By: Packages"]
        )
        found = mirrors(listing)
        if not keyring or not found:
            raise Problem(f"This system's apt-get knows no Debian mirror: {self.help_without}.")
        for name in ("state", "lists/partial", "cache/archives/partial"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        (self.folder / "status").touch()
        (self.folder / "apt.conf").write_text(CONFIG.format(folder=self.folder), "utf-8")
        self._update(keyring, found)
        self._ready = True

    def _update(self, keyring, addresses):
        for position, address in enumerate(addresses):
            line = f"deb [signed-by={keyring}] {address} {self.suite} main\n"
            (self.folder / "sources.list").write_text(line, "utf-8")
            code = process.follow([*self._apt(), "update"], self.log)
            if code == 0:
                return
            if position == len(addresses) - 1:
                raise Problem(
                    f"The package mirror of this system does not answer for Debian {self.suite} "
                    f"({process.last_words(self.log)}): check the network and the mirror, or "
                    f"{self.help_without}. Whole output: {self.log}"
                )

    def _apt(self):
        return ["apt-get", "-q", "-c", self.folder / "apt.conf"]

    def _uris(self, verb, packages):
        text = process.output([*self._apt(), verb, "--print-uris", *packages])
        found = parse_uris(text)
        missing = [name for name in packages if name not in found]
        if missing:
            raise Problem(
                f"The package mirror has no {', '.join(missing)} in Debian {self.suite}: "
                f"{self.help_without}."
            )
        return found

    def _fetch(self, wanted, place, title):
        debs = place.with_name(place.name + ".debs")
        debs.mkdir(parents=True, exist_ok=True)
        total = sum(size for _version, size in wanted.values())
        console.say(f"{title}: downloading {total / 1e6:.0f} MB")
        with _Watch(debs, total, title):
            process.require(
                [*self._apt(), "download", *(f"{n}={v}" for n, (v, _s) in wanted.items())],
                self.log, f"{title} could not be downloaded", cwd=debs, append=True,
            )
        console.say(f"{title}: unpacking")
        fresh = place.with_name(place.name + ".part")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        for deb in sorted(debs.glob("*.deb")):
            process.require(
                ["dpkg", "-x", deb, fresh], self.log, f"{deb.name} could not be unpacked",
                hint=f"Remove {debs} and try again.", append=True,
            )
        replace_folder(fresh, place)
        shutil.rmtree(debs, ignore_errors=True)


class _Watch:
    """Says every few seconds how much of a download has arrived."""

    def __init__(self, folder, total, title):
        self._folder, self._total, self._title = folder, total, title
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self):
        self._thread.start()

    def __exit__(self, *_error):
        self._done.set()
        self._thread.join()

    def _watch(self):
        while not self._done.wait(console.PAUSE):
            size = sum(path.stat().st_size for path in self._folder.rglob("*") if path.is_file())
            console.say(f"{self._title}: {size / 1e6:.0f} of {self._total / 1e6:.0f} MB")
