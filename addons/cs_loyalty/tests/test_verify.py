import random
from datetime import date, timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import MILLION, LoyaltyCase


@tagged("post_install", "-at_install")
class TestVerify(LoyaltyCase):
    """The ledger, the memberships and the documents tell the same story, or it is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.make_group((40, 100))

    def findings(self, group=None):
        self.env.flush_all()
        self.env["cs.tier.pending"].search([]).unlink()
        found = (group or self.group).with_user(self.manager).cs_verify()
        return [(row["kind"], row["partner_id"]) for row in found]

    def test_a_random_history_replays_to_the_present(self):
        rng = random.Random(7)  # noqa: S311
        partners = [self.make_partner(f"V{index}") for index in range(20)]
        rows = [
            (
                rng.choice(partners),
                rng.randint(1, 60) * MILLION,
                date(2026, 1, 1) + timedelta(days=rng.randint(0, 500)),
                None,
            )
            for _index in range(120)
        ]
        moves = self.seed(rows)
        self.seed(
            [
                (partner, -amount, day + timedelta(days=30), move)
                for (partner, amount, day, _none), move in zip(rows[:20], moves[:20], strict=True)
            ]
        )
        day = date(2026, 1, 31)
        while day < date(2027, 6, 15):
            self.review(self.group, day)
            day += timedelta(days=17)
        self.review(self.group, date(2027, 6, 15))
        self.assertGreater(
            self.env["cs.tier.event"].search_count([("group_id", "=", self.group.id)]), 20
        )
        self.assertEqual(self.findings(), [])

    def test_steps_grace_and_retention_replay(self):
        group = self.make_group(
            (40, 100, 150),
            name="Kept",
            is_primary=False,
            downgrade_policy="one_step",
            retention_months=3,
            grace_days=10,
            period_months=3,
        )
        self.seed([(self.lan, 160 * MILLION, "2026-11-10", None)])
        day = date(2026, 11, 10)
        while day <= date(2027, 6, 15):
            self.review(group, day)
            day += timedelta(days=1)
        events = self.env["cs.tier.event"].search([("group_id", "=", group.id)])
        self.assertGreater(len(events), 1)
        self.assertEqual(self.findings(group), [])

    def test_steps_each_after_its_grace_replay(self):
        group = self.make_group(
            (40, 100, 150),
            name="Patient",
            is_primary=False,
            downgrade_policy="one_step",
            grace_days=10,
            period_months=3,
        )
        self.seed([(self.lan, 160 * MILLION, "2027-01-10", None)])
        day = date(2027, 1, 10)
        while day <= date(2027, 6, 15):
            self.review(group, day)
            day += timedelta(days=1)
        events = self.env["cs.tier.event"].search([("group_id", "=", group.id)])
        self.assertEqual(
            events.mapped(lambda event: (str(event.date), event.to_tier_id.name or "")),
            [
                ("2027-05-12", ""),
                ("2027-05-01", "T1"),
                ("2027-04-20", "T2"),
                ("2027-01-10", "T3"),
            ],
        )
        self.assertEqual(self.findings(group), [])

    def test_withdrawn_and_moved_documents_leave_the_stored_decision(self):
        entity = self.make_partner("A", is_company=True)
        contact = self.make_partner("A1", parent_id=entity.id)
        self.invoice(entity, 70, "2027-06-10")
        self.invoice(contact, 35, "2027-06-10")
        self.review(self.group)
        gone = self.invoice(self.lan, 50, "2027-06-11")
        self.review(self.group)
        gone.button_draft()
        contact.parent_id = False
        self.review(self.group)
        self.assertEqual(self.findings(), [])

    def test_merged_customers(self):
        minh = self.make_partner("Minh")
        self.invoice(self.lan, 45, "2027-06-10")
        self.review(self.group)
        self.invoice(minh, 110, "2027-06-11")
        self.review(self.group)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.lan | minh).ids, self.lan)
        self.review(self.group)
        self.assertEqual(self.findings(), [])
        self.review(self.group, "2028-06-15")
        self.assertEqual(self.findings(), [], "what follows begins where one of the two ended")

    def test_what_was_tampered_with_is_found(self):
        self.invoice(self.lan, 45, "2027-06-01")
        self.review(self.group, "2027-06-01")
        self.invoice(self.lan, 60, "2027-06-02")
        self.review(self.group, "2027-06-02")
        low, high = self.group.tier_ids
        self.env.cr.execute(
            "UPDATE cs_tier_membership SET tier_id = %s WHERE group_id = %s",
            [low.id, self.group.id],
        )
        self.assertEqual(self.findings(), [("end", self.lan.id), ("state", self.lan.id)])
        self.env.cr.execute(
            "UPDATE cs_tier_membership SET tier_id = %s WHERE group_id = %s",
            [high.id, self.group.id],
        )
        self.env.cr.execute("SET LOCAL cs.ledger_maintenance = 'on'")
        self.env.cr.execute(
            "DELETE FROM cs_tier_event WHERE group_id = %s AND to_tier_id = %s",
            [self.group.id, low.id],
        )
        self.env.cr.execute("SET LOCAL cs.ledger_maintenance = 'off'")
        self.assertEqual(self.findings(), [("chain", self.lan.id)])
        [finding] = self.group.cs_verify()
        self.assertIn("begins at T1, the one before it ended at no tier", finding["message"])
        self.assertNotIn(None, finding.values())

    def test_a_tier_that_the_documents_do_not_give(self):
        """As if a review had been wrong, and its movement with it."""
        self.review(self.group, "2027-06-01")
        self.invoice(self.lan, 45, "2027-06-01")
        self.review(self.group, "2027-06-01")
        group = self.group
        group.downgrade_policy = "never"
        self.review(group, "2027-06-01")
        self.env.cr.execute(
            "UPDATE cs_tier_membership SET tier_id = %s WHERE group_id = %s",
            [group.tier_ids[1].id, group.id],
        )
        self.env["cs.tier.event"]._log(
            [
                {
                    "partner_id": self.lan.id,
                    "group_id": group.id,
                    "date": "2027-06-01",
                    "from_tier_id": group.tier_ids[0].id,
                    "to_tier_id": group.tier_ids[1].id,
                    "kind": "upgrade",
                    "cause": "organic",
                    "decision": {
                        "contribution": 45 * MILLION,
                        "rule_version": group.rule_version,
                        "partner": self.lan.id,
                    },
                }
            ],
            silent=True,
        )
        self.assertEqual(self.findings(), [("replay", self.lan.id)])

    def test_button_and_rights(self):
        self.invoice(self.lan, 45, "2027-06-01")
        self.review(self.group)
        self.env["cs.tier.pending"].search([]).unlink()
        manager = self.group.with_user(self.manager)
        self.assertIn("agree", manager.action_verify()["params"]["message"])
        self.env.cr.execute(
            "UPDATE cs_tier_membership SET tier_id = NULL WHERE group_id = %s", [self.group.id]
        )
        action = manager.action_verify()["params"]
        self.assertIn("Lan holds no tier, the last movement ended at T1", action["message"])
        self.assertEqual(action["type"], "warning")
        with self.assertAppends("cs.tier.event", 0):
            manager.cs_verify()
        for user in (self.seller, self.member_user):
            with self.assertRaises(AccessError):
                self.group.with_user(user).cs_verify()
