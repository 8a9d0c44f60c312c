import doctest

from odoo.tests import BaseCase, tagged

from ..tools import answer, mailtext, nps, sampling, scale, window


@tagged("post_install", "-at_install")
class TestDoctests(BaseCase):
    def test_each_tool_does_what_its_examples_say(self):
        for module in (answer, mailtext, nps, sampling, scale, window):
            result = doctest.testmod(module)
            self.assertTrue(result.attempted, module.__name__)
            self.assertFalse(result.failed, module.__name__)
