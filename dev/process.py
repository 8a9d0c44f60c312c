"""Start other programs, keep what they print, and end them with this one."""

import ctypes
import errno
import os
import shutil
import signal
import subprocess
import threading

from .layout import ROOT, STATE
from .problem import Problem, sentence_of

_RUNNING = set()
_ENDING = threading.Event()
_LOCK = threading.Lock()
_PR_SET_PDEATHSIG = 1
TELLING = ("E: ", "ERROR: ", "FATAL", "Error")  # how programs begin a complaint
try:
    _LIBC = ctypes.CDLL(None)
    _LIBC.prctl  # noqa: B018 - only Linux has it
except (OSError, AttributeError):
    _LIBC = None


def _die_with_parent():
    """Killed runs must not leave a download or an installation at work behind them."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def environment(extra=None):
    """Return the environment of a child: the user's, with bytecode kept in the state folder."""
    values = dict(os.environ, PYTHONPYCACHEPREFIX=str(STATE / "pycache"), PYTHONUNBUFFERED="1")
    values.pop("PYTHONPATH", None)
    values.pop("PYTHONHOME", None)
    values.update(extra or {})
    return values


def start(command, env=None, **options):
    """Start a program that ends when this one does.

    :return: the ``subprocess.Popen``; to be given to ``finish`` in the end
    :raise Problem: this run is ending
    """
    if _ENDING.is_set():
        raise Problem("Interrupted.")
    child = subprocess.Popen(
        [str(part) for part in command],
        env=environment(env),
        preexec_fn=_die_with_parent,  # noqa: PLW1509 - it calls the kernel and nothing else
        **options,
    )
    with _LOCK:
        _RUNNING.add(child)
    return child


def finish(child, patience=15):
    """Ask the program to end, and end it when it does not.

    :param patience: seconds it gets to end by itself
    """
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
    with _LOCK:
        _RUNNING.discard(child)


def finish_all():
    """End every program that is still running, and let none start any more."""
    _ENDING.set()
    with _LOCK:
        children = list(_RUNNING)
    for child in children:
        finish(child, patience=5)


def follow(command, log, on_line=None, env=None, append=False, **options):
    """Run a program to its end, with its output in a file.

    :param log: path of the file
    :param on_line: called with every line as it comes
    :return: exit code
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with open(log, "ab" if append else "wb") as file:
        child = start(
            command, env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, **options,
        )
        try:
            for line in child.stdout:
                file.write(line)
                file.flush()
                if on_line:
                    on_line(line.decode("utf-8", "replace").rstrip("\n"))
            return child.wait()
        finally:
            child.stdout.close()
            finish(child)


def require(command, log, what, hint="", **options):
    """Run a program that has to succeed.

    :param what: what failed then, as the beginning of a sentence
    :param hint: what to do about it
    :raise Problem: it did not
    """
    code = follow(command, log, **options)
    if code == 0:
        return
    if shutil.disk_usage(ROOT).free < 50e6:
        raise Problem(sentence_of(OSError(errno.ENOSPC, ""), ROOT))
    said = last_words(log)
    sentence = f"{what}: {said}" if said else f"{what} (exit code {code})"
    raise Problem(f"{sentence.rstrip('.')}. {hint + ' ' if hint else ''}Whole output: {log}")


def last_words(log):
    """Return the line of a log that says best why a program failed."""
    lines = [line.strip() for line in log.read_text("utf-8", "replace").splitlines()]
    lines = [line for line in lines if line]
    # The first complaint of the last attempt: the later ones follow from it.
    telling = [line for line in lines[-20:] if line.startswith(TELLING)]
    return (telling or lines[-1:] or [""])[0][:300]


def output(command, env=None):
    """Return what a short program prints; empty when it fails or does not exist."""
    try:
        done = subprocess.run(
            [str(part) for part in command], env=environment(env), stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=False,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - it calls the kernel and nothing else
        )
    except OSError:
        return ""
    return done.stdout if done.returncode == 0 else ""
