import random
from datetime import date, datetime, timedelta

from odoo.tests import TransactionCase, tagged

from ..tools import nps
from .common import NpsCommon


@tagged("post_install", "-at_install")
class TestAggregation(NpsCommon, TransactionCase):
    """Case Survey 4: groups of 1 and 999 answers, the same figure wherever it is read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.teams = cls.env["crm.team"].create([{"name": "One"}, {"name": "Many"}])
        cls.env["cs.nps.response"].search([]).write({"resurvey": True})  # of other tests
        rng = random.Random(4)  # noqa: S311
        scores = [0, *(rng.choice((0, 3, 6, 7, 8, 9, 10, 10)) for _number in range(999))]
        cls.answers = cls._store(scores, cls.teams[0] + cls.teams[1])
        # What does not count, each in the group of one, where it would show.
        cls._store([10], cls.teams[0], status="flagged")
        cls._store([10], cls.teams[0], status="rejected")
        cls._store([10], cls.teams[0], is_test=True)
        cls._store([10], cls.teams[0], resurvey=True)
        cls.domain = [("program_id", "=", cls.program.id)]
        cls.report = cls.env["cs.nps.report"].with_user(cls.reader)

    @classmethod
    def _store(cls, scores, teams, **values):
        """Store answers of several months, the first in the first team, the others in the last."""
        number = cls.env["cs.nps.invitation"].search_count([])
        base = cls.program._prepare_invitation_values("", cls.customer)
        invitations = cls.env["cs.nps.invitation"].create(
            [
                {**base, "event_key": f"case-4:{number + place}", "state": "answered"}
                for place, _score in enumerate(scores)
            ]
        )
        return cls.env["cs.nps.response"].create(
            [
                {
                    **invitation._prepare_response_values(score, ""),
                    "team_id": teams[min(place, len(teams) - 1)].id,
                    "answered_at": datetime(2026, 1, 1, 5) + timedelta(hours=2 * place),
                    "case_pending": False,
                    **values,
                }
                for place, (score, invitation) in enumerate(zip(scores, invitations, strict=True))
            ]
        )

    def _recount(self, answers):
        """Recount by hand: not with the code under test."""
        up = sum(answer.score >= 9 for answer in answers)
        down = sum(answer.score <= 6 for answer in answers)
        return 100 * (up - down) / len(answers)

    def test_case_survey_4_subtotals_and_total_are_those_of_a_recount(self):
        [[*total], by_team] = (
            self.report.formatted_read_grouping_sets(
                self.domain, [[], ["team_id"]], ["nps_points:avg", "answers:sum", "__count"]
            )
        )
        self.assertEqual(total[0]["answers:sum"], 1000)
        self.assertAlmostEqual(total[0]["nps_points:avg"], self._recount(self.answers))
        found = {row["team_id"][0]: row for row in by_team}
        for team, count in zip(self.teams, (1, 999), strict=True):
            group = self.answers.filtered(lambda one, team=team: one.team_id == team)
            row = found[team.id]
            self.assertEqual((row["answers:sum"], row["__count"]), (count, count))
            self.assertAlmostEqual(row["nps_points:avg"], self._recount(group))
        # An average of the two groups' averages would be far off.
        self.assertEqual(found[self.teams[0].id]["nps_points:avg"], -100)
        self.assertGreater(total[0]["nps_points:avg"], -50)

    def test_case_survey_4_pivot_graph_and_score_agree_under_any_grouping(self):
        for names in (
            ["team_id"],
            ["category"],
            ["answered_on:month"],
            ["answered_at:month", "team_id"],
            ["commercial_partner_id", "answered_on:week"],
            ["company_id", "program_id", "user_id", "warehouse_id"],
        ):
            [pivot] = self.report.formatted_read_grouping_sets(
                self.domain, [names], ["nps_points:avg", "__count"]
            )
            graph = self.report.formatted_read_group(
                self.domain, names, ["nps_points:avg", "__count"]
            )
            self.assertEqual(len(pivot), len(graph))
            self.assertEqual(sum(row["__count"] for row in graph), 1000)
            for row, drawn in zip(pivot, graph, strict=True):
                self.assertEqual(row["nps_points:avg"], drawn["nps_points:avg"])
                below = [*self.domain, *drawn["__extra_domain"]]
                answers = self.answers.browse(self.report.search(below).ids)
                self.assertEqual(len(answers), drawn["__count"])
                self.assertAlmostEqual(drawn["nps_points:avg"], self._recount(answers))
                score = self.env["cs.nps.program"].with_user(self.reader).cs_score(below)
                self.assertAlmostEqual(score["nps"], drawn["nps_points:avg"])

    def test_case_survey_4_the_trend_agrees_and_opens_what_it_counts(self):
        program = self.env["cs.nps.program"].with_user(self.reader)
        for interval in ("month", "week"):
            points = program.cs_trend(self.domain, interval)
            self.assertEqual(sum(point["n"] for point in points), 1000)
            self.assertEqual([point["id"] for point in points], list(range(1, len(points) + 1)))
            for point in points:
                first, last = point["date_from"], point["date_to"]
                inside = self.answers.filtered(
                    lambda one, first=first, last=last: first <= str(one.answered_on) <= last
                )
                self.assertAlmostEqual(point["nps"], self._recount(inside))
                self.assertEqual(point["value"], point["nps"])
                score = program.cs_score(self.domain, first, last)
                self.assertEqual((point["low"], point["high"]), (score["low"], score["high"]))
        self.assertEqual((points[0]["date_from"], points[0]["date_to"]), self._week_of_new_year())

    def _week_of_new_year(self):
        """Return the first and last day of the week with 1 January 2026, a Thursday."""
        starts_on = int(self.env["res.lang"]._get_data(code="en_US").week_start)
        first = date(2026, 1, 1) - timedelta(days=(4 - starts_on) % 7)
        return str(first), str(first + timedelta(days=6))

    def test_case_survey_4_a_list_shows_no_average_of_averages(self):
        for name in ("cs.nps.report", "cs.nps.scale.report"):
            arch = self.env[name].get_view(view_type="list")["arch"]
            self.assertNotIn("avg=", arch)
            self.assertNotIn("nps_points", arch)

    def test_the_interval_is_that_of_the_counts(self):
        score = self.env["cs.nps.program"].cs_score(self.domain)
        counted = nps.figures(score["promoters"], score["passives"], score["detractors"])
        self.assertEqual((score["low"], score["high"]), (counted["low"], counted["high"]))
        self.assertFalse(score["few_answers"])
