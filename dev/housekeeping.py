"""`./run stop` and `./run clean`."""

import os
import shutil
import signal
import time

from . import console
from .layout import STATE, check_place
from .lock import only_one
from .postgres import Cluster
from .problem import Problem
from .serving import running

PATIENCE = 30  # seconds


def stop():
    """End the demo that is being served from this clone, and the own database server."""
    check_place()
    demo = running()
    if demo:
        os.kill(demo["pid"], signal.SIGTERM)
        end = time.monotonic() + PATIENCE
        while running():
            if time.monotonic() > end:
                raise Problem(f"The demo (process {demo['pid']}) does not end.")
            time.sleep(0.1)
        console.say(f"Demo at port {demo['port']}: stopped")
    if not os.environ.get("PGHOST"):
        Cluster().stop()
    console.say("Nothing is running any more")
    return 0


def clean():
    """Stop, then remove the state folder and what was kept outside of it."""
    if not STATE.exists():
        console.say("There is nothing to remove")
        return 0
    stop()
    with only_one("setup", "setting things up"):
        Cluster().remove()
        shutil.rmtree(STATE)
    if os.environ.get("PGHOST"):
        console.say("The databases on your own PostgreSQL are left as they are")
    console.say(f"{STATE} is removed")
    return 0
