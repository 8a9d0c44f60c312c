from odoo.tests import tagged

from .common import LoyaltyCase


@tagged("post_install", "-at_install")
class TestSettings(LoyaltyCase):
    def test_group_shown_on_customers(self):
        retail = self.make_group()
        dealers = self.make_group(name="Dealers", is_primary=False)
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.cs_primary_group_id, retail)
        settings.cs_primary_group_id = dealers
        self.assertFalse(retail.is_primary)
        self.assertTrue(dealers.is_primary)
        self.assertEqual(self.env["cs.tier.group"]._primary(self.company), dealers)
        settings.cs_primary_group_id = False
        self.assertFalse(self.env["cs.tier.group"]._primary(self.company))
        self.assertFalse(self.lan.cs_tier_id)

    def test_hour_of_the_nightly_review(self):
        cron = self.env.ref("cs_loyalty.ir_cron_review")
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.cs_next_review, cron.nextcall)
        settings.cs_next_review = "2027-06-16 19:00:00"
        settings.execute()
        self.assertEqual(str(cron.nextcall), "2027-06-16 19:00:00")
        settings.cs_next_review = False
        settings.execute()
        self.assertEqual(str(cron.nextcall), "2027-06-16 19:00:00")
