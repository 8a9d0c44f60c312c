"""Share the documents among processes and watch them work."""

import json
import queue
import subprocess
import sys
import threading
from pathlib import Path

WORKERS = 2
SCRIPT = Path(__file__).with_name("document_worker.py")


def shards(rows, count=WORKERS):
    """Split ``rows`` by customer, so that two processes never touch one partner.

    >>> shards([["1", "12346"], ["2", "12347"], ["3", "12346"]])
    [[['1', '12346'], ['3', '12346']], [['2', '12347']]]
    """
    result = [[] for _ in range(count)]
    for row in rows:
        result[sum(row[1].encode()) % count].append(row)
    return result


def run_workers(command, rows, on_done):
    """Post ``rows`` in :data:`WORKERS` processes.

    :param command: arguments of the worker script but for ``--shard``
    :param on_done: called with the number of rows each finished batch had
    :return: what the first worker that failed said, or an empty string
    """
    events, processes, failure = queue.Queue(), [], ""
    for shard, part in enumerate(shards(rows)):
        if part:
            processes.append(_start([*command, "--shard", str(shard)], part, events))
    try:
        running = len(processes)
        while running:
            kind, value = events.get()
            if kind == "done":
                on_done(value)
                continue
            running -= 1
            failure = failure or value
    finally:
        for process in processes:
            # Closing its input ends a worker that is still busy, within its batch.
            process.stdin.close()
            process.wait()
    return failure


def _start(arguments, rows, events):
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, str(SCRIPT), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    said = []
    reader = threading.Thread(target=lambda: said.extend(process.stderr), daemon=True)
    reader.start()
    threading.Thread(target=_watch, args=(process, reader, said, events), daemon=True).start()
    process.stdin.write(json.dumps(rows) + "\n")
    process.stdin.flush()
    return process


def _watch(process, reader, said, events):
    for line in process.stdout:
        if line.strip().isdigit():
            events.put(("done", int(line)))
    code = process.wait()
    reader.join()
    last = said[-1].strip() if said else f"A worker ended with code {code}."
    events.put(("end", last if code else ""))
