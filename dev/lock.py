"""Locks between runs of `./run`; the kernel drops them when a process dies."""

import fcntl
import os
import time
from contextlib import contextmanager

from .layout import STATE
from .problem import Problem

PATIENCE = 5  # seconds: what a run that was just killed takes to go


@contextmanager
def only_one(name, what):
    """Hold the lock ``name`` for the time of the block.

    :param what: how to call the other holder in the sentence
    :raise Problem: another run holds it
    """
    with open(STATE / f"{name}.lock", "a+", encoding="utf-8") as file:
        end = time.monotonic() + PATIENCE
        while not _try(file, fcntl.LOCK_EX):
            if time.monotonic() > end:
                file.seek(0)
                raise Problem(
                    f"Another `./run` is {what} here (process {file.read().strip() or 'unknown'}):"
                    " let it finish, then run the same command again."
                )
            time.sleep(0.1)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


class SharedUse:
    """Counts the users of one thing: ``is_last`` tells whether nobody else is left."""

    def __init__(self, name):
        self._file = open(STATE / f"{name}.users", "a+", encoding="utf-8")  # noqa: SIM115
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def is_last(self):
        return _try(self._file, fcntl.LOCK_EX)

    def close(self):
        self._file.close()


def _try(file, kind):
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
