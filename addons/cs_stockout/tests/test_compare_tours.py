from odoo.tests import HttpCase, tagged

from .common import StockoutCommon


@tagged("post_install", "-at_install")
class TestCompareTours(StockoutCommon, HttpCase):
    """A salesperson lays substitutes side by side and swaps from a column."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._rule()
        cls._rule(substitute=cls._product("Nồi cơm 1.2L", 890_000, 25), rank=2)

    def _swapped(self, name):
        order = self._order((self.cooker, 5))
        self.start_tour(f"/odoo/sales/{order.id}", name, login="so_seller", timeout=180)
        self.env.invalidate_all()
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [2, 3])
        self.assertEqual(order.order_line[1].product_id, self.newer)

    def test_from_the_chart_beside_the_line(self):
        self._swapped("cs_stockout_compare_popover_tour")

    def test_from_the_window_of_shortages(self):
        self._swapped("cs_stockout_compare_window_tour")
