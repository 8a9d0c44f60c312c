"""What the dashboard asks the server for, asked as its reader."""

import json

from odoo.addons.cs_base.tests.common import CsCommon
from odoo.tests import TransactionCase, tagged

_GROUPS = (
    "cs_stockout.cs_stockout_group_manager",
    "cs_survey_nps.cs_survey_nps_group_manager",
    "cs_loyalty.cs_loyalty_group_manager",
    "sales_team.group_sale_salesman_all_leads",
)


@tagged("post_install", "-at_install")
class TestCockpit(CsCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dashboard = cls.env.ref("cs_cockpit.spreadsheet_dashboard_cockpit")
        cls.reader = cls._user("cockpit_owner", ",".join(_GROUPS))
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
        clerk = self._user("cockpit_owner_clerk")
        self.assertNotIn(self.dashboard, dashboards.with_user(clerk).search([]))

    def test_the_interval_is_that_of_the_surveys(self):
        cells = self.data["sheets"][1]["cells"]
        self.assertEqual(cells["B7"], "=(B3-B5)/(B2+3)")
        self.assertEqual(cells["B8"], "=1.959964*SQRT(((B3+B5+1.5)/(B2+3)-B7*B7)/(B2+3))")
