from datetime import datetime

from odoo.exceptions import UserError, ValidationError
from odoo.tests import TransactionCase, tagged

from .common import NpsCommon


@tagged("post_install", "-at_install")
class TestFigures(NpsCommon, TransactionCase):
    """Case Survey 5 through the models, and the figures under any grouping."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Program = cls.env["cs.nps.program"]

    def _answers(self, promoters, passives, detractors, program=None):
        scores = [10] * promoters + [8] * passives + [3] * detractors
        for score in scores:
            self._answered(score, program=program)

    def _of(self, program):
        return [("program_id", "=", program.id)]

    def test_case_survey_5_interval_of_5_3_2(self):
        self._answers(5, 3, 2)
        result = self.Program.cs_score(self._of(self.program))
        self.assertEqual((result["n"], result["nps"]), (10, 30.0))
        self.assertAlmostEqual(result["low"], -19.05, 2)
        self.assertAlmostEqual(result["high"], 65.20, 2)
        self.assertTrue(result["few_answers"])
        self.assertIn("only 10", self.program.figures_text)

    def test_a_single_answer_is_told_as_one(self):
        self._answered(10)
        self.assertIn("NPS 100 from a single answer", self.program.figures_text)
        csat = self._program("Satisfied?", metric="csat")
        self._answered(1, program=csat)
        self.assertIn("0 % satisfied of a single answer", csat.figures_text)

    def test_a_day_that_is_none_is_answered_with_a_sentence(self):
        programs = self.env["cs.nps.program"].with_user(self.reader)
        for day in ("soon", "2026-13-45", 5):
            with self.assertRaisesRegex(UserError, "is no day"):
                programs.cs_score(date_from=day)
            with self.assertRaisesRegex(UserError, "is no day"):
                programs.cs_trend(date_to=day)
            with self.assertRaisesRegex(UserError, "is no day"):
                self.env["cs.nps.case"].with_user(self.reader).cs_measures(date_from=day)
        for day in ("0001-01-01", "9999-12-31"):
            with self.assertRaisesRegex(UserError, "too far away"):
                programs.cs_score(date_to=day)

    def test_times_beyond_the_calendar_are_refused(self):
        for name in ("delay_hours", "expiry_days", "retention_months", "case_delay_minutes"):
            with self.subTest(name), self.assertRaisesRegex(ValidationError, "ten years"):
                self.program[name] = 10_000_000

    def test_case_survey_5_interval_of_10_0_0(self):
        self._answers(10, 0, 0)
        result = self.Program.cs_score(self._of(self.program))
        self.assertEqual(result["nps"], 100.0)
        self.assertAlmostEqual(result["low"], 47.50, 2)
        self.assertEqual(result["high"], 100.0)

    def test_case_survey_5_two_periods(self):
        other = self._program("Other", trigger="manual")
        self._answers(40, 30, 30)
        self._answers(50, 30, 20, program=other)
        result = self.Program.cs_compare(self._of(self.program), self._of(other))
        self.assertEqual(result["difference"], 20.0)
        self.assertAlmostEqual(result["z"], 1.7323, 4)
        self.assertAlmostEqual(result["p"], 0.0832, 4)

    def test_case_survey_5_no_answer_is_no_figure_and_no_error(self):
        result = self.Program.cs_score(self._of(self.program))
        self.assertEqual((result["n"], result["nps"], result["low"]), (0, False, False))
        self.assertEqual(self.program.figures_text, "No answers yet")
        self.assertFalse(self.Program.cs_compare(self._of(self.program), [])["p"])
        self.assertNotIn(None, result.values())

    def test_flagged_test_and_second_surveys_are_outside(self):
        self._answered(10)
        self._answered(0, is_test=True)
        self._answered(0).resurvey = True
        flagged = self._answered(10).invitation_id
        flagged._record_answer(0, "bot")
        self.assertEqual(self.Program.cs_score(self._of(self.program))["n"], 2)

    def test_latest_answer_of_a_contact(self):
        self._answered(3, partner=self.customer)
        self._answered(10, partner=self.customer)
        self._answered(9)
        domain = self._of(self.program)
        self.assertEqual(self.Program.cs_score(domain)["n"], 3)
        latest = self.Program.cs_score(domain, latest_per_contact=True)
        self.assertEqual((latest["n"], latest["nps"]), (2, 100.0))

    def test_days_are_those_of_the_company_whoever_looks(self):
        self.company.partner_id.tz = "Asia/Ho_Chi_Minh"
        self.env.user.tz = "America/Lima"
        with self._at(datetime(2026, 3, 3, 18)):  # 4 March, one in the morning
            self._answered(9)
        for first, last, expected in (
            ("2026-03-04", "2026-03-04", 1),
            ("2026-03-03", "2026-03-03", 0),
            ("2026-03-05", False, 0),
            (False, "2026-03-04", 1),
        ):
            result = self.Program.cs_score(self._of(self.program), first, last)
            self.assertEqual((result["n"], result["invited"]), (expected, expected), (first, last))

    def test_second_surveys_are_outside_the_response_rate(self):
        self._answered(9)
        self._answered(9, resurvey=True)
        self._sent(self._partner("B", email="b@example.com")).resurvey = True
        result = self.Program.cs_score(self._of(self.program))
        self.assertEqual((result["n"], result["invited"], result["response_rate"]), (1, 1, 100.0))
        self.assertEqual((self.program.invited_count, self.program.response_rate), (1, 100.0))
        [month] = self.Program.cs_trend(self._of(self.program))
        self.assertEqual((month["n"], month["invited"], month["response_rate"]), (1, 1, 100.0))

    def test_response_rate_counts_those_who_were_asked(self):
        self._sent()
        self._answered(9)
        result = self.Program.cs_score(self._of(self.program))
        self.assertEqual((result["invited"], result["response_rate"]), (2, 50.0))
        self.assertEqual((self.program.invited_count, self.program.response_rate), (2, 50.0))
        promoters = self.Program.cs_score([*self._of(self.program), ("category", "=", "promoter")])
        self.assertIs(promoters["invited"], False)

