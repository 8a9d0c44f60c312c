"""Progress lines: every line carries the seconds since the start."""

import sys
import threading
import time

_START = time.monotonic()
_LOCK = threading.Lock()
# Between two lines of one long step, so that a log file does not fill with them.
PAUSE = 5


def elapsed():
    """Return the seconds since the command started."""
    return time.monotonic() - _START


def say(text):
    """Print one progress line at once."""
    with _LOCK:
        print(f"{elapsed():6.0f} s  {text}", flush=True)


def show(text=""):
    """Print lines that are no progress: tables, results, excerpts of logs."""
    with _LOCK:
        print(text, flush=True)


def complain(text):
    """Print the sentence of a failure to the error stream."""
    with _LOCK:
        sys.stdout.flush()
        print(text, file=sys.stderr, flush=True)


class Ticker:
    """Print how far a long step is, at most every ``PAUSE`` seconds."""

    def __init__(self, title):
        self.title = title
        self._next = time.monotonic() + PAUSE

    def update(self, text):
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + PAUSE
            say(f"{self.title}: {text}")
