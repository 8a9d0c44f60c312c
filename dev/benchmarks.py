"""`./run bench`: run the measurements of `dev/bench/` and show them beside their goals.

A measurement is a script `dev/bench/bench_<name>.py`, called with `--config`, `--database`,
`--bare` (the same without the suite), `--scale` and `--json FILE`. It writes an object to the
file, with its `rows`: each has `work`, `value`, `unit`, `goal` (text) and `met` (true, false, or
null where there is no goal).
"""

import json
import os
import time

from . import console, process
from .databases import Databases
from .layout import LOGS, ROOT, STATE, root_key
from .odoo import CONFIG
from .problem import Problem
from .suite_database import SuiteDatabase
from .virtualenv import ODOO
from .workshop import workshop

FOLDER = ROOT / "dev" / "bench"
RESULTS = STATE / "bench"


def run(names, scale):
    """Run the named measurements, all of them without names; return the exit code."""
    scripts = {path.stem.removeprefix("bench_"): path for path in FOLDER.glob("bench_*.py")}
    unknown = sorted(set(names) - set(scripts))
    if unknown or not scripts:
        raise Problem(
            f"There is no measurement {', '.join(unknown)}; there are: "
            f"{', '.join(sorted(scripts)) or 'none'}."
        )
    if not 0 < scale <= 1:
        raise Problem("--scale is above 0 and at most 1.")
    rows = []
    with workshop() as odoo:
        suite = SuiteDatabase(odoo)
        templates = {"database": suite.ensure(), "bare": suite.template}
        for name in sorted(names or scripts):
            rows += measure(odoo, templates, name, scripts[name], scale)
    RESULTS.mkdir(exist_ok=True)
    target = RESULTS / f"{time.strftime('%Y%m%d-%H%M%S')}.json"
    target.write_text(json.dumps({"scale": scale, "rows": rows}, indent=2), "utf-8")
    for line in table(rows):
        console.show(line)
    console.show(f"\nWritten to {target}")
    return 1 if any(row.get("met") is False for row in rows) else 0


def measure(odoo, templates, name, script, scale):
    """Run one measurement in databases of its own and return its rows.

    :param templates: {option: database to copy}
    """
    console.say(f"bench {name}: running at scale {scale}")
    databases = Databases(odoo.server)
    prefix = f"cs_{root_key()}_run_{os.getpid()}_bench_"
    copies = {option: prefix + option for option in templates}
    chosen = [word for option, copy in copies.items() for word in (f"--{option}", copy)]
    RESULTS.mkdir(exist_ok=True)
    target = RESULTS / f"{name}.json"
    target.unlink(missing_ok=True)
    try:
        for option, template in templates.items():
            databases.copy(template, copies[option])
        process.require(
            [ODOO.python, script, "--config", CONFIG, *chosen, "--scale", str(scale),
             "--json", target],
            LOGS / f"bench-{name}.log", f"The measurement {name} failed",
            on_line=console.show, env=odoo.environment(),
        )
    finally:
        for copy in copies.values():
            databases.drop(copy)
    if not target.exists():
        raise Problem(f"The measurement {name} wrote no result.")
    return json.loads(target.read_text("utf-8"))["rows"]


def table(rows):
    """Return the rows as aligned lines.

    >>> for line in table([{"work": "review", "value": 1.5, "unit": "s", "goal": "≤ 2",
    ...                     "met": True}]):
    ...     print(line.rstrip())
    work    value  unit  goal
    review    1.5  s     ≤ 2   met
    """
    cells = [["work", "value", "unit", "goal", ""]]
    words = {True: "met", False: "MISSED", None: ""}
    for row in rows:
        value = row.get("value", "")
        shown = f"{value:.4g}" if isinstance(value, float) else str(value)
        verdict = words[row.get("met")]
        cells.append([row["work"], shown, row.get("unit", ""), row.get("goal", ""), verdict])
    widths = [max(len(str(line[column])) for line in cells) for column in range(5)]
    return [
        f"{line[0]:<{widths[0]}}  {line[1]:>{widths[1]}}  {line[2]:<{widths[2]}}  "
        f"{line[3]:<{widths[3]}}  {line[4]}"
        for line in cells
    ]
