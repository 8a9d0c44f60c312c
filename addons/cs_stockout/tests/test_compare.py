from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from .common import StockoutCommon


@tagged("post_install", "-at_install")
class TestCompare(StockoutCommon, TransactionCase):
    """Substitutes side by side, from the chart beside the line and from the shortages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.small = cls._product("Nồi cơm 1.2L", 890_000, 25, weight=2)
        cls._rule()
        cls._rule(substitute=cls.small, rank=2, price_policy="lower")
        cls.order = cls._order((cls.cooker, 5))
        cls.line = cls.order.order_line

    def _window(self, *asked, line=None, **context):
        line = (line or self.line).with_user(self.seller).with_context(**context)
        action = line.action_cs_compare(*asked)
        self.assertEqual((action["res_model"], action["target"]), ("cs.stockout.compare", "new"))
        self.assertEqual(action["name"], f"Instead of {line.product_id.display_name}")
        return self.env[action["res_model"]].with_user(self.seller).browse(action["res_id"])

    def test_the_product_ordered_and_its_substitutes_are_columns(self):
        columns = self._window().line_ids
        self.assertEqual(columns.product_id, self.cooker | self.newer | self.small)
        ordered, newer, small = columns
        self.assertTrue(ordered.ordered)
        self.assertEqual((ordered.available_qty, ordered.price_unit), (2, 1_250_000))
        self.assertEqual((newer.quantity, newer.available_qty), (3, 14))
        self.assertEqual((small.price_unit, small.difference), (890_000, -3 * 360_000))
        self.assertGreater(newer.score, small.score)
        self.assertEqual(newer.reasons.count("<li>"), 6)
        self.assertEqual(columns.mapped("can_swap"), [False, True, True])

    def test_the_one_asked_about_comes_first(self):
        self.assertEqual(self._window(self.small.id).line_ids[1].product_id, self.small)

    def test_every_column_states_the_same_facts(self):
        ordered, newer, small = self._window().line_ids
        for column in (ordered, newer, small):
            self.assertIn("Weight", column.facts)
        self.assertIn("<b>2 kg</b>", small.facts)

    def test_a_name_is_text_not_markup(self):
        self.small.sale_ok = False
        self.small.name = "<img src=x onerror=alert(1)>"
        self.assertNotIn("<img", self._window().not_offered)

    def test_what_is_not_offered_says_why(self):
        self.small.sale_ok = False
        window = self._window()
        self.assertEqual(window.line_ids.product_id, self.cooker | self.newer)
        self.assertIn("Nồi cơm 1.2L: It is archived, not for sale", window.not_offered)

    def test_swap_from_a_column(self):
        window = self._window()
        self.assertEqual(
            window.line_ids[2].action_swap()["type"], "ir.actions.act_window_close"
        )
        self.assertEqual(self.order.order_line.product_id, self.cooker | self.small)

    def test_swap_goes_back_to_the_shortages_that_are_left(self):
        order = self._order((self.cooker, 5), (self._product("Hết"), 1))
        action = order.with_user(self.seller).action_cs_shortages()
        row = self.env["cs.stockout.swap"].with_user(self.seller).browse(action["res_id"])
        opened = row.line_ids[0].action_compare()
        window = self.env["cs.stockout.compare"].with_user(self.seller).browse(opened["res_id"])
        self.assertTrue(window.from_shortages)
        after = window.line_ids[1].action_swap()
        self.assertEqual(after["res_model"], "cs.stockout.swap")

    def test_the_product_that_was_ordered_is_no_substitute(self):
        with self.assertRaisesRegex(UserError, "nothing to swap"):
            self._window().line_ids[0].action_swap()

    def test_a_confirmed_order_is_compared_and_not_swapped(self):
        window = self._window()
        self.order.action_confirm()
        columns = self._window().line_ids
        self.assertEqual(set(columns.mapped("can_swap")), {False})
        with self.assertRaisesRegex(UserError, "confirmed"):
            window.line_ids[1].action_swap()

    def test_a_service_without_stock_has_no_substitutes(self):
        service = self._product("Lắp đặt", type="service", is_storable=False)
        columns = self._window(line=self._order((service, 1)).order_line).line_ids
        self.assertEqual(columns.product_id, service)

    def test_others_see_neither_order_nor_window(self):
        window = self._window()
        other = self._user("so_other", "sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            self.line.with_user(other).action_cs_compare()
        with self.assertRaises(AccessError):
            window.with_user(other).line_ids.read(["score"])
        for login, groups in (("so_clerk", "base.group_user"), ("so_door", "base.group_portal")):
            user = self._user(login, groups)
            for model in ("cs.stockout.compare", "cs.stockout.compare.line"):
                self.assertFalse(self.env[model].with_user(user).has_access("read"))
