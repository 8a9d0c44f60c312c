from odoo.tests import HttpCase, tagged

from .common import CsCommon
from .hostile import HostileCase, some_fields


@tagged("post_install", "-at_install")
class TestHostile(HostileCase, CsCommon, HttpCase):
    """What strangers send to the page where a customer says what we may send."""

    fields = some_fields("survey", "marketing", "List-Unsubscribe")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lan = cls._partner("Chị Lan", email="lan@example.com")
        cls.path = f"/cs/preferences/{cls.lan._cs_token()}"

    def test_opening_the_page_writes_nothing(self):
        self.get_anything(self.path)
        self.assertFalse(self.env["cs.consent"].search_count([("address", "=", "lan@example.com")]))

    def test_saving(self):
        self.post_anything(self.path)
        other = self._partner("Anh Hai", email="hai@example.com")
        self.assertFalse(other.cs_survey_opt_out or other.cs_marketing_opt_out)

    def test_links_that_do_not_exist(self):
        self.open_links_that_do_not_exist("/cs/preferences/")
