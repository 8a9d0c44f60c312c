import psycopg2
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import MILLION, LoyaltyCase


@tagged("post_install", "-at_install")
class TestManual(LoyaltyCase):
    """Tiers set by hand: floors and fixed ones, until a day or until ended."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.make_group((40, 100, 150))
        cls.t1, cls.t2, cls.t3 = cls.group.tier_ids
        cls.invoice(cls.lan, 50, "2027-06-10")
        cls.review(cls.group)
        cls.lan_member = cls.member(cls.group)

    def override(self, tier, kind="floor", until=False, reason="Late delivery", member=None):
        member = (member or self.lan_member).with_user(self.manager)
        member.cs_override(tier.id, kind, reason, until)
        self.env.invalidate_all()

    def last_event(self):
        event = self.env["cs.tier.event"].search([("group_id", "=", self.group.id)], limit=1)
        return event.from_tier_id.name, event.to_tier_id.name, event.kind, event.cause

    def test_a_floor_is_kept_and_exceeded(self):
        self.override(self.t2, until="2027-07-31")
        self.assertEqual(self.last_event(), ("T1", "T2", "upgrade", "manual"))
        self.assertEqual(self.lan_member.tier_id, self.t2)
        self.assertEqual(self.lan_member.own_tier_id, self.t1)
        self.assertEqual(str(self.lan_member.at_risk_date), "2027-08-01")
        self.assertEqual(self.review(self.group), [], "the review keeps it")
        self.invoice(self.lan, 110, "2027-06-14")
        self.assertEqual(
            self.review(self.group), [("Lan", "T2", "T3", "upgrade", "organic")]
        )
        self.assertEqual(self.review(self.group, "2027-08-01"), [])
        self.assertFalse(self.lan_member.manual_tier_id, "ended by the review")

    def test_a_floor_ends_with_its_last_day(self):
        self.override(self.t2, until="2027-07-31")
        self.assertEqual(self.review(self.group, "2027-07-31"), [])
        self.assertEqual(
            self.review(self.group, "2027-08-01"), [("Lan", "T2", "T1", "downgrade", "manual")]
        )
        self.assertFalse(self.lan_member.manual_reason)
        self.assertFalse(self.lan_member.own_tier_id)
        self.assertEqual(str(self.lan_member.at_risk_date), "2028-06-10")

    def test_fixed_is_neither_raised_nor_lost(self):
        self.override(self.t1, "fixed")
        self.invoice(self.lan, 110, "2027-06-14")
        self.assertEqual(self.review(self.group), [])
        self.assertEqual(self.lan_member.own_tier_id, self.t3)
        self.assertFalse(self.lan_member.next_tier_id, "nothing bought would raise her")
        self.assertFalse(self.lan_member.at_risk_date)
        self.assertEqual(self.review(self.group, "2028-06-30"), [])
        self.assertEqual(self.lan_member.tier_id, self.t1)
        self.assertIn("whatever is bought", self.lan_member.headline)

    def test_purchases_go_on_underneath(self):
        """Retention and grace of the purchases run while the tier set by hand covers them."""
        self.group.write({"grace_days": 30})
        self.review(self.group)
        self.override(self.t3, until="2028-06-30")
        self.assertEqual(self.review(self.group, "2028-06-10"), [])
        self.assertEqual(str(self.lan_member.grace_until), "2028-07-09")
        self.assertEqual(
            self.review(self.group, "2028-07-01"), [("Lan", "T3", "T1", "downgrade", "manual")]
        )
        self.assertEqual(
            self.review(self.group, "2028-07-10"), [("Lan", "T1", "", "leave", "organic")]
        )

    def test_end_by_hand(self):
        self.override(self.t3)
        self.assertEqual(self.lan_member.with_user(self.manager).cs_end_override(), [
            self.lan_member.id
        ])
        self.env.invalidate_all()
        self.assertEqual(self.last_event(), ("T3", "T1", "downgrade", "manual"))
        self.assertFalse(self.lan_member.manual_tier_id)
        action = self.lan_member.with_user(self.manager).action_end_override()
        self.assertEqual(action["tag"], "soft_reload")

    def test_another_tier_by_hand(self):
        self.override(self.t3)
        self.override(self.t2)
        self.assertEqual(self.last_event(), ("T3", "T2", "downgrade", "manual"))
        self.assertEqual(self.lan_member.own_tier_id, self.t1)

    def test_no_congratulation_and_a_note(self):
        self.lan.email = "lan@example.com"
        with self.assertAppends("cs.contact.log", 0):
            self.override(self.t2, reason="  Late delivery ")
        note = self.lan.message_ids[0].body
        self.assertIn("at least T2", note)
        self.assertIn("Late delivery", note)
        self.assertEqual(self.lan_member.manual_reason, "Late delivery")

    def test_decision_names_it_and_the_reason_is_not_in_the_ledger(self):
        self.override(self.t2, until="2027-07-31")
        event = self.env["cs.tier.event"].search([("group_id", "=", self.group.id)], limit=1)
        self.assertEqual(event.decision["manual_tier"], self.t2.id)
        self.assertEqual(event.decision["manual_until"], "2027-07-31")
        self.assertEqual(event.decision["own_tier"], self.t1.id)
        self.assertNotIn("Late", str(event.decision))

    def test_a_change_of_rules_keeps_it(self):
        self.override(self.t2)
        self.t1.threshold = 30 * MILLION
        self.assertEqual(self.review(self.group), [])
        self.assertEqual(self.lan_member.tier_id, self.t2)

    def test_bad_input(self):
        for reason in ("", "   ", False):
            with self.assertRefused(UserError, "Say why Lan gets T2 by hand"):
                self.override(self.t2, reason=reason)
        with self.assertRefused(UserError, "cannot be in the past"):
            self.override(self.t2, until="2027-06-14")
        for day, words in (("soon", "is no day"), (5, "is no day"), ("9999-12-31", "too far")):
            with self.assertRefused(UserError, words):
                self.override(self.t2, until=day)
        with self.assertRefused(UserError, "either “floor” or “fixed”"):
            self.override(self.t2, kind="gift")
        other = self.make_group(name="Dealers", is_primary=False)
        with self.assertRefused(UserError, "Choose a tier of Retail"):
            self.override(other.tier_ids[0])
        self.group.partner_domain = "[('name', '!=', 'Lan')]"
        with self.assertRefused(UserError, "takes no part in Retail"):
            self.override(self.t2)
        with mute_logger("odoo.sql_db"), self.assertRefused(psycopg2.Error, "manual_complete"):
            self.lan_member.manual_tier_id = self.t2
            self.env.flush_all()

    def test_managers_only(self):
        for user in (self.seller, self.member_user):
            with self.assertRaises(AccessError):
                self.lan_member.with_user(user).cs_override(self.t2.id, "floor", "Friend")
            with self.assertRaises(AccessError):
                self.lan_member.with_user(user).cs_end_override()
            with self.assertRaises(AccessError):
                self.env["cs.tier.override"].with_user(user).create({})
        self.override(self.t2)
        with self.assertRaises(AccessError):
            self.lan_member.with_user(self.seller).read(["manual_reason"])

    def test_wizard(self):
        action = self.lan_member.with_user(self.manager).action_override()
        wizards = self.env["cs.tier.override"].with_user(self.manager)
        with Form(wizards.with_context(**action["context"])) as form:
            self.assertEqual(form.tier_id, self.t2)
            form.reason = "Friend of the house"
        wizard = form.save()
        wizard.action_apply()
        self.env.invalidate_all()
        self.assertEqual(self.lan_member.tier_id, self.t2)

    def test_wizard_welcomes_a_customer_without_documents(self):
        minh = self.make_partner("Minh")
        child = self.make_partner("Child", parent_id=minh.id)
        wizard = (
            self.env["cs.tier.override"]
            .with_user(self.manager)
            .create({"partner_id": child.id, "tier_id": self.t2.id, "reason": "Opening"})
        )
        self.assertEqual(wizard.group_id, self.group)
        action = wizard.action_apply()
        member = self.env["cs.tier.membership"].browse(action["res_id"])
        self.assertEqual((member.partner_id, member.tier_id), (minh, self.t2))
        self.assertEqual(self.last_event(), (False, "T2", "enrol", "manual"))
        wizard = wizard.create({"partner_id": self.lan.id, "tier_id": self.t2.id})
        with self.assertRefused(UserError, "Say why"):
            wizard.action_apply()

    def test_merge_keeps_the_stronger(self):
        minh = self.make_partner("Minh")
        self.invoice(minh, 60, "2027-06-10")
        self.review(self.group)
        self.override(self.t2, "fixed", reason="A")
        self.override(self.t3, until="2027-12-31", member=self.member(self.group, minh), reason="B")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.lan | minh).ids, self.lan)
        self.env["cs.tier.pending"]._process_batch()
        member = self.member(self.group)
        self.assertEqual(
            (member.manual_tier_id, member.manual_kind, member.manual_reason),
            (self.t3, "floor", "B"),
        )
        self.assertEqual(member.tier_id, self.t3)
        self.assertEqual(member.own_tier_id, self.t2, "by 110M")
