"""The same work in two databases, with the suite and without it, in turn.

How Python's tables happen to lie in memory makes one process some per cent faster or slower than
the next one of the same code, and single values of a busy machine differ by a third. So both are
asked in turn, each value is held against its neighbour, and the figure is the median of these
ratios over several pairs of processes.
"""

import contextlib
import json
import statistics
import subprocess
import sys
from itertools import chain
from pathlib import Path

from dev.bench import measure
from dev.bench.shop import ALL_LINES, LINES

PAIRS = 5
WARM_UP = 2
FAST = 50  # from so many lines on, the customer's wait is that of bare Odoo
PROCESS = Path(__file__).with_name("shop_process.py")


def compare(options, kind, works, goals):
    """Return the rows of these works with and without the suite, and the timings.

    :param options: what :func:`measure.options` read
    :param str kind: which shop: ``stocked`` or ``short``
    :param works: ``confirm``, ``invoice``, ``form``
    :param goals: returns, for a work and a number of lines, how many more queries and how many
        times the time of bare Odoo it may take
    """
    tasks = [(work, lines) for work in works
             for lines in (ALL_LINES if options.scale == 1 else LINES)]
    ids, pairs, queries = {}, [], {}
    for number in range(PAIRS):
        print(f"processes {number + 1} of {PAIRS}", flush=True)
        with _processes(options, kind, ids) as pair:
            pairs.append({task: _in_turn(pair, task, queries) for task in tasks})
    what = " what is short" if kind == "short" else ""
    rows, seconds = [], {}
    for task in tasks:
        work, lines = task
        title = f"{work}{what}, {lines} lines"
        more = queries[task, "suite"] - queries[task, "bare"]
        rows += _rows(title, [pair[task] for pair in pairs], more, goals(work, lines))
        for name in ("bare", "suite"):
            seconds[f"{title}, {name}"] = [pair[task][name] for pair in pairs]
    return rows, seconds


def _rows(title, pairs, more, goal):
    """Return the rows of one task.

    :param pairs: ``{"bare": seconds, "suite": seconds}`` of each pair of processes
    :param more: queries that the suite adds
    :param goal: how many it may add, and how many times the time it may take
    """
    ratios = [_ratios(pair) for pair in pairs]
    single = sorted(statistics.median(one) for one in ratios)
    bare = statistics.median(measure.medians(pair)["bare"] for pair in pairs)
    return [
        measure.Row(f"{title}, bare", bare * 1000, "ms"),
        measure.at_most(title, statistics.median(chain(*ratios)), goal[1], "x bare"),
        measure.Row(f"{title}: the lowest of {len(single)} pairs", single[0], "x bare"),
        measure.Row(f"{title}: the highest", single[-1], "x bare"),
        measure.at_most(f"{title}: more queries", more, goal[0], "q"),
    ]


def _ratios(pair):
    """Return how each value of the suite compares with its neighbour: a busy moment slows both.

    >>> _ratios({"bare": [1, 2], "suite": [1.5, 2]})
    [1.5, 1.0]
    """
    return [suite / bare for bare, suite in zip(pair["bare"], pair["suite"], strict=True)]


@contextlib.contextmanager
def _processes(options, kind, ids):
    """Start one process with the suite and one without; the first ones fill the databases."""
    databases = {"bare": options.bare, "suite": options.database}
    with contextlib.ExitStack() as stack:
        pair = {
            name: stack.enter_context(_process(options.config, database, kind, ids.get(name)))
            for name, database in databases.items()
        }
        for name, process in pair.items():
            ids[name] = _answer(process)
        yield pair


@contextlib.contextmanager
def _process(config, database, kind, ids):
    command = [sys.executable, PROCESS, "--config", config, "--database", database, "--kind", kind]
    process = subprocess.Popen(
        [*command, *(["--ids", json.dumps(ids)] if ids else [])],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )
    try:
        yield process
    finally:
        process.stdin.close()
        process.wait()


def _answer(process):
    line = process.stdout.readline()
    if not line:
        raise RuntimeError(f"A process that measures ended with {process.wait()}.")
    return json.loads(line)


def _in_turn(pair, task, queries):
    """Return ``{name: seconds}`` of one task in a pair of processes, A B B A; note the queries."""
    work, lines = task
    seconds = {name: [] for name in pair}
    for turn in range(-WARM_UP, turns(work, lines)):
        for name in sorted(pair, reverse=bool(turn % 2)):
            process = pair[name]
            print(work, lines, file=process.stdin, flush=True)
            took, queries[task, name] = _answer(process)
            if turn >= 0:
                seconds[name].append(took)
    return seconds


def turns(work, lines):
    """Return how often each process of a pair measures: the short work oftenest."""
    if work == "form" or lines < FAST:
        return 60
    return 12 if lines == FAST else 3
