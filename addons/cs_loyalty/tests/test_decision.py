import doctest
import random
from datetime import date, timedelta
from decimal import Decimal

from odoo.tests import TransactionCase, tagged

from ..tools import at_risk, benefits, codes, decision, periods, phone, points, replay
from ..tools.decision import Rule, Standing, decide
from .common import MILLION, LoyaltyCase


@tagged("post_install", "-at_install")
class TestTools(TransactionCase):
    def test_examples_in_the_documentation_hold(self):
        for module in (at_risk, benefits, codes, decision, periods, phone, points, replay):
            result = doctest.testmod(module)
            self.assertGreater(result.attempted, 0)
            self.assertEqual(result.failed, 0)


@tagged("post_install", "-at_install")
class TestDecision(LoyaltyCase):
    def test_never(self):
        group = self.make_group((40, 100), downgrade_policy="never")
        self.invoice(self.lan, 110, "2025-01-10")
        self.review(group, "2025-01-10")
        self.assertEqual(self.review(group, "2026-06-10"), [])
        self.assertEqual(self.member(group).tier_id.name, "T2")
        self.assertEqual(self.member(group).contribution, 0)

    def test_sql_decides_as_python(self):
        """Random trade under every period, policy, retention and grace: two answers, one truth."""
        rng = random.Random(2026)  # noqa: S311
        start = date(2024, 1, 1)
        partners = [self.make_partner(f"R{index}") for index in range(10)]
        trade = {partner: [] for partner in partners}
        for _index in range(60):
            partner = rng.choice(partners)
            day = start + timedelta(days=rng.randint(0, 900))
            amount = rng.randint(5, 70)
            trade[partner].append((day, amount))
            self.invoice(partner, amount, day)
        for period in periods.PERIODS:
            for policy in decision.POLICIES:
                self._compare(trade, rng, period, policy)

    def _compare(self, trade, rng, period, policy):
        retention, grace = rng.choice([0, 3, 12]), rng.choice([0, 20])
        rule = Rule((40 * MILLION, 100 * MILLION), policy, retention, grace)
        group = self.make_group(
            (40, 100),
            name=f"{period} {policy}",
            is_primary=False,
            period=period,
            period_months=6,
            downgrade_policy=policy,
            retention_months=retention,
            grace_days=grace,
        )
        standings = {}
        for step in range(12):
            day = date(2024, 3, 31) + timedelta(days=step * 83 + rng.randint(0, 20))
            self.review(group, day)
            for partner, sales in trade.items():
                value = self._contribution(sales, period, day)
                if value is None and partner not in standings:
                    continue
                held = standings.get(partner, Standing())
                standings[partner] = decide(value or 0, held, rule, day)
                member = self.member(group, partner)
                self.assertEqual(
                    (
                        member.contribution,
                        member.tier_id.rank,
                        member.valid_until or None,
                        member.grace_until or None,
                    ),
                    (
                        value or 0,
                        standings[partner].position,
                        standings[partner].valid_until,
                        standings[partner].grace_until,
                    ),
                    f"{period} {policy} {retention} {grace} {day} {partner.name}",
                )

    def _contribution(self, sales, period, day):
        """Return the sum in plain Python, or None where no document is in reach."""
        past = [sale for sale in sales if sale[0] <= day]
        anchor = min((when for when, _amount in past), default=None)
        if anchor is None:
            return None
        spans = periods.windows(period, day, 6, anchor)
        reach = [s for s in past if spans[0][0] is None or s[0] > spans[0][0]]
        if not reach and period != "anniversary":
            return None
        return float(max(self._sum(past, *span) for span in spans))

    def _sum(self, sales, after, until):
        return sum(
            Decimal(amount) * MILLION
            for day, amount in sales
            if (not after or day > after) and day <= until
        )
