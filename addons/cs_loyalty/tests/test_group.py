import psycopg2
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MILLION, LoyaltyCase


@tagged("post_install", "-at_install")
class TestGroup(LoyaltyCase):
    def test_thresholds_out_of_order(self):
        with self.assertRefused(ValidationError, "T2 ranks above T1.*higher than.*100"):
            self.make_group((100, 40))
        group = self.make_group((40, 100))
        with self.assertRefused(ValidationError, "threshold must be higher"):
            group.tier_ids[0].threshold = 100 * MILLION
        with self.assertRefused(ValidationError, "same rank"):
            group.tier_ids[1].rank = 1

    def test_all_thresholds_may_change_together(self):
        group = self.make_group((40, 100))
        low, high = group.tier_ids
        group.write(
            {
                "tier_ids": [
                    Command.update(low.id, {"threshold": 200 * MILLION}),
                    Command.update(high.id, {"threshold": 300 * MILLION}),
                ]
            }
        )
        self.assertEqual(group.tier_ids.mapped("threshold"), [200 * MILLION, 300 * MILLION])
        with self.assertRefused(ValidationError, "threshold must be higher"):
            group.write({"tier_ids": [Command.update(low.id, {"threshold": 300 * MILLION})]})

    def test_a_client_cannot_ask_to_skip_the_check(self):
        group = self.make_group((40, 100))
        tier = group.tier_ids[0].with_context(cs_tiers_together=True)
        with self.assertRefused(ValidationError, "threshold must be higher"):
            tier.threshold = 500 * MILLION

    def test_negative_threshold(self):
        with mute_logger("odoo.sql_db"), self.assertRefused(psycopg2.Error, "threshold_positive"):
            self.make_group((-1,))

    def test_rank_is_given_when_left_out(self):
        group = self.make_group((40, 100))
        added = self.env["cs.tier"].create(
            {"group_id": group.id, "name": "T3", "threshold": 150 * MILLION}
        )
        self.assertEqual(added.rank, 3)
        fresh = self.env["cs.tier.group"].create(
            {
                "name": "Fresh",
                "is_primary": False,
                "tier_ids": [
                    Command.create({"name": "A", "threshold": 1}),
                    Command.create({"name": "B", "threshold": 2}),
                ],
            }
        )
        self.assertEqual(fresh.tier_ids.mapped("rank"), [1, 2])

    def test_two_primary_groups(self):
        first = self.make_group()
        self.assertTrue(first.is_primary, "the first group of a company is the one shown")
        with self.assertRefused(ValidationError, "Retail is already the group shown"):
            self.make_group(name="Dealers", is_primary=True)
        dealers = self.make_group(name="Dealers", is_primary=False)
        first.active = False
        dealers.is_primary = True
        with self.assertRefused(ValidationError, "Dealers is already the group shown"):
            first.active = True

    def test_an_archived_group_is_shown_to_nobody(self):
        group = self.make_group()
        group.active = False
        groups = self.env["cs.tier.group"].with_context(active_test=False)
        self.assertFalse(groups._primary(self.company))
        twin = self.make_group()
        self.assertTrue(twin.with_context(active_test=False).is_primary)
        twin.with_context(active_test=False).write({"is_primary": True})
        self.assertEqual(groups._primary(self.company), twin)

    def test_window_and_keeping_are_checked(self):
        with mute_logger("odoo.sql_db"), self.assertRefused(psycopg2.Error, "months_positive"):
            self.make_group(period_months=0)
        with mute_logger("odoo.sql_db"), self.assertRefused(psycopg2.Error, "keeping_positive"):
            self.make_group(grace_days=-1)

    def test_spans_beyond_the_calendar_are_refused(self):
        group = self.make_group()
        for name in (
            "period_months", "retention_months", "grace_days", "foresight_days", "warning_days"
        ):
            with self.subTest(name), self.assertRefused(ValidationError, "100 years at most"):
                group[name] = 100_000

    def test_filter_that_cannot_be_read(self):
        for text in ("[('name'", "[('no_such_field', '=', 1)]", "__import__('os')"):
            with self.assertRefused(ValidationError, "cannot be read"):
                self.make_group(partner_domain=text)

    def test_orders_are_not_paid(self):
        with self.assertRefused(ValidationError, "Only invoices are paid"):
            self.make_group(source="order", paid_only=True)

    def test_history_keeps_the_group(self):
        group = self.make_group()
        empty = self.make_group(name="Empty", is_primary=False)
        self.invoice(self.lan, 50, "2027-01-10")
        self.review(group)
        with self.assertRefused(UserError, "archive it instead"):
            group.unlink()
        with self.assertRefused(UserError, "have held T1.*archive it instead"):
            group.tier_ids[0].unlink()
        version = group.rule_version
        group.tier_ids[1].unlink()
        self.assertGreater(group.rule_version, version)
        empty.unlink()
        self.assertFalse(empty.exists())

    def test_copy(self):
        group = self.make_group()
        twin = group.copy()
        self.assertEqual(twin.name, "Retail (copy)")
        self.assertFalse(twin.is_primary)
        self.assertEqual(twin.tier_ids.mapped("threshold"), group.tier_ids.mapped("threshold"))
        self.assertEqual(twin.reviewed_version, 0)

    def test_only_rules_make_the_next_review_a_rule_change(self):
        group = self.make_group()
        self.review(group)
        self.assertFalse(group.rules_pending)
        group.write({"name": "Retail 2", "downgrade_policy": group.downgrade_policy})
        group.tier_ids[0].write({"name": "Silver", "color": 4})
        self.assertFalse(group.rules_pending)
        group.tier_ids[0].threshold = 30 * MILLION
        self.assertTrue(group.rules_pending)
        self.review(group)
        group.period_months = 6
        self.assertTrue(group.rules_pending)
        self.review(group)
        group.company_id = group.company_id.id
        self.assertFalse(group.rules_pending)
        group.company_id = self.make_company("Other")
        self.assertTrue(group.rules_pending)

    def test_value_in_the_metric(self):
        group = self.make_group()
        self.assertIn("12,000,000", group._format_value(12_000_000))
        group.metric = "orders"
        self.assertEqual(group._format_value(3), "3 orders")
        group.metric = "units"
        self.assertEqual(group._format_value(3), "3 units")
        self.assertFalse(group.metric_currency_id)
