import re

from odoo.tests import HttpCase, no_retry, tagged

_SUITE = "@cs_stockout"
_EXPECTED = 9
_SUCCESS = "[HOOT] Test suite succeeded"


def _job_id(name):
    """Return the id under which the test runner of Odoo knows a suite."""
    number = 0
    for char in name:
        number = ((number << 5) - number + ord(char)) & 0xFFFFFFFF
    return f"{number:08x}"


@tagged("post_install", "-at_install")
class TestHoot(HttpCase):
    """Runs the unit tests of the widgets in a browser, and counts them."""

    @no_retry
    def _run(self, preset):
        with self.assertLogs(f"{type(self).__module__}.{type(self).__qualname__}", "INFO") as logs:
            self.browser_js(
                f"/web/tests?headless&loglevel=2&preset={preset}&timeout=15000"
                f"&id={_job_id(_SUITE)}",
                "",
                "",
                login="admin",
                timeout=300,
                success_signal=_SUCCESS,
                error_checker=lambda message: "[HOOT]" not in message,
            )
        return "\n".join(logs.output)

    def test_the_widget_on_a_desktop(self):
        self._check(self._run("desktop"))

    def _check(self, output):
        passed = re.findall(r"Passed (\d+) tests?", output)
        self.assertEqual([int(number) for number in passed], [_EXPECTED], output[-3000:])


@tagged("post_install", "-at_install")
class TestHootMobile(TestHoot):
    """The same on a phone."""

    browser_size = "375x667"
    touch_enabled = True

    def test_the_widget_on_a_desktop(self):
        self._check(self._run("mobile"))
