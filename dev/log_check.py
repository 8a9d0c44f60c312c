"""The log of a server must be clean: no warning, no error."""

from . import process
from .layout import LOGS, ROOT
from .odoo_tests import Count
from .virtualenv import ODOO


def log_findings(log):
    """Return one passed or failed check for the log of an Odoo server."""
    report = LOGS / f"{log.stem}.check"
    code = process.follow(
        [ODOO.python, "-m", "checklog_odoo", "--no-echo", "-c", ROOT / "checklog-odoo.cfg", log],
        report,
    )
    if not code:
        return Count(passed=1)
    said = report.read_text("utf-8", "replace").strip()
    return Count(failed=1, notes=[f"log {log.name} is not clean:\n{said}"])
