import json
import time

from odoo.addons.cs_survey_nps.tests.common import NpsCommon
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestDashboard(NpsCommon, TransactionCase):
    """What the dashboard asks the server for, asked as its reader."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dashboard = cls.env.ref("cs_survey_nps_dashboard.spreadsheet_dashboard_nps")
        for model in ("cs.nps.response", "cs.nps.invitation"):
            cls.env[model].search([]).write({"resurvey": True})  # what was there before
        for score in [10] * 5 + [8] * 3 + [2] * 2:
            cls._answered(score)
        cls._answered(5, program=cls._program("Satisfaction", metric="csat"))
        cls.env["cs.nps.case"]._open_pending()
        cls.data = json.loads(
            cls.dashboard.with_user(cls.reader)._get_serialized_readonly_dashboard()
        )["snapshot"]

    def _rows(self, number):
        """Return ``{group: first measure}`` of a pivot, False for the total."""
        pivot = self.data["pivots"][number]
        rows = [row["fieldName"] for row in pivot["rows"]]
        measures = [measure["id"] for measure in pivot["measures"]]
        model = self.env[pivot["model"]].with_user(self.reader)
        found = model.formatted_read_group(pivot["domain"], rows, measures)
        return {row[rows[0]] if rows else False: row[measures[0]] for row in found}

    def test_case_survey_4_the_dashboard_has_the_figures_of_the_score(self):
        score = self.env["cs.nps.program"].with_user(self.reader).cs_score()
        self.assertEqual(score["n"], 10)
        counts = self._rows("1")
        self.assertEqual(counts, {"promoter": 5, "passive": 3, "detractor": 2})
        months = self.env["cs.nps.trend"].with_user(self.reader).search(
            self.data["lists"]["1"]["domain"]
        )
        self.assertEqual(sum(months.mapped("answers")), 10)
        row = months.filtered(lambda one: one.program_id == self.program)
        self.assertAlmostEqual(row.value, score["nps"])
        self.assertAlmostEqual(row.low, score["low"], 1)
        self.assertAlmostEqual(row.high, score["high"], 1)
        self.assertTrue(row.few_answers)
        self.assertEqual(row.response_rate, score["response_rate"])

    def test_case_survey_5_the_sheet_writes_the_interval_as_the_score_does(self):
        cells = self.data["sheets"][1]["cells"]
        up, down, n = 5, 2, 10
        self.assertEqual(cells["B7"], "=(B3-B5)/(B2+3)")
        centre = (up - down) / (n + 3)
        self.assertEqual(cells["B8"], "=1.959964*SQRT(((B3+B5+1.5)/(B2+3)-B7*B7)/(B2+3))")
        half = 1.959964 * (((up + down + 1.5) / (n + 3) - centre * centre) / (n + 3)) ** 0.5
        score = self.env["cs.nps.program"].cs_score()
        self.assertAlmostEqual(score["low"], 100 * (centre - half))
        self.assertAlmostEqual(score["high"], 100 * (centre + half))

    def test_rate_and_cases_are_those_of_the_models(self):
        self.assertEqual(sum(self._rows("2").values()), 10)
        self.assertEqual(self._rows("2")["answered"], 10)
        self.assertEqual(self._rows("3"), {False: len(self.env["cs.nps.case"].search([]))})
        self.env["cs.nps.case"].search([])[:1].deadline = "2020-01-01"
        self.assertEqual(self._rows("4"), {False: 1})

    def test_tables_show_no_name_that_is_never_translated(self):
        cells = self.data["sheets"][0]["cells"].values()
        numbers = [cell[7:].split(",")[0] for cell in cells if cell.startswith("=PIVOT(")]
        self.assertEqual([self.data["pivots"][number]["name"] for number in numbers], ["", ""])

    def test_each_figure_opens_its_records(self):
        figures = self.data["sheets"][0]["figures"]
        menus = self.data["chartOdooMenusReferences"]
        self.assertEqual({figure["id"] for figure in figures}, set(menus))
        for xml_id in menus.values():
            self.assertTrue(self.env.ref(xml_id).action, xml_id)

    def test_every_list_and_filter_can_be_read(self):
        for one in self.data["lists"].values():
            model = self.env[one["model"]].with_user(self.reader)
            model.web_search_read(one["domain"], {name: {} for name in one["columns"]})
        for one in [*self.data["pivots"].values(), *self.data["lists"].values()]:
            for filter_id, matching in one["fieldMatching"].items():
                self.assertIn(filter_id, [each["id"] for each in self.data["globalFilters"]])
                self.env[one["model"]].search([(matching["chain"], "!=", False)], limit=1)

    def test_it_is_for_survey_users(self):
        dashboards = self.env["spreadsheet.dashboard"]
        self.assertIn(self.dashboard, dashboards.with_user(self.reader).search([]))
        clerk = self._user("nps_dashboard_clerk")
        self.assertNotIn(self.dashboard, dashboards.with_user(clerk).search([]))

    def test_the_first_figure_comes_at_once(self):
        started = time.monotonic()
        self._rows("1")
        self.assertLess(time.monotonic() - started, 2)
