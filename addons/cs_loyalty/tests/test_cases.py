import random
from datetime import timedelta
from decimal import Decimal

from odoo.addons.cs_base.tools import lunar
from odoo.tests import tagged

from .common import MILLION, LoyaltyCase


@tagged("post_install", "-at_install")
class TestCases(LoyaltyCase):
    """The worked cases of the specification, with their numbers."""

    def test_case_1_a_refund_follows_its_origin(self):
        group = self.make_group((40, 100))
        december = self.invoice(self.lan, 60, "2025-12-10")
        self.review(group, "2025-12-10")
        self.assertEqual(self.member(group).tier_id.name, "T1")

        self.invoice(self.lan, 45, "2026-01-05")
        self.assertEqual(
            self.review(group, "2026-01-05"), [("Lan", "T1", "T2", "upgrade", "organic")]
        )
        self.assertEqual(self.member(group).contribution, 105 * MILLION)

        self.refund(december, 6, "2026-01-20")
        self.assertEqual(self.review(group, "2026-01-19"), [])
        self.assertEqual(
            self.review(group, "2026-01-20"), [("Lan", "T2", "T1", "downgrade", "refund")]
        )
        self.assertEqual(self.member(group).contribution, 99 * MILLION)

        self.assertEqual(self.review(group, "2026-12-09"), [])
        self.assertEqual(self.member(group).contribution, 99 * MILLION)
        self.assertEqual(self.review(group, "2026-12-10"), [])
        self.assertEqual(self.member(group).contribution, 45 * MILLION)
        self.assertEqual(self.member(group).tier_id.name, "T1")

    def test_case_1_exactly_the_threshold(self):
        group = self.make_group((40, 100))
        minh = self.make_partner("Minh")
        self.invoice(self.lan, 100, "2026-01-05")
        self.invoice(minh, 99.999999, "2026-01-05")
        self.review(group, "2026-01-05")
        self.assertEqual(self.member(group).tier_id.name, "T2")
        self.assertEqual(self.member(group, minh).contribution, 99_999_999)
        self.assertEqual(self.member(group, minh).tier_id.name, "T1")
        self.assertEqual(self.member(group, minh).gap, 1)

    def test_case_2_currency(self):
        for day, rate in (("2026-01-01", 24_000), ("2026-02-01", 26_000)):
            self.env["res.currency.rate"].create(
                {
                    "name": day,
                    "currency_id": self.usd.id,
                    "company_id": self.company.id,
                    "inverse_company_rate": rate,
                }
            )
        group = self.make_group((1, 2))
        sale = self.invoice(self.lan, 0.001, "2026-01-10", currency_id=self.usd.id)
        self.assertEqual(sale.amount_untaxed_signed, 24 * MILLION)
        self.review(group, "2026-01-10")
        self.assertEqual(self.member(group).contribution, 24 * MILLION)
        back = self.refund(sale, 0.001, "2026-02-10")
        self.assertEqual(back.amount_untaxed_signed, -26 * MILLION)
        self.review(group, "2026-02-10")
        self.assertEqual(self.member(group).contribution, 0)

        other = self.invoice(self.lan, 48, "2026-01-15")
        self.refund(other, 0.002, "2026-02-10", currency_id=self.usd.id)
        self.review(group, "2026-02-10")
        self.assertEqual(self.member(group).contribution, 0, "48M less 2,000 USD at 24,000")

    def _trade_before_tet(self):
        """40M over the 30 days before each Tết, 60/335 M on every other day, for three years."""
        holidays = [lunar.new_year(year) for year in (2025, 2026, 2027)]
        start, rows = lunar.new_year(2024), []
        for index in range((holidays[-1] - start).days):
            day = start + timedelta(days=index)
            busy = any(0 < (holiday - day).days <= 30 for holiday in holidays)
            amount = Decimal(40 * MILLION) / 30 if busy else Decimal(60 * MILLION) / 335
            rows.append((self.lan, round(amount, 2), day, None))
        self.seed(rows)

    def _sums(self, group, *days, decimals=2):
        """Return the contribution on each day, in millions."""
        sums = []
        for day in days:
            self.review(group, day)
            sums.append(round(self.member(group).contribution / MILLION, decimals))
        return sums

    def test_case_3_tet_drift(self):
        self.assertEqual(str(lunar.new_year(2030)), "2030-02-02")
        self._trade_before_tet()
        days = ("2026-01-29", "2027-02-05")
        moon = self.make_group((90, 110), period="lunar_year")
        sun = self.make_group((90, 110), name="Rolling", is_primary=False)
        self.assertEqual(self._sums(sun, *days, decimals=1), [79.2, 112.7])
        self.assertEqual(self._moves(sun), ["T2"], "demoted by the moon, and promoted by it")
        self.assertEqual(self._sums(moon, *days), [98.03, 103.4])
        self.assertEqual(self._moves(moon), ["T1"], "the same customer, the same tier")

    def test_case_3_the_running_year_may_only_upgrade(self):
        group = self.make_group((40, 100), period="lunar_year")
        self.invoice(self.lan, 50, "2025-06-10")
        self.review(group, "2026-02-16")
        self.assertEqual(self.member(group).tier_id.name, "T1", "by the running year")
        self.assertEqual(self._sums(group, "2026-02-17"), [50], "Tết: now the completed year")
        self.invoice(self.lan, 110, "2026-02-17")
        self.assertEqual(self._sums(group, "2026-02-17"), [110], "raised within the year")
        self.assertEqual(self._sums(group, "2027-02-05", "2027-02-06"), [110, 110])
        self.assertEqual(self._sums(group, "2028-01-25", "2028-01-26"), [110, 0])
        self.assertEqual(self._moves(group), ["T1", "T2", ""])

    def _moves(self, group):
        events = self.env["cs.tier.event"].search([("group_id", "=", group.id)], order="id")
        return [event.to_tier_id.name or "" for event in events]

    def test_case_4_commercial_entity(self):
        group = self.make_group((100, 150))
        entity = self.make_partner("A", is_company=True)
        first = self.make_partner("A1", parent_id=entity.id)
        second = self.make_partner("A2", parent_id=entity.id)
        subsidiary = self.make_partner("B", is_company=True, parent_id=entity.id)
        trade = ((entity, 40), (first, 35), (second, 30), (subsidiary, 50))
        for partner, amount in trade:
            self.invoice(partner, amount, "2026-01-10")
        self.review(group, "2026-01-10")
        self.assertEqual(self.member(group, entity).contribution, 105 * MILLION)
        self.assertEqual(self.member(group, entity).tier_id.name, "T1")
        self.assertEqual(self.member(group, subsidiary).contribution, 50 * MILLION)
        self.assertFalse(self.member(group, subsidiary).tier_id)

        past = self.env["cs.tier.event"].search([("partner_id", "=", entity.id)])
        before = past.read()
        first.parent_id = False
        self.assertEqual(past.read(), before, "past movements are unchanged")
        self.assertEqual(
            self.review(group, "2026-01-11"), [("A", "T1", "", "leave", "organic")]
        )
        self.assertEqual(self.member(group, entity).contribution, 70 * MILLION)
        self.assertEqual(self.member(group, first).contribution, 35 * MILLION)

        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge((first | entity).ids, entity)
        self.assertEqual(
            self.review(group, "2026-01-12"), [("A", "", "T1", "enrol", "organic")]
        )
        self.assertEqual(self.member(group, entity).contribution, 105 * MILLION)
        members = self.env["cs.tier.membership"].search([("group_id", "=", group.id)])
        self.assertEqual(sum(members.mapped("contribution")), 155 * MILLION)

    def test_case_5_identity(self):
        group = self.make_group((40, 100))
        names = {"01682345678": 40, "0382345678": 35, "+84 38 234 5678": 30}
        partners = [self.make_partner(number, phone=number) for number in names]
        for partner, amount in zip(partners, names.values(), strict=True):
            self.invoice(partner, amount, "2026-01-10")
        first, *others = partners
        self.review(group, "2026-01-10")
        for partner in partners:
            self.assertEqual(
                self.env["res.partner"].cs_find_by_phone(partner.phone),
                sorted((p.id for p in partners), reverse=True),
            )
            self.assertEqual(set(partner.cs_duplicate_ids), set(partners) - {partner})
            self.assertFalse(partner.cs_duplicate_doubtful)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([partner.id for partner in partners], first)
        self.assertFalse(any(other.exists() for other in others))
        self.review(group, "2026-01-10")
        member = self.member(group, first)
        self.assertEqual(member.contribution, 105 * MILLION)
        self.assertEqual(member.tier_id.name, "T2")

    def test_case_5_old_landline_is_suggested_never_taken(self):
        landline = self.make_partner("Office", phone="(028) 3822 1234")
        mobile = self.make_partner("Mai", phone="0838221234")
        self.assertEqual(mobile.cs_duplicate_ids, landline)
        self.assertTrue(mobile.cs_duplicate_doubtful)
        found = self.env["res.partner"].name_create("Mai 0838221234")
        self.assertNotIn(found[0], (landline | mobile).ids, "a doubtful number makes a new one")

    def test_case_5_spellings(self):
        find = self.env["res.partner"].cs_find_by_phone
        lan = self.make_partner("Lan", phone="0912345678 (chi Lan)")
        self.assertEqual(lan.phone, "0912345678 (chi Lan)")
        two = self.make_partner("Two", phone="0912000111 / 0987654321")
        usa = self.make_partner(
            "Tom", phone="0905123123", country_id=self.env.ref("base.us").id
        )
        for typed in ("0912345678", "+84912345678", "84 912.345.678", "(+84) 912-345-678"):
            self.assertEqual(find(typed), lan.ids, typed)
        self.assertEqual(find("0912000111"), two.ids)
        self.assertEqual(find("0987654321"), two.ids)
        self.assertEqual(find("0905123123"), usa.ids)
        self.assertEqual(find("01205123123"), [])

    def test_case_6_replay(self):
        group = self.make_group((40, 100, 150), downgrade_policy="one_step")
        twin = self.make_group(
            (40, 100, 150), downgrade_policy="one_step", is_primary=False, name="Twin"
        )
        rng = random.Random(6)  # noqa: S311
        partners = [self.make_partner(f"P{index}") for index in range(8)]
        plan = [
            (rng.choice(partners), rng.randint(1, 60), f"2026-{rng.randint(1, 12):02}-10")
            for _index in range(40)
        ]
        rng.shuffle(plan)
        for partner, amount, day in plan:
            self.invoice(partner, amount, day)
        months = [f"2026-{month:02}-28" for month in range(1, 13)]
        for month in months:
            self.review(group, month)
            with self.assertAppends("cs.tier.event", 0):
                self.review(group, month)
        for month in months:
            self.review(twin, month)
        self.assertEqual(self._history(group), self._history(twin))
        self.assertGreater(len(self._history(group)), 8)

    def _history(self, group):
        events = self.env["cs.tier.event"].search([("group_id", "=", group.id)], order="id")
        return [
            (e.date, e.partner_id, e.kind, e.cause, e.to_tier_id.name, e.decision["contribution"])
            for e in events
        ]

    def test_case_9_one_step_with_grace(self):
        group = self.make_group(
            (40, 100, 150), downgrade_policy="one_step", retention_months=12, grace_days=30
        )
        self.invoice(self.lan, 160, "2025-01-10")
        self.review(group, "2025-01-10")
        self.assertEqual(str(self.member(group).valid_until), "2026-01-10")
        self.review(group, "2026-01-10")
        self.assertFalse(self.member(group).in_grace)
        self.review(group, "2026-01-11")
        self.assertTrue(self.member(group).in_grace)
        self.assertEqual(self.review(group, "2026-02-09"), [])
        self.assertEqual(
            self.review(group, "2026-02-10"), [("Lan", "T3", "T2", "downgrade", "organic")]
        )
        self.assertFalse(self.member(group).in_grace)
        self.review(group, "2027-01-11")
        self.assertEqual(self.review(group, "2027-02-09"), [])
        self.assertEqual(
            self.review(group, "2027-02-10"), [("Lan", "T2", "T1", "downgrade", "organic")]
        )
