from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tests import tagged

from .common import MILLION, LoyaltyCase


@tagged("post_install", "-at_install")
class TestReview(LoyaltyCase):
    def test_first_review_is_a_rule_and_says_so(self):
        group = self.make_group()
        self.invoice(self.lan, 50, "2027-06-10")
        self.assertEqual(self.review(group), [("Lan", "", "T1", "enrol", "rule")])
        event = self.env["cs.tier.event"].search([("group_id", "=", group.id)])
        contribution = self.env["cs.tier.contribution"].search([("partner_id", "=", self.lan.id)])
        self.assertEqual(event.decision["contribution"], 50 * MILLION)
        self.assertEqual(event.decision["documents"], contribution.ids)
        self.assertEqual(event.decision["windows"], [["2026-06-15", "2027-06-15"]])
        self.assertEqual(event.decision["gap"], 50 * MILLION)
        self.assertEqual(event.create_uid, self.env.user)

    def test_decision_of_a_move(self):
        group = self.make_group()
        self.review(group)
        move = self.invoice(self.lan, 110, "2027-06-10")
        self.review(group)
        event = self.env["cs.tier.event"].search([("group_id", "=", group.id)])
        self.assertEqual(event.decision["documents"], [move.id * 4])
        self.assertEqual(event.decision["thresholds"][str(event.to_tier_id.id)], 100 * MILLION)
        self.assertNotIn("Lan", str(event.decision))

    def test_new_rules_move_without_mail_or_cause(self):
        group = self.make_group()
        self.lan.email = "lan@example.com"
        self.invoice(self.lan, 50, "2027-06-10")
        self.review(group)
        group.tier_ids[1].threshold = 45 * MILLION
        with self.assertAppends("cs.contact.log", 0):
            events = group._review()
        self.assertEqual((events.kind, events.cause), ("upgrade", "rule"))

    def test_document_of_a_later_day_is_left_out(self):
        group = self.make_group()
        origin = self.invoice(self.lan, 50, "2027-01-10")
        self.refund(origin, 50, "2027-03-10")
        self.review(group, "2027-03-09")
        self.assertEqual(self.member(group).tier_id.name, "T1")
        self.review(group, "2027-03-10")
        self.assertFalse(self.member(group).tier_id)

    def test_only_some_members(self):
        group = self.make_group()
        minh = self.make_partner("Minh")
        self.review(group)
        for partner in (self.lan, minh):
            self.invoice(partner, 50, "2027-06-10")
        self.assertEqual(
            self.review(group, partner_ids=minh.ids), [("Minh", "", "T1", "enrol", "organic")]
        )
        self.assertFalse(self.member(group))
        self.assertEqual(self.review(group, partner_ids=[]), [])

    def test_below_the_first_tier_is_a_member_with_a_gap(self):
        group = self.make_group()
        self.invoice(self.lan, 28, "2027-06-10")
        self.assertEqual(self.review(group), [])
        member = self.member(group)
        self.assertFalse(member.tier_id)
        self.assertEqual(member.gap, 12 * MILLION)
        self.assertEqual(member.next_tier_id, group.tier_ids[0])
        self.assertEqual(str(member.last_document_date), "2027-06-10")
        self.invoice(self.lan, 100, "2027-06-11")
        self.review(group)
        self.assertFalse(member.next_tier_id)
        self.assertEqual(member.gap, 0)

    def test_walk_in_customers_take_no_part(self):
        group = self.make_group(partner_domain="[('name', '!=', 'Walk-in')]")
        walk_in = self.make_partner("Walk-in")
        self.invoice(walk_in, 500, "2027-06-10")
        self.invoice(self.lan, 50, "2027-06-10")
        self.review(group)
        self.assertFalse(self.member(group, walk_in))
        self.lan.name = "Walk-in"
        self.assertEqual(self.review(group), [("Walk-in", "T1", "", "leave", "rule")])
        member = self.member(group)
        self.assertFalse(member.tier_id or member.next_tier_id or member.gap)
        self.assertEqual(self.review(group), [])

    def test_who_takes_no_part_any_longer_misses_nothing(self):
        group = self.make_group(partner_domain="[('name', '!=', 'Walk-in')]")
        self.invoice(self.lan, 35, "2027-06-10")
        self.review(group)
        self.assertEqual(self.member(group).gap, 5 * MILLION)
        self.lan.name = "Walk-in"
        self.review(group)
        member = self.member(group)
        self.assertFalse(member.next_tier_id or member.gap)
        self.assertFalse(member._get_gap_sentence())
        self.assertEqual(member._get_progress()["percent"], 0)
        self.assertEqual(member._cs_get_percent(), 0)

    def test_a_year_from_29_february_ends_on_28_february(self):
        group = self.make_group(period="anniversary")
        self.invoice(self.lan, 60, "2024-02-29")
        self.invoice(self.lan, 45, "2025-02-28")
        self.assertEqual(
            self.review(group, "2025-02-28"), [("Lan", "", "T2", "enrol", "rule")]
        )
        self.assertEqual(self.review(group, "2025-03-01"), [])
        self.assertEqual(self.member(group).contribution, 105 * MILLION)
        self.assertEqual(self.review(group, "2026-02-28"), [])
        self.assertEqual(str(self.member(group).at_risk_date), "2026-03-01")
        self.assertEqual(
            self.review(group, "2026-03-01"), [("Lan", "T2", "", "leave", "organic")]
        )

    def test_an_order_taken_back_in_part_is_no_cause(self):
        group = self.make_group((1,), metric="orders")
        group.tier_ids.threshold = 3
        minh = self.make_partner("Minh")
        lans, minhs = (
            [self.invoice(who, 10, day) for day in ("2026-07-01", "2027-01-01", "2027-02-01")]
            for who in (self.lan, minh)
        )
        self.assertEqual(len(self.review(group, "2027-02-01")), 2)
        self.refund(lans[2], 4, "2027-03-01")
        self.refund(minhs[2], 10, "2027-03-01")
        self.assertEqual(
            self.review(group, "2027-03-01"), [("Minh", "T1", "", "leave", "refund")]
        )
        self.assertEqual(self.review(group, "2027-07-01"), [("Lan", "T1", "", "leave", "organic")])

    def test_archived_tier_is_left(self):
        group = self.make_group((40, 100, 150))
        self.invoice(self.lan, 110, "2027-06-10")
        self.review(group)
        group.tier_ids[1].active = False
        self.assertEqual(self.review(group), [("Lan", "T2", "T1", "downgrade", "rule")])
        self.assertEqual(self.member(group).next_tier_id.name, "T3")

    def test_group_without_tiers(self):
        group = self.make_group(())
        self.invoice(self.lan, 110, "2027-06-10")
        self.assertEqual(self.review(group), [])
        self.assertEqual(self.member(group).contribution, 110 * MILLION)

    def test_replayed_history_is_silent(self):
        group = self.make_group()
        self.lan.email = "lan@example.com"
        self.review(group, "2027-06-01")
        self.invoice(self.lan, 50, "2027-06-02")
        with self.assertAppends("cs.contact.log", 0):
            self.assertEqual(
                self.review(group, "2027-06-02"), [("Lan", "", "T1", "enrol", "organic")]
            )

    def test_every_path_calls_the_hook_with_its_moves(self):
        calls = []
        self.patch(
            type(self.env["cs.tier.event"]),
            "_after_moves",
            lambda events, silent: calls.append((events.mapped("kind"), silent)),
        )
        group = self.make_group()
        self.invoice(self.lan, 50, "2027-06-10")
        group._review()
        self.invoice(self.lan, 60, "2027-06-11")
        group._review()
        group._review(as_of=fields.Date.to_date("2028-06-15"))
        self.assertEqual(
            calls, [(["enrol"], True), (["upgrade"], False), (["leave"], True)]
        )

    def test_public_review(self):
        group = self.make_group()
        self.invoice(self.lan, 50, "2027-06-10")
        moved = group.with_user(self.manager).cs_review()
        event = self.env["cs.tier.event"].search([("group_id", "=", group.id)])
        self.assertEqual(
            moved,
            [
                {
                    "id": event.id,
                    "partner_id": self.lan.id,
                    "group_id": group.id,
                    "date": "2027-06-15",
                    "from_tier_id": False,
                    "to_tier_id": group.tier_ids[0].id,
                    "kind": "enrol",
                    "cause": "rule",
                }
            ],
        )
        self.assertEqual(group.with_user(self.manager).cs_review(), [])
        self.assertEqual(str(group.reviewed_on), "2027-06-15")

    def test_button_says_what_happened(self):
        group = self.make_group().with_user(self.manager)
        self.invoice(self.lan, 50, "2027-06-10")
        self.assertIn("another tier: 1.", group.action_review()["params"]["message"])
        self.assertIn("already", group.action_review()["params"]["message"])
        self.assertEqual(
            group.action_open_members()["domain"], [("group_id", "=", group.id)]
        )

    def test_another_review_is_running(self):
        group = self.make_group()
        none = self.env["cs.tier.group"]
        self.patch(type(none), "try_lock_for_update", lambda *args, **kwargs: none)
        with self.assertRefused(UserError, "try again in a minute"):
            group.cs_review()

    def test_nightly(self):
        group = self.make_group()
        self.invoice(self.lan, 50, "2027-06-10")
        with self.enter_registry_test_mode():
            self.env.ref("cs_loyalty.ir_cron_review").method_direct_trigger()
        self.assertEqual(self.member(group).tier_id.name, "T1")

    def test_search_by_tier(self):
        group = self.make_group()
        minh = self.make_partner("Minh")
        hoa = self.make_partner("Hoa")
        child = self.make_partner("Child", parent_id=self.lan.id, type="contact")
        self.invoice(self.lan, 50, "2027-06-10")
        self.invoice(minh, 10, "2027-06-10")
        self.review(group)
        people = self.lan | minh | hoa | child
        tier = group.tier_ids[0]
        partners = self.env["res.partner"].with_user(self.seller)
        mine = Domain("id", "in", people.ids)

        def found(*condition):
            return partners.search(mine & Domain(*condition))

        self.assertEqual(found("cs_tier_id", "=", tier.id), self.lan | child)
        self.assertEqual(found("cs_tier_id", "!=", False), self.lan | child)
        self.assertEqual(found("cs_tier_id", "=", False), minh | hoa)
        self.assertEqual(found("cs_tier_id", "!=", tier.id), minh | hoa)
        self.assertEqual(found("cs_tier_id", "in", [tier.id, False]), people)
        self.assertEqual(found("cs_tier_id", "ilike", "t1"), self.lan | child)
        self.assertEqual(found("cs_tier_id.rank", "=", 1), self.lan | child)
