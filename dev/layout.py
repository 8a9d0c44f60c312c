"""Where things lie: the clone and its state folder."""

import hashlib
import os
import pwd
import shutil
from pathlib import Path

from .problem import Problem

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".odoo"
LOGS = STATE / "log"
ADDONS = ROOT / "addons"
TEST_ADDONS = ROOT / "tests" / "addons"
REQUIREMENTS = ROOT / "requirements"
# Odoo splits its add-ons path at commas, the system its own paths at colons.
FORBIDDEN = ",:\n"


def root_key():
    """Return eight characters that tell this clone from every other one."""
    return hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:8]


def check_place():
    """Refuse a clone that cannot work where it lies, before anything is written.

    :raise Problem: unusable path, or a state folder of another account
    """
    found = sorted({repr(sign) for sign in FORBIDDEN if sign in str(ROOT)})
    if found:
        raise Problem(
            f"The path {str(ROOT)!r} contains {' and '.join(found)}, which Odoo cannot have in "
            "a path: move the clone."
        )
    if STATE.exists() and STATE.stat().st_uid != os.getuid():
        owner = account_name(STATE.stat().st_uid)
        raise Problem(
            f"The folder {STATE} belongs to the account {owner}, which set it up: run as {owner}, "
            f"or have {owner} remove it by `./run clean`."
        )
    if not os.access(STATE if STATE.exists() else ROOT, os.W_OK):
        raise Problem(f"Nothing can be written to {STATE if STATE.exists() else ROOT}.")
    LOGS.mkdir(parents=True, exist_ok=True)


def account_name(uid):
    """Return the name of the account with the number ``uid``."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def check_space(gigabytes):
    """Refuse to begin what the disk cannot hold.

    :param gigabytes: what the step is known to need
    :raise Problem: less than that is free
    """
    free = shutil.disk_usage(ROOT).free / 1e9
    if free < gigabytes:
        raise Problem(
            f"The disk is full: {gigabytes} GB are needed below {ROOT} and {free:.1f} GB are free."
        )


def replace_folder(fresh, place):
    """Put the folder ``fresh`` where ``place`` is, in one step for whoever looks."""
    if place.exists():
        old = place.with_name(place.name + ".old")
        shutil.rmtree(old, ignore_errors=True)
        place.rename(old)
        fresh.rename(place)
        shutil.rmtree(old, ignore_errors=True)
    else:
        fresh.rename(place)


def write_atomically(path, text):
    """Write a small file so that a reader sees all of it or the one before."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.part")
    fresh.write_text(text, encoding="utf-8")
    os.replace(fresh, path)


def read_text(path):
    """Return the stripped content of a small file, empty when there is none."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def digest(*parts):
    """Return twelve characters that stand for the given texts.

    >>> digest("a", "b") == digest("a", "b"), digest("ab") == digest("a", "b")
    (True, False)
    """
    joined = "\0".join(str(part) for part in parts)
    return hashlib.sha256(joined.encode()).hexdigest()[:12]
