import psycopg2
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LoyaltyCase


@tagged("post_install", "-at_install")
class TestLedger(LoyaltyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.make_group()
        cls.invoice(cls.lan, 50, "2027-06-10")
        cls.event = cls.group._review()
        cls.minh = cls.make_partner("Minh")

    def refused(self, query, *params):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(psycopg2.Error, "tier ledger only grows"),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(query, params)

    def test_database_refuses_change_and_deletion(self):
        self.refused("UPDATE cs_tier_event SET kind = 'leave' WHERE id = %s", self.event.id)
        self.refused("UPDATE cs_tier_event SET decision = '{}' WHERE id = %s", self.event.id)
        self.refused(
            "UPDATE cs_tier_event SET partner_id = %s, cause = 'manual' WHERE id = %s",
            self.minh.id,
            self.event.id,
        )
        self.refused("DELETE FROM cs_tier_event WHERE id = %s", self.event.id)
        self.refused("TRUNCATE cs_tier_event")

    def test_merge_may_change_the_customer(self):
        self.env.cr.execute(
            "UPDATE cs_tier_event SET partner_id = %s WHERE id = %s",
            [self.minh.id, self.event.id],
        )
        self.event.invalidate_recordset()
        self.assertEqual(self.event.partner_id, self.minh)

    def test_maintenance_may_change_all(self):
        self.env.cr.execute("SET LOCAL cs.ledger_maintenance = 'on'")
        self.env.cr.execute("DELETE FROM cs_tier_event WHERE id = %s", [self.event.id])
        self.assertFalse(self.event.exists())
        self.env.cr.execute("SET LOCAL cs.ledger_maintenance = 'off'")

    def test_code_refuses_with_a_sentence(self):
        with self.assertRefused(UserError, "cannot be changed"):
            self.event.kind = "leave"
        with self.assertRefused(UserError, "cannot be deleted"):
            self.event.unlink()
        self.event.partner_id = self.minh
        self.assertEqual(self.event.partner_id, self.minh)

    def test_guard_survives_an_update(self):
        self.env["cs.tier.event"].init()
        self.refused("DELETE FROM cs_tier_event WHERE id = %s", self.event.id)

    def test_a_customer_with_history_stays(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.Error), self.env.cr.savepoint():
            self.env.cr.execute("DELETE FROM res_partner WHERE id = %s", [self.lan.id])

    def test_uninstallation_drops_the_function(self):
        from ..hooks import uninstall_hook

        uninstall_hook(self.env)
        self.env.cr.execute("SELECT 1 FROM pg_proc WHERE proname = 'cs_tier_event_guard'")
        self.assertFalse(self.env.cr.fetchone())
        self.assertFalse(self.event.exists(), "nothing holds tiers and customers back")

    def test_open_membership(self):
        action = self.event.action_open_membership()
        self.assertEqual(action["res_id"], self.member(self.group).id)
