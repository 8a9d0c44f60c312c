import doctest
import pkgutil
from importlib import import_module

from odoo.tests import BaseCase, tagged

from .. import tools

TABLES = {f"{tools.__name__}.themes.aliases"}  # nothing to run


@tagged("post_install", "-at_install")
class TestDoctests(BaseCase):
    def test_each_tool_does_what_its_examples_say(self):
        for found in pkgutil.walk_packages(tools.__path__, f"{tools.__name__}."):
            if found.ispkg or found.name in TABLES:
                continue
            result = doctest.testmod(import_module(found.name))
            self.assertTrue(result.attempted, found.name)
            self.assertFalse(result.failed, found.name)
