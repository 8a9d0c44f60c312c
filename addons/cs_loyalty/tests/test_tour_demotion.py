from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo.tests import HttpCase, tagged

from .common import LoyaltyCase


@tagged("post_install", "-at_install")
class TestTourDemotion(HttpCase, LoyaltyCase):
    """Journey 3: a tier goes when its purchases leave the window, and the screen says why."""

    def test_journey_3_one_step_down_after_grace_and_explained(self):
        group = self.make_group(
            (40, 100, 150), downgrade_policy="one_step", retention_months=12, grace_days=30
        )
        self.manager.lang = "en_US"
        self.lan.name = "Lan Journey"
        bought = group._today() - relativedelta(months=12) - timedelta(days=40)
        until = bought + relativedelta(months=12)
        self.invoice(self.lan, 160, bought)
        self.review(group, bought)
        member = self.member(group)
        self.assertEqual((member.tier_id.name, member.valid_until), ("T3", until))
        self.assertEqual(self.review(group, until + timedelta(days=1)), [])
        self.assertTrue(member.in_grace, "warned, and given time")
        down = [("Lan Journey", "T3", "T2", "downgrade", "organic")]
        self.assertEqual(self.review(group, until + timedelta(days=31)), down)
        self.assertEqual(self.review(group), [], "one step at most")
        self.start_tour(
            f"/odoo/action-cs_loyalty.cs_tier_membership_action/{member.id}",
            "cs_loyalty_journey_3",
            login=self.manager.login,
        )
