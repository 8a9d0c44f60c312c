import random
from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..tools import foresight
from .common import MILLION, LoyaltyCase


class ForesightCase(LoyaltyCase):
    """A shop with documents put in as they are."""

    @classmethod
    def seed(cls, rows):
        """Insert posted invoices (customer, day, amount), past the posting of each."""
        journal = cls.env["account.journal"].search(
            [("company_id", "=", cls.company.id), ("type", "=", "sale")]
        )
        cls.env.flush_all()
        for number, (partner, day, amount) in enumerate(rows):
            cls.env.cr.execute(
                """INSERT INTO account_move (name, move_type, state, auto_post, payment_state,
                          journal_id, company_id, currency_id, partner_id, commercial_partner_id,
                          date, invoice_date, amount_untaxed_signed,
                          amount_untaxed_in_currency_signed)
                   VALUES (%s, 'out_invoice', 'posted', 'no', 'not_paid',
                           %s, %s, %s, %s, %s, %s, %s, %s, %s)""",
                [
                    f"SEED/{partner.id}/{number}",
                    journal.id,
                    cls.company.id,
                    cls.vnd.id,
                    partner.id,
                    partner.id,
                    day,
                    day,
                    amount,
                    amount,
                ],
            )


@tagged("post_install", "-at_install")
class TestForesightSample(ForesightCase):
    """Customers drawn at random, each with a rate and amounts of her own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.make_group((40,), period_months=3)
        draw = random.Random(19)
        first, last = date(2026, 4, 1), date(2027, 6, 14)
        rows = []
        for partner in cls.env["res.partner"].create([{"name": f"S{n}"} for n in range(150)]):
            gap, mean = 1 / draw.gammavariate(2, 0.02), draw.lognormvariate(2.3, 0.4)
            day = first + timedelta(days=draw.expovariate(1 / gap))
            while day <= last:
                rows.append((partner, day, round(mean * draw.lognormvariate(0, 0.5)) * MILLION))
                day += timedelta(days=max(1, draw.expovariate(1 / gap)))
        cls.seed(rows)

    def test_foresight_beats_the_share_and_is_calibrated(self):
        for lead in (30, 60):
            found = self.group.cs_backtest(lead_days=lead)
            self.assertGreater(found["cases"], 100)
            self.assertGreater(found["skill"], 0.05)
            foreseen = sum(line["predicted"] * line["cases"] for line in found["bins"])
            self.assertAlmostEqual(foreseen / found["cases"], found["kept"], delta=0.1)


@tagged("post_install", "-at_install")
class TestForesight(ForesightCase):
    """Forty customers: half buy every month and go on, half bought once much and stay away."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.make_group((40,), period_months=3)
        cls.regulars = cls.env["res.partner"].create([{"name": f"R{n}"} for n in range(20)])
        cls.passers = cls.env["res.partner"].create([{"name": f"P{n}"} for n in range(20)])
        rows = []
        for place, partner in enumerate(cls.regulars):
            for month in range(1, 13):
                amount = (16 if month % 2 else 17) * MILLION
                day = date(2026 + month // 8, 1 + (month + 4) % 12, 1 + place)
                rows.append((partner, day, amount))
        for place, partner in enumerate(cls.passers):
            rows += [
                (partner, date(2026, 10, 1 + place), 3 * MILLION),
                (partner, date(2027, 1, 5 + place), 45 * MILLION),
            ]
        cls.seed(rows)

    def test_rhythm_is_that_of_the_year_before(self):
        partner = self.regulars[0]
        rhythm = self.group._get_rhythms(date(2027, 3, 31), partner.ids)[partner.id]
        rows = self.env["cs.tier.contribution"].search(
            [("partner_id", "=", partner.id), ("date", "<=", "2027-03-31")]
        )
        self.assertEqual(rhythm.buys, len(rows))
        self.assertEqual(rhythm.repeats, len(rows) - 1)
        self.assertEqual(rhythm.amount, sum(rows.mapped("amount")))
        self.assertEqual(rhythm.squares, sum(row.amount**2 for row in rows))
        self.assertEqual(rhythm.days, (date(2027, 3, 31) - min(rows.mapped("date"))).days)
        self.assertFalse(self.group._get_rhythms(date(2027, 3, 31), []))

    def test_a_number_of_orders_counts_each_once(self):
        self.group.metric = "orders"
        partner = self.regulars[0]
        rhythm = self.group._get_rhythms(date(2027, 3, 31), partner.ids)[partner.id]
        self.assertEqual(rhythm.amount, rhythm.buys)
        self.assertEqual(rhythm.squares, rhythm.buys)

    def test_regulars_are_expected_to_stay_and_passers_to_go(self):
        cases = self.group._backtest([date(2027, 3, 31)], 30)
        names = {case["partner_id"]: case for case in cases}
        regular = [case["probability"] for key, case in names.items() if key in self.regulars.ids]
        passer = [case["probability"] for key, case in names.items() if key in self.passers.ids]
        self.assertTrue(regular and passer)
        self.assertGreater(min(regular), max(passer))
        self.assertTrue(all(case["kept"] for k, case in names.items() if k in self.regulars.ids))
        self.assertFalse(any(case["kept"] for k, case in names.items() if k in self.passers.ids))

    def test_backtest_beats_the_share(self):
        found = self.group.with_user(self.member_user).cs_backtest(
            ["2027-02-28", "2027-03-31", "2027-04-30"], 30
        )
        self.assertGreater(found["cases"], 30)
        self.assertLess(found["brier"], found["base_brier"])
        self.assertEqual(found["dates"], ["2027-02-28", "2027-03-31", "2027-04-30"])
        self.assertEqual(sum(line["cases"] for line in found["bins"]), found["cases"])
        self.assertAlmostEqual(found["skill"], 1 - found["brier"] / found["base_brier"])

    def test_the_past_does_not_know_the_future(self):
        """What was bought after the day changes what came, never what was foreseen."""
        before = self.group._backtest([date(2027, 3, 31)], 30)
        passer = self.passers[0]
        self.invoice(passer, 60, "2027-04-15")
        after = self.group._backtest([date(2027, 3, 31)], 30)
        self.assertEqual(
            [(case["partner_id"], case["probability"]) for case in before],
            [(case["partner_id"], case["probability"]) for case in after],
        )
        self.assertEqual(
            [case["partner_id"] for case in after if case["kept"]],
            [case["partner_id"] for case in before if case["kept"]]
            + [passer.id] * (passer.id in [case["partner_id"] for case in before]),
        )

    def test_thin_history_gets_no_chance(self):
        case = next(
            case
            for case in self.group._backtest([date(2027, 1, 31)], 90)
            if case["partner_id"] == self.passers[0].id
        )
        self.assertFalse(case["thin"])
        self.invoice(self.lan, 41, "2027-01-20")
        case = next(
            case
            for case in self.group._backtest([date(2027, 3, 31)], 30)
            if case["partner_id"] == self.lan.id
        )
        self.assertTrue(case["thin"])
        found = self.group.cs_backtest(["2027-03-31"], 30)
        self.assertEqual(found["thin"], 1)

    def test_days_to_come_are_refused(self):
        for dates, lead in ((["2027-06-01"], 30), (["2027-01-31"], -5)):
            with self.assertRefused(UserError, "earlier days, or a shorter lead"):
                self.group.cs_backtest(dates, lead)

    def test_what_is_no_day_or_no_lead_is_answered_with_a_sentence(self):
        for dates in (["soon"], [5], 5, "soon", ["9999-12-31"]):
            with self.subTest(dates), self.assertRefused(UserError, "is no day|too far away"):
                self.group.cs_backtest(dates)
        for lead in ("30", 30.5, 999_999_999):
            with self.subTest(lead), self.assertRefused(UserError, "by whole days"):
                self.group.cs_backtest(False, lead)

    def test_default_days_are_ends_of_months(self):
        days = self.group._get_backtest_days(30)
        self.assertEqual((str(days[0]), str(days[-1]), len(days)), ("2026-05-31", "2027-04-30", 12))

    def test_group_without_tiers_or_members(self):
        group = self.make_group((), name="Empty", is_primary=False)
        found = group.cs_backtest(["2027-03-31"], 30)
        self.assertEqual((found["cases"], found["bins"]), (0, []))

    def test_screen(self):
        report = self.env["cs.tier.backtest"].with_user(self.member_user).create(
            {"group_id": self.group.id, "lead_days": 30}
        )
        self.assertFalse(report.verdict)
        report.action_run()
        self.assertRegex(report.verdict, r"^[0-9]+ cases: foresight")
        cases = self.env["cs.tier.backtest.case"].with_user(self.member_user)
        self.assertEqual(len(cases.search(report.action_open_cases()["domain"])), report.cases)
        for line in report.bin_ids:
            behind = cases.search(line.action_open_cases()["domain"])
            self.assertEqual(len(behind), line.cases)
            self.assertAlmostEqual(sum(behind.mapped("probability")) / line.cases, line.predicted)
            self.assertAlmostEqual(sum(behind.mapped("kept")) / line.cases, line.kept)
        report.action_run()
        self.assertEqual(report.state, "ran")
        empty = self.make_group((), name="Empty", is_primary=False)
        report.group_id = empty
        report.action_run()
        self.assertIn("Not enough history", report.verdict)

    def test_queries_do_not_grow(self):
        day = date(2027, 3, 31)

        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            cases = self.group._backtest([day], 30)
            return self.env.cr.sql_log_count - before, len(cases)

        count()
        queries, cases = count()
        more = self.env["res.partner"].create([{"name": f"M{n}"} for n in range(40)])
        days = [date(2027, 1, 5 + number % 20) for number in range(40)]
        self.seed([(who, when, 45 * MILLION) for who, when in zip(more, days, strict=True)])
        again, more_cases = count()
        self.assertGreater(more_cases, cases)
        self.assertLessEqual(again, queries)

    def test_sales_people_and_others_are_refused(self):
        with self.assertRaises(AccessError):
            self.group.with_user(self.seller).cs_backtest()
        with self.assertRaises(AccessError):
            self.env["cs.tier.backtest"].with_user(self.seller).create({"group_id": self.group.id})

    def test_more_needed_is_less_likely(self):
        prior = foresight.Prior(2.0, 60.0, 100.0, 3.0, 0.5)
        rhythm = foresight.Rhythm(12, 360, 13, 1300.0, 180_000.0)
        for counted in (False, True):
            chances = [
                foresight.keeps(rhythm, prior, need, 30, counted) for need in (0.5, 1, 2, 3, 5, 300)
            ]
            values = [chance.probability for chance in chances]
            self.assertEqual(values, sorted(values, reverse=True))
            self.assertTrue(all(0 <= c.low <= c.probability <= c.high <= 1 for c in chances))
        longer = [foresight.keeps(rhythm, prior, 100, days).probability for days in (5, 30, 90)]
        self.assertEqual(longer, sorted(longer))
