"""What the dashboard asks the server for, asked as its reader."""

from odoo.addons.cs_base.tests.common import DashboardCase
from odoo.addons.cs_stockout.tests.common import StockoutCommon
from odoo.tests import TransactionCase, tagged

_GROUPS = (
    "cs_stockout.cs_stockout_group_manager",
    "sales_team.group_sale_salesman_all_leads",
)


@tagged("post_install", "-at_install")
class TestDashboard(DashboardCase, StockoutCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_dashboard("cs_stockout_dashboard.spreadsheet_dashboard_stockout", *_GROUPS)

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
