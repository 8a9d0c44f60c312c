import json
import xmlrpc.client

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from .common import NpsCommon


@tagged("post_install", "-at_install")
class TestScaleFigures(NpsCommon, TransactionCase):
    """CSAT and CES have figures of their own, and none in the NPS."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.csat = cls._program("Satisfaction", metric="csat")
        cls.ces = cls._program("Effort", metric="ces")
        for score in [5, 5, 5, 5, 4, 4, 4, 4, 3, 2]:
            cls._answered(score, program=cls.csat)
        for score in [7, 5, 4, 1]:
            cls._answered(score, program=cls.ces)
        cls._answered(10)
        cls.Program = cls.env["cs.nps.program"].with_user(cls.reader)

    def _of(self, program):
        return [("program_id", "=", program.id)]

    def test_csat_is_the_share_of_fours_and_fives(self):
        result = self.Program.cs_score(self._of(self.csat))
        self.assertEqual((result["metric"], result["n"], result["top"]), ("csat", 10, 8))
        self.assertEqual((result["top_box"], result["mean"]), (80.0, 4.1))
        self.assertAlmostEqual(result["low"], 49.02, 2)
        self.assertAlmostEqual(result["high"], 94.33, 2)
        self.assertTrue(result["few_answers"])
        self.assertEqual((result["invited"], result["response_rate"]), (10, 100.0))
        self.assertNotIn("nps", result)
        self.assertIn("80 % satisfied of only 10", self.csat.figures_text)

    def test_ces_is_the_share_of_five_to_seven(self):
        result = self.Program.cs_score(self._of(self.ces))
        self.assertEqual((result["top"], result["top_box"], result["mean"]), (2, 50.0, 4.25))
        self.assertEqual(self.Program.cs_score(metric="ces")["n"], 4)
        self.assertEqual(self.ces.top_box, 50.0)

    def test_no_scale_is_mixed_into_another(self):
        self.assertEqual(self.Program.cs_score(self._of(self.program))["n"], 1)
        self.assertEqual(self.Program.cs_score(metric="csat")["n"], 10)
        others = [("program_id", "in", (self.csat + self.ces).ids)]
        self.assertFalse(self.env["cs.nps.report"].search(others))
        scale_report = self.env["cs.nps.scale.report"]
        self.assertFalse(scale_report.search(self._of(self.program)))
        with self.assertRaisesRegex(UserError, "different scales"):
            self.Program.cs_score(others)
        with self.assertRaisesRegex(UserError, "different scales"):
            self.Program.cs_compare(self._of(self.csat), self._of(self.program))
        with self.assertRaisesRegex(UserError, "no metric"):
            self.Program.cs_score(metric="stars")

    def test_the_report_is_exact_under_any_grouping(self):
        rows = self.env["cs.nps.scale.report"].formatted_read_group(
            [("program_id", "in", (self.csat + self.ces).ids)],
            ["metric"],
            ["top_points:avg", "score:avg", "answers:sum"],
        )
        found = {
            row["metric"]: (row["top_points:avg"], row["score:avg"], row["answers:sum"])
            for row in rows
        }
        self.assertEqual(found, {"csat": (80.0, 4.1, 10), "ces": (50.0, 4.25, 4)})

    def test_figures_can_be_searched(self):
        self.assert_numbers_can_be_searched(
            "cs.nps.report",
            "cs.nps.scale.report",
            "cs.nps.theme.report",
            "cs.nps.theme.pareto",
            "cs.nps.theme.quality",
            "cs.nps.case.report",
            "cs.nps.funnel",
            "cs.nps.trend",
        )

    def test_two_programs_of_one_scale_are_compared_by_their_shares(self):
        other = self._program("Other", metric="csat")
        for score in [5] * 3 + [1] * 7:
            self._answered(score, program=other)
        result = self.Program.cs_compare(self._of(self.csat), self._of(other))
        self.assertEqual(result["difference"], -50.0)
        self.assertAlmostEqual(result["z"], -2.2473, 4)
        self.assertAlmostEqual(result["p"], 0.0246, 4)

    def test_the_trend_of_a_scale(self):
        [point] = self.Program.cs_trend(self._of(self.csat), "week")
        self.assertEqual((point["value"], point["n"], point["invited"]), (80.0, 10, 10))
        with self.assertRaisesRegex(UserError, "by month or by week"):
            self.Program.cs_trend([], "day")
        [point] = self.Program.cs_trend([*self._of(self.csat), ("score", "=", 5)])
        self.assertIs(point["response_rate"], False)

    def test_programs_outside_can_read_the_figures(self):
        empty = self._program("Empty", metric="ces")
        results = [
            self.Program.cs_score(self._of(program))
            for program in (self.program, self.csat, empty)
        ]
        results += [self.Program.cs_compare(self._of(empty), self._of(empty))]
        results += [self.Program.cs_trend(self._of(self.csat))]
        for result in results:
            self.assertNotIn("null", json.dumps(result))
            self.assertTrue(xmlrpc.client.dumps((result,)))

    def test_figures_are_for_survey_users(self):
        clerk = self._user("nps_figures_clerk")
        for method in ("cs_score", "cs_trend"):
            with self.assertRaises(AccessError):
                getattr(self.Program.with_user(clerk), method)(metric="csat")

    def test_a_sales_teams_figures_have_a_response_rate_without_sales_rights(self):
        (self.csat + self.ces).active = False
        team = self.env["crm.team"].create({"name": "Shop"})
        self._sent(team_id=team.id)._record_answer(10)
        self._sent(self._partner("B", email="b@example.com"), team_id=team.id)
        self._sent(self._partner("C", email="c@example.com"))
        for domain in (
            [("team_id", "=", team.id)],
            [("team_id.name", "=", "Shop"), ("user_id", "=", self.seller.id)],
        ):
            result = self.Program.cs_score(domain)
            self.assertEqual((result["n"], result["invited"], result["response_rate"]), (1, 2, 50))
        result = self.Program.cs_score(
            [("team_id", "=", team.id), ("commercial_partner_id", "=", self.customer.id)]
        )
        self.assertEqual((result["invited"], result["response_rate"]), (1, 100))
