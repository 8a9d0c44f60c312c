"""Measure ways of doing one thing side by side, and show them next to their goals.

Machines are shared and noisy, so a goal is a ratio of medians taken in turn within one
run, or a number of queries, which does not vary.
"""

import argparse
import gc
import json
import statistics
import time
from pathlib import Path
from typing import NamedTuple

ROUNDS = 5


class Row(NamedTuple):
    """One line of the result. ``met`` is None where there is no goal, only a figure."""

    work: str
    value: float
    unit: str
    goal: str = ""
    met: bool | None = None


def interleaved(cases, rounds=ROUNDS):
    """Run the cases in turn, A B A B, and time them.

    :param cases: {name: function that does the work and returns its seconds or None}
    :return: {name: list of seconds}; a first round that warms caches is thrown away
    """
    seconds = {name: [] for name in cases}
    for turn in range(rounds + 1):
        for name, work in cases.items():
            gc.collect()
            started = time.perf_counter()
            own = work()
            took = time.perf_counter() - started if own is None else own
            if turn:
                seconds[name].append(took)
    return seconds


def medians(seconds):
    """Return {name: median} of what :func:`interleaved` returned."""
    return {name: statistics.median(values) for name, values in seconds.items()}


def at_most(work, value, goal, unit):
    """Return the row of a figure that should not exceed ``goal``."""
    return Row(work, value, unit, f"<= {goal:g}", value <= goal)


def at_least(work, value, goal, unit):
    """Return the row of a figure that should reach ``goal``."""
    return Row(work, value, unit, f">= {goal:g}", value >= goal)


def beside(work, plain, suite, goal):
    """Measure a figure of the suite beside plain SQL of the same.

    :param goal: how many times as long as plain SQL it may take
    :return: the two rows, and their {name: list of seconds}
    """
    cases = {"SQL": lambda: plain() and None, "suite": lambda: suite() and None}
    seconds = interleaved(cases, 3 * ROUNDS)  # it is short, and the goal is near
    median = medians(seconds)
    return [
        Row(f"{work}, plain SQL", median["SQL"] * 1000, "ms"),
        at_most(work, median["suite"] / median["SQL"], goal, "x SQL"),
    ], {f"{work}, {name}": values for name, values in seconds.items()}


def memory_peak(work):
    """Run ``work`` and return by how many MB this process grew at its highest.

    :return: None where the system does not tell (it is Linux that lets the peak be reset)
    """
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        work()
        return None
    before = _status_kb("VmRSS")
    work()
    return max(0, _status_kb("VmHWM") - before) / 1024


def _status_kb(name):
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1])
    raise OSError(f"{name} is not told")


def show(title, rows):
    """Print the rows as a table."""
    print(f"\n{title}")
    print(f"{'work':<58}{'figure':>12}  {'goal':<12}")
    for row in rows:
        verdict = {None: "", True: "met", False: "MISSED"}[row.met]
        figure = f"{row.value:.3f}" if row.value < 10 else f"{row.value:,.0f}"
        print(f"{row.work:<58}{figure + ' ' + row.unit:>12}  {row.goal:<10} {verdict}")


def save(path, name, scale, rows, seconds=None):
    """Write the rows, and the single timings behind them, as JSON."""
    content = {
        "name": name,
        "scale": scale,
        "rows": [row._asdict() for row in rows],
        "seconds": seconds or {},
    }
    Path(path).write_text(json.dumps(content, indent=2) + "\n")


def options(description):
    """Read the arguments that every measurement takes."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--config", required=True, help="Odoo configuration file")
    parser.add_argument("--database", required=True, help="database that may be filled")
    parser.add_argument("--bare", help="database of the same add-ons without the suite")
    parser.add_argument("--scale", type=float, default=0.1, help="1 is 200,000 customers")
    parser.add_argument("--json", help="file to write the figures to")
    return parser.parse_args()
