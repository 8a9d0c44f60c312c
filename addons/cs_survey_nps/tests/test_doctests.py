import doctest
import pkgutil
from importlib import import_module

from odoo.tests import BaseCase, tagged

from .. import tools


@tagged("post_install", "-at_install")
class TestDoctests(BaseCase):
    def test_each_tool_does_what_its_examples_say(self):
        for found in pkgutil.iter_modules(tools.__path__):
            result = doctest.testmod(import_module(f"{tools.__name__}.{found.name}"))
            self.assertTrue(result.attempted, found.name)
            self.assertFalse(result.failed, found.name)
