"""What the dashboard asks the server for, asked as its reader."""

import json

from odoo.addons.cs_stockout.tests.common import StockoutCommon
from odoo.tests import TransactionCase, tagged

_GROUPS = (
    "cs_stockout.cs_stockout_group_manager",
    "sales_team.group_sale_salesman_all_leads",
)


@tagged("post_install", "-at_install")
class TestDashboard(StockoutCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dashboard = cls.env.ref("cs_stockout_dashboard.spreadsheet_dashboard_stockout")
        cls.reader = cls._user("so_dashboard", ",".join(_GROUPS))
        cls.data = json.loads(
            cls.dashboard.with_user(cls.reader)._get_serialized_readonly_dashboard()
        )["snapshot"]

    def _rows(self, number, domain=()):
        """Return ``{group: measures}`` of a pivot, False for the total."""
        pivot = self.data["pivots"][number]
        rows = [row["fieldName"] for row in pivot["rows"]]
        measures = [measure["id"] for measure in pivot["measures"]]
        model = self.env[pivot["model"]].with_user(self.reader)
        found = model.formatted_read_group([*pivot["domain"], *domain], rows, measures)
        return {
            row[rows[0]] if rows else False: {name: row[name] for name in measures}
            for row in found
        }

    def test_every_pivot_list_and_filter_can_be_read(self):
        for number in self.data["pivots"]:
            self._rows(number)
        for one in self.data["lists"].values():
            model = self.env[one["model"]].with_user(self.reader)
            model.web_search_read(one["domain"], {name: {} for name in one["columns"]})
        known = [each["id"] for each in self.data["globalFilters"]]
        for one in [*self.data["pivots"].values(), *self.data["lists"].values()]:
            for filter_id, matching in one["fieldMatching"].items():
                self.assertIn(filter_id, known)
                model = self.env[one["model"]].with_user(self.reader)
                model.search([(matching["chain"], "!=", False)], limit=1)

    def test_each_figure_opens_its_records(self):
        figures = self.data["sheets"][0]["figures"]
        menus = self.data["chartOdooMenusReferences"]
        self.assertEqual({figure["id"] for figure in figures}, set(menus))
        for xml_id in menus.values():
            self.assertTrue(self.env.ref(xml_id).action, xml_id)

    def test_charts_measure_what_the_models_have(self):
        for figure in self.data["sheets"][0]["figures"]:
            meta = figure["data"].get("metaData")
            if meta:
                model = self.env[meta["resModel"]].with_user(self.reader)
                measure = meta["measure"]
                aggregator = model._fields[measure].aggregator
                model.formatted_read_group([], meta["groupBy"], [f"{measure}:{aggregator}"])

    def test_it_is_for_its_readers(self):
        dashboards = self.env["spreadsheet.dashboard"]
        self.assertIn(self.dashboard, dashboards.with_user(self.reader).search([]))
        clerk = self._user("so_dashboard_clerk")
        self.assertNotIn(self.dashboard, dashboards.with_user(clerk).search([]))

    def test_its_figures_are_those_of_the_report(self):
        case = self._case()
        self.env.flush_all()
        lines = self.env["cs.service.line"].with_user(self.reader)
        domain = [("order_id", "=", case.order_id.id)]
        total = self._rows("1", domain)[False]
        measures = lines.cs_measures(domain)
        self.assertEqual(total["first_time:avg"], measures["first_time_line_fill"])
        self.assertEqual(total["unit_fill:avg"], measures["first_time_unit_fill"])
        self.assertEqual((total["first_time:avg"], total["unit_fill:avg"]), (0, 0.4))
        self.assertEqual(self._rows("3", [("id", "=", case.id)])[False]["__count"], 1)
