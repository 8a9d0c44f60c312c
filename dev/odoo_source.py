"""Find Odoo 19.0: the user's checkout (`ODOO_SRC`) or the Debian package."""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import console
from .apt import Apt
from .layout import STATE, check_space, digest, read_text, write_atomically
from .problem import Problem

RELEASE = (19, 0)
HELP = "set ODOO_SRC to the folder of an Odoo 19.0 checkout"
PLACE = STATE / "odoo"
UNSTABLE = [
    "odoo-19", "libjs-jquery", "libjs-jquery-form", "libjs-underscore", "fonts-roboto-unhinted",
    "fonts-montserrat", "fonts-inconsolata", "fonts-ocr-b", "fonts-glyphicons-halflings",
]
# The package links to the file names of Font Awesome 4.7, which later releases dropped.
BOOKWORM = ["fonts-font-awesome"]
OPTIONAL_ASSET = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"


@dataclass(frozen=True)
class Source:
    """An Odoo on disk.

    ``python_path`` is the folder that holds the package ``odoo``; ``addons`` are the folders of
    its standard add-ons; ``lacks_asset`` tells that it was packaged without a script that the
    web client asks for; ``key`` changes with the Odoo.
    """

    python_path: Path
    addons: tuple
    lacks_asset: bool
    key: str


def read_release(text):
    """Return (major, minor) from the text of Odoo's ``release.py``.

    >>> read_release("version_info = (19, 0, 0, FINAL, 0, '')")
    (19, 0)
    >>> read_release("version_info = ('saas~18', 4, 0, FINAL, 0, '')")
    ()
    """
    match = re.search(r"^version_info = \((\d+), (\d+),", text, re.MULTILINE)
    return (int(match[1]), int(match[2])) if match else ()


def inspect(folder):
    """Return the ``Source`` in a folder: a checkout's root, or one that holds the package.

    :raise Problem: there is no Odoo, or one of another release
    """
    for base in (folder, folder.parent):
        release = base / "odoo" / "release.py"
        if release.is_file():
            break
    else:
        raise Problem(f"There is no Odoo in {folder}: {HELP} (the folder with odoo/release.py).")
    text = release.read_text("utf-8")
    if read_release(text) != RELEASE:
        raise Problem(f"The Odoo in {folder} is not release 19.0: {HELP}.")
    addons = tuple(p for p in (base / "odoo" / "addons", base / "addons") if p.is_dir())
    if not any((path / "web").is_dir() for path in addons):
        raise Problem(f"The Odoo in {folder} has no standard add-ons (web, sale, …): {HELP}.")
    lacks_asset = not any((path / OPTIONAL_ASSET).exists() for path in addons)
    return Source(base, addons, lacks_asset, digest(base, text, os.stat(release).st_mtime))


def find():
    """Return the ``Source`` to work with, obtaining it first where that is needed.

    :raise Problem: neither a checkout nor a package can be had
    """
    given = os.environ.get("ODOO_SRC")
    if given:
        return inspect(Path(given).expanduser().resolve())
    stamp = STATE / "odoo.stamp"
    asked = digest(*UNSTABLE, *BOOKWORM)
    if read_text(stamp) != asked:
        check_space(4)
        _obtain()
        write_atomically(stamp, asked)
    return inspect(PLACE / "usr/lib/python3/dist-packages")


def _obtain():
    console.say("Odoo 19.0: asking the package mirror")
    unstable, bookworm = Apt("unstable", HELP), Apt("bookworm", HELP)
    fonts = STATE / "odoo-fonts"
    bookworm.fetch(BOOKWORM, fonts, "Odoo's icon font")
    unstable.fetch(UNSTABLE, PLACE, "Odoo 19.0")
    _merge(fonts, PLACE)
    shutil.rmtree(fonts)
    console.say("Odoo 19.0: unpacked")


def _merge(folder, target):
    """Move what is in ``folder`` into ``target``, beside what is there."""
    for path in sorted(folder.rglob("*")):
        place = target / path.relative_to(folder)
        if path.is_dir() and not path.is_symlink():
            place.mkdir(parents=True, exist_ok=True)
        else:
            os.replace(path, place)
