"""Run the stages of the tests: in order, side by side where they do not wait for each other."""

import time
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from . import console, process
from .odoo_tests import Count
from .problem import Problem


@dataclass
class Stage:
    """One part of a test run.

    ``act`` returns a ``Count``, or None for a preparation; ``needs`` names the stages that have
    to succeed before it.
    """

    name: str
    act: object
    needs: tuple = ()
    count: Count = field(default_factory=Count)
    seconds: float = 0.0
    state: str = "waiting"


def run_all(stages, lanes=2):
    """Run the stages; those whose needs failed count as one failure each.

    :param lanes: how many run at a time
    :return: the ``Count`` over all
    """
    by_name = {stage.name: stage for stage in stages}
    running = {}
    with ThreadPoolExecutor(lanes) as pool:
        while True:
            for stage in stages:
                _consider(stage, by_name)
                if stage.state == "ready" and len(running) < lanes:
                    stage.state = "running"
                    running[pool.submit(_perform, stage)] = stage
            if not running:
                break
            try:
                done, _rest = wait(running, return_when=FIRST_COMPLETED)
            except KeyboardInterrupt:
                process.finish_all()
                raise
            for future in done:
                del running[future]
                future.result()
    total = Count()
    for stage in stages:
        total.add(stage.count)
    return total


def _consider(stage, by_name):
    """Mark a waiting stage as ready, or as impossible."""
    if stage.state != "waiting":
        return
    states = {by_name[name].state for name in stage.needs if name in by_name}
    if states & {"failed", "impossible"}:
        stage.state = "impossible"
        stage.count = Count(failed=1, notes=[f"{stage.name}: not run, what it needs has failed"])
    elif states <= {"passed", "broken"}:
        stage.state = "ready"


def _perform(stage):
    """Run one stage; ``broken`` has failed tests, ``failed`` could not do its work."""
    begin = time.monotonic()
    try:
        stage.count = stage.act() or Count()
        stage.state = "broken" if stage.count.failed else "passed"
    except (Problem, OSError) as error:
        stage.count = Count(failed=1, notes=[f"{stage.name}: {error}"])
        stage.state = "failed"
    stage.seconds = time.monotonic() - begin
    count = stage.count
    told = f" ({count.line()})" if count.passed or count.failed or count.skipped else ""
    console.say(f"{stage.name}: {'ok' if stage.state == 'passed' else 'FAILED'}{told}")


def summary(stages):
    """Return the table of stages as lines."""
    width = max(len(stage.name) for stage in stages)
    lines = []
    for stage in stages:
        count = stage.count
        lines.append(
            f"  {stage.name:<{width}}  {stage.seconds:6.0f} s  {count.passed:5} passed "
            f"{count.failed:4} failed {count.skipped:4} skipped"
            + (f" {count.tours:3} tours" if count.tours else "")
        )
    return lines
