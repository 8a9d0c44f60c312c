from collections import defaultdict
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.addons.cs_base.tests.hostile import SEEDED
from odoo.tests import BaseCase, tagged

from ..tools import at_risk, decision, periods
from ..tools.decision import Override, Rule, Standing, decide, overridden
from .common import LoyaltyCase

START = date(2024, 1, 30)
PARTNERS = 12
FAST = settings(SEEDED, max_examples=100)

rules = st.builds(
    Rule,
    st.sampled_from([(40, 100), (40, 100, 150), (0, 60), (30,)]),
    st.sampled_from(decision.POLICIES),
    st.sampled_from([0, 0, 1, 3, 12]),
    st.sampled_from([0, 0, 20]),
)
spans = st.sampled_from(periods.PERIODS)
lengths = st.sampled_from([1, 3, 6, 12])
metrics = st.sampled_from(["spend", "spend", "orders"])
offsets = st.integers(0, 800)
# Customer, day of the document, amount, and how many days later some of it is taken back.
sale = st.tuples(
    st.integers(0, PARTNERS - 1),
    offsets,
    st.integers(1, 90),
    st.sampled_from([None, None, None, 0, 15, 200]),
)
# A refund that names no invoice.
lone = st.tuples(st.integers(0, PARTNERS - 1), offsets, st.integers(-60, -1), st.none())
trades = st.lists(st.one_of(sale, sale, sale, lone), min_size=5, max_size=60)
# At which review, for whom, which tier, how, and for how many days.
set_by_hand = st.tuples(
    st.integers(0, 3),
    st.integers(0, PARTNERS - 1),
    st.integers(1, 2),
    st.sampled_from(["floor", "fixed"]),
    st.sampled_from([None, 10, 200]),
)
reviews = st.lists(st.integers(0, 900), min_size=4, max_size=5, unique=True).map(sorted)


@tagged("post_install", "-at_install")
class TestPureProperties(BaseCase):
    """The day on which a tier is lost is the one that daily reviews would find."""

    @FAST
    @given(
        rules, spans, lengths, st.integers(60, 160), st.booleans(), st.lists(sale, max_size=6), lone
    )
    def test_first_loss_is_what_daily_reviews_find(
        self, rule, period, months, first, alone, trade, refund
    ):
        rows = [(START, first, "first")]
        rows += [(START + timedelta(days=o // 8), a, str(i)) for i, (_p, o, a, _b) in
                 enumerate(trade)]
        if alone:
            rows.append((START + timedelta(days=refund[1] // 8), refund[2], "lone"))
        day = START + timedelta(days=100)

        def value(on):
            return at_risk.value_on(rows, period, on, months, START)

        standing = decide(value(day), Standing(), rule, day)
        steps = at_risk.value_steps(rows, period, day, months, START)
        found = at_risk.first_loss(day, standing, rule, steps)
        held, on = standing, day
        while on < day + timedelta(days=1100) and held.position >= standing.position:
            on += timedelta(days=1)
            held = decide(value(on), held, rule, on)
        self.assertEqual(found, on if held.position < standing.position else None)


@tagged("post_install", "-at_install")
class TestProperties(LoyaltyCase):
    """The statement of the review decides as the pure functions do, whoever traded how."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = [cls.make_partner(f"P{index}") for index in range(PARTNERS)]
        cls.group = cls.make_group((1, 2, 3))

    def test_a_group_is_reviewed_as_each_member_would_be(self):
        @FAST
        @given(rules, spans, lengths, metrics, trades, st.lists(set_by_hand, max_size=4), reviews)
        def check(rule, period, months, metric, trade, by_hand, days):
            self._start_anew()
            self._check(rule, period, months, metric, trade, by_hand, days)

        check()

    def _start_anew(self):
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL cs.ledger_maintenance = 'on'")
        for table in ("cs_tier_event", "cs_tier_membership", "cs_tier"):
            self.env.cr.execute(f"DELETE FROM {table} WHERE group_id = %s", [self.group.id])
        self.env.cr.execute(
            "DELETE FROM account_move WHERE partner_id = ANY(%s)",
            [[partner.id for partner in self.partners]],
        )
        self.env.invalidate_all(flush=False)

    def _set_rules(self, rule, period, months, metric):
        self.env.cr.execute(
            """UPDATE cs_tier_group SET period = %s, period_months = %s, metric = %s,
                      retention_months = %s, grace_days = %s, downgrade_policy = %s,
                      reviewed_version = 0 WHERE id = %s""",
            [period, months, metric, rule.retention_months, rule.grace_days, rule.policy,
             self.group.id],
        )
        self.env.cr.execute(
            """INSERT INTO cs_tier (group_id, name, rank, threshold, active)
               SELECT %s, jsonb_build_object('en_US', 'T' || rank), rank, threshold, TRUE
                 FROM unnest(%s::numeric[]) WITH ORDINALITY AS tier (threshold, rank)
               RETURNING id""",
            [self.group.id, list(rule.thresholds)],
        )
        return [row[0] for row in self.env.cr.fetchall()]

    def _seed_trade(self, trade):
        """Insert the documents; return {place of the customer: rows as the rules see them}."""
        documents = defaultdict(list)
        sales = [
            (self.partners[place], amount, START + timedelta(days=offset), None)
            for place, offset, amount, _back in trade
        ]
        refunds = []
        for (place, _offset, amount, back), (partner, _amount, day, _none), move in zip(
            trade, sales, self.seed(sales), strict=True
        ):
            documents[place].append((day, day, amount, move))
            if back is not None:
                later = day + timedelta(days=back)
                refunds.append((partner, -(amount // 2 + 1), later, move))
                documents[place].append((day, later, -(amount // 2 + 1), move))
        if refunds:
            self.seed(refunds)
        return documents

    def _check(self, rule, period, months, metric, trade, by_hand, days):
        if metric == "orders":
            rule = Rule(
                tuple(number // 35 for number in rule.thresholds),
                rule.policy,
                rule.retention_months,
                rule.grace_days,
            )
        tiers = self._set_rules(rule, period, months, metric)
        documents = self._seed_trade(trade)
        standings, overrides = {}, {}
        for turn, offset in enumerate(days):
            day = START + timedelta(days=offset)
            for at, place, tier, kind, lasting in by_hand:
                if at == turn and place in standings and tier <= len(tiers):
                    until = lasting and day + timedelta(days=lasting)
                    overrides[place] = Override(tier, kind, until)
                    self._set_by_hand(place, tiers[tier - 1], kind, until)
            self.env.invalidate_all()
            self.group._review(as_of=day)
            found = self._read_members(tiers)
            expected = {}
            for place in range(PARTNERS):
                rows = [
                    (when, amount, key)
                    for when, dated, amount, key in documents[place]
                    if dated <= day and when <= day
                ]
                if not self._in_reach(rows, period, day, months) and place not in standings:
                    continue
                expected[place] = self._decide(
                    place, rows, (rule, period, months, metric), day, standings, overrides
                )
            self.assertEqual(found, expected, f"on {day}")

    def _in_reach(self, rows, period, day, months):
        if period in ("anniversary", "lifetime"):
            return bool(rows)
        after = periods.windows(period, day, months)[0][0]
        return any(row[0] > after for row in rows)

    def _decide(self, place, rows, terms, day, standings, overrides):
        rule, period, months, metric = terms
        anchor = min((row[0] for row in rows), default=day)
        value = at_risk.value_on(rows, period, day, months, anchor, metric) if rows else 0
        standing = decide(value, standings.get(place, Standing()), rule, day)
        standings[place] = standing
        override = overrides.get(place)
        if override and override.until and day > override.until:
            override = overrides.pop(place) and None
        steps = [(day, 0)]
        if rows:
            steps = at_risk.value_steps(rows, period, day, months, anchor, metric)
        return (
            value,
            overridden(standing.position, override, day),
            standing.valid_until,
            standing.grace_until,
            at_risk.first_loss(day, standing, rule, steps, override),
        )

    def _set_by_hand(self, place, tier_id, kind, until):
        self.env.cr.execute(
            """UPDATE cs_tier_membership
                  SET own_tier_id = CASE WHEN manual_tier_id IS NULL THEN tier_id
                                         ELSE own_tier_id END,
                      manual_tier_id = %s, manual_kind = %s, manual_until = %s,
                      manual_reason = 'Test'
                WHERE group_id = %s AND partner_id = %s""",
            [tier_id, kind, until, self.group.id, self.partners[place].id],
        )

    def _read_members(self, tiers):
        self.env.cr.execute(
            """SELECT partner_id, contribution, tier_id, valid_until, grace_until, at_risk_date
                 FROM cs_tier_membership WHERE group_id = %s""",
            [self.group.id],
        )
        places = {partner.id: place for place, partner in enumerate(self.partners)}
        positions = {tier: place for place, tier in enumerate(tiers, start=1)}
        return {
            places[partner]: (value, positions.get(tier, 0), *rest)
            for partner, value, tier, *rest in self.env.cr.fetchall()
        }
