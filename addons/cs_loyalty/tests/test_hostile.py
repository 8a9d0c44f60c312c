from odoo.addons.cs_base.tests.hostile import HostileCase
from odoo.tests import HttpCase, tagged

from .common import LoyaltyCase


@tagged("post_install", "-at_install")
class TestHostile(HostileCase, LoyaltyCase, HttpCase):
    """What strangers send to the member's card."""

    def test_opening_the_card(self):
        self.get_anything(f"/cs/card/{self.lan._cs_token()}")
        self.post_anything(f"/cs/card/{self.lan._cs_token()}")

    def test_cards_that_do_not_exist(self):
        self.open_links_that_do_not_exist("/cs/card/")
