import doctest

from odoo.tests import BaseCase, tagged

from ..tools import codes


@tagged("post_install", "-at_install")
class TestDoctests(BaseCase):
    def test_codes_are_as_their_examples_say(self):
        result = doctest.testmod(codes)
        self.assertTrue(result.attempted)
        self.assertFalse(result.failed)
