"""What the dashboard asks the server for, asked as its reader."""

from odoo.addons.cs_base.tests.common import CsCommon, DashboardCase
from odoo.tests import TransactionCase, tagged

_GROUPS = (
    "cs_stockout.cs_stockout_group_manager",
    "cs_survey_nps.cs_survey_nps_group_manager",
    "cs_loyalty.cs_loyalty_group_manager",
    "sales_team.group_sale_salesman_all_leads",
)


@tagged("post_install", "-at_install")
class TestCockpit(DashboardCase, CsCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_dashboard("cs_cockpit.spreadsheet_dashboard_cockpit", *_GROUPS)

    def test_every_pivot_list_and_filter_can_be_read(self):
        self.assert_everything_is_read()

    def test_tables_show_no_name_that_is_never_translated(self):
        self.assert_tables_have_no_name()

    def test_each_figure_opens_its_records(self):
        self.assert_figures_open_records()

    def test_charts_measure_what_the_models_have(self):
        self.assert_charts_measure()

    def test_it_is_for_its_readers(self):
        self.assert_only_readers_see_it()

    def test_no_figure_reaches_beyond_the_sheet(self):
        # What lies beyond the last column is not shown.
        sheet = self.data["sheets"][0]
        columns = (sheet["cols"].get(str(number), {}) for number in range(sheet["colNumber"]))
        width = sum(column.get("size", 96) for column in columns)
        for figure in sheet["figures"]:
            self.assertLessEqual(figure["offset"]["x"] + figure["width"], width, figure["id"])

    def test_the_interval_is_that_of_the_surveys(self):
        cells = self.data["sheets"][1]["cells"]
        self.assertEqual(cells["B7"], "=(B3-B5)/(B2+3)")
        self.assertEqual(cells["B8"], "=1.959964*SQRT(((B3+B5+1.5)/(B2+3)-B7*B7)/(B2+3))")
