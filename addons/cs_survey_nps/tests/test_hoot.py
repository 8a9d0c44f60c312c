import logging
import re
from urllib.parse import urlencode

from odoo.tests import HttpCase, tagged

from .common import NpsCommon

SUITE = "@cs_survey_nps/nps_trend"
TESTS = 6
PASSED = "[HOOT] Test suite succeeded"


def suite_id(name):
    """Return the id under which the page of tests knows a suite."""
    total = 0
    for letter in name:
        total = ((total << 5) - total + ord(letter)) & 0xFFFFFFFF
    return f"{total:08x}"


class _Lines(logging.Handler):
    """Keeps what the browser says."""

    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())


@tagged("post_install", "-at_install")
class TestHoot(NpsCommon, HttpCase):
    """The tests of the chart, in the browser; tests that do not run are a failure."""

    def test_the_trend_chart(self):
        self.assertEqual(suite_id("@web/core"), "e39ce9ba")
        options = {
            "headless": 1,
            "loglevel": 2,
            "preset": "desktop",
            "timeout": 30000,
            "id": suite_id(SUITE),
        }
        heard = _Lines()
        self._logger.addHandler(heard)
        self.addCleanup(self._logger.removeHandler, heard)
        self.browser_js(
            f"/web/tests?{urlencode(options)}",
            "",
            "",
            login="nps_manager",
            timeout=300,
            success_signal=PASSED,
            error_checker=lambda message: "[HOOT]" not in message,
        )
        passed = re.findall(r"Passed (\d+) tests", "\n".join(heard.lines))
        self.assertEqual(passed, [str(TESTS)])
