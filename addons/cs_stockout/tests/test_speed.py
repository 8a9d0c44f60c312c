from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from .common import StockoutCommon

_SIZES = (1, 50, 200)


@tagged("post_install", "-at_install")
class TestSpeed(StockoutCommon, TransactionCase):
    """Query counts, which do not depend on the machine. See the goals in the README."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.products = [cls._product(f"Hàng {number}", 100 + number) for number in range(200)]
        stock = [cls._product(f"Thay {number}", 90 + number, 500) for number in range(200)]
        for product, substitute in zip(cls.products, stock, strict=True):
            cls._rule(product, substitute)

    def _big(self, size):
        """Return an order whose lines all promise another day, freshly read."""
        order = self._order(
            *[
                (product, 3, {"customer_lead": number})
                for number, product in enumerate(self.products[:size])
            ]
        )
        self._fresh(order)
        return order

    def _fresh(self, order):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["sale.order.line"].browse(order.order_line.ids)

    @contextmanager
    def _count(self, counts):
        self.env.flush_all()
        start = self.cr.sql_log_count
        yield
        self.env.flush_all()
        counts.append(self.cr.sql_log_count - start)

    def _counts(self, action):
        action(self._fresh(self._big(1)))  # fill the caches of the registry
        counts = []
        for size in _SIZES:
            lines = self._fresh(self._big(size))
            self.env.invalidate_all()
            with self._count(counts):
                action(lines)
        return counts

    def test_detection_is_flat(self):
        counts = self._counts(lambda lines: lines._cs_shortages())
        self.assertEqual(len(set(counts)), 1, counts)
        self.assertLessEqual(counts[0], 6)

    def test_substitutes_are_flat(self):
        def substitutes(lines):
            lines.order_id.order_line.fetch(["product_id"])  # as on the open form
            lines.order_id.currency_id.fetch(["rounding"])
            start = self.cr.sql_log_count
            self.assertEqual(len(lines.cs_substitutes()), len(lines))
            spent.append(self.cr.sql_log_count - start)

        spent = []
        self._counts(substitutes)
        self.assertEqual(len(set(spent[1:])), 1, spent)
        self.assertLessEqual(spent[-1], 12)

    def test_opening_the_form_costs_little(self):
        specification = {
            "state": {},
            "order_line": {
                "fields": {
                    "product_id": {"fields": {"display_name": {}}},
                    "virtual_available_at_date": {},
                    "product_uom_id": {"fields": {"display_name": {}}},
                }
            },
        }
        ours = {
            **specification,
            "cs_short_line_count": {},
            "cs_stockout_case_count": {},
            "order_line": {
                "fields": {**specification["order_line"]["fields"], "cs_short_qty": {}}
            },
        }
        extra = []
        for size in _SIZES:
            order = self._big(size)
            counts = []
            for wanted in (ours, specification, ours):
                self._fresh(order)
                with self._count(counts):
                    order.web_read(wanted)
            extra.append(counts[2] - counts[1])
        self.assertLessEqual(max(extra), 5, extra)

    def _confirm_counts(self, size):
        hooks = (
            patch.object(
                type(self.env["sale.order"]),
                "_cs_register_promises",
                lambda orders: self.env["cs.stockout.case"],
            ),
        )
        counts = []
        order = self._big(size)
        self._fresh(order)
        with self._count(counts):
            order.action_confirm()
        bare = self._big(size)
        self._fresh(bare)
        with hooks[0], self._count(counts):
            bare.action_confirm()
        return counts[0] - counts[1]

    def test_confirming_costs_little_when_all_is_short(self):
        self._confirm_counts(1)
        extra = [self._confirm_counts(size) for size in _SIZES]
        self.assertLessEqual(max(extra), 10, extra)

    def test_confirming_costs_little_when_all_is_there(self):
        self.env["stock.quant"].create(
            [
                {
                    "product_id": product.id,
                    "location_id": self.warehouse.lot_stock_id.id,
                    "quantity": 1000,
                }
                for product in self.products
            ]
        )
        self._confirm_counts(1)
        extra = [self._confirm_counts(size) for size in _SIZES]
        self.assertLessEqual(max(extra), 8, extra)
