"""A Chromium for the tours: the one on the PATH, or one unpacked with all its libraries."""

import os
import shutil
from pathlib import Path
from xml.sax.saxutils import escape

from . import console, process
from .apt import Apt
from .layout import STATE, check_space, digest, read_text, write_atomically
from .problem import Problem

# The names, in the order, by which Odoo looks for a browser.
NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
HELP = "install Chromium, so that `chromium` is on the PATH"
PLACE = STATE / "chromium"
WRAPPER = STATE / "browser"
PACKAGES = ["chromium", "fonts-noto-core", "fonts-noto-mono"]
LEFT_OUT = (
    # The system's loader only goes with the system's own C library.
    "libc6", "libc-bin", "libcrypt1",
    # For graphics cards, desktops and the packages' own set-up, none of which is used here.
    "libllvm15", "libz3-4", "libgl1-mesa-dri", "adwaita-icon-theme", "systemd", "dpkg", "tar",
    "debconf", "perl", "perl-base", "perl-modules-5.36", "libperl5.36",
)
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{root}/usr/share/fonts</dir>
  <cachedir>{cache}</cachedir>
  <alias><family>sans-serif</family><prefer><family>Noto Sans</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>Noto Sans Mono</family></prefer></alias>
</fontconfig>
"""
# One library looks for a companion where its package would have put it.
SCRIPT = r"""#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
root=$here/../chromium
for folder in "$root"/usr/lib/*-linux-gnu*/ "$root"/lib/*-linux-gnu*/ \
    "$root"/usr/lib/*-linux-gnu*/pulseaudio/; do
    LD_LIBRARY_PATH=$LD_LIBRARY_PATH${LD_LIBRARY_PATH:+:}${folder%/}
done
export LD_LIBRARY_PATH FONTCONFIG_FILE="$here/fonts.conf"
exec "$root/usr/lib/chromium/chromium" --no-sandbox --disable-dev-shm-usage "$@"
"""


def find():
    """Return the folders to put before the PATH, so that Odoo finds a browser.

    ``CS_BROWSER`` names a browser to use, or says ``unpacked`` for one of the runner's own.

    :raise Problem: there is none, and none can be had
    """
    given = os.environ.get("CS_BROWSER", "")
    if given and given != "unpacked":
        return [_link(given)]
    if not given and any(shutil.which(name) for name in NAMES):
        return []
    stamp = STATE / "chromium.stamp"
    asked = digest(*PACKAGES, *LEFT_OUT, SCRIPT)
    if read_text(stamp) != asked:
        check_space(2)
        _unpack()
        write_atomically(stamp, asked)
    return [WRAPPER]


def _link(given):
    program = shutil.which(given)
    if not program:
        raise Problem(f"CS_BROWSER names {given}, and no such program is there.")
    folder = STATE / "browser-given"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / NAMES[0]).symlink_to(Path(program).resolve())
    return folder


def _unpack():
    console.say("Chromium: asking the package mirror")
    Apt("bookworm", HELP).fetch_closure(PACKAGES, PLACE, "Chromium", without=LEFT_OUT)
    WRAPPER.mkdir(exist_ok=True)
    fonts = FONTS.format(root=escape(str(PLACE)), cache=escape(str(STATE / "font-cache")))
    (WRAPPER / "fonts.conf").write_text(fonts, "utf-8")
    # The first of the names, so that no other browser of the system comes before it.
    program = WRAPPER / NAMES[0]
    program.write_text(SCRIPT, "utf-8")
    program.chmod(0o755)
    version = process.output([program, "--version"]).strip()
    if not version:
        raise Problem(f"The unpacked Chromium does not run on this system: {HELP}.")
    console.say(f"Chromium: {version}")
