"""Who waits pays no second delivery."""

from odoo.addons.cs_stockout.tests.common import StockoutCommon
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestFreeDelivery(StockoutCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.cs_stockout_free_delivery = True
        cls.fee = cls._product("Giao hàng", 30_000, type="service", is_storable=False)
        cls.carrier = cls.env["delivery.carrier"].create(
            {
                "name": "Xe máy",
                "product_id": cls.fee.id,
                "delivery_type": "fixed",
                "fixed_price": 30_000,
            }
        )

    def _waiting(self, *lines, choice="wait"):
        order = self._order(*lines)
        order.set_delivery_line(self.carrier, 30_000)
        order.action_confirm()
        case = order.cs_stockout_case_ids
        case.action_offer()
        case.cs_choose(choice)
        return case

    def _arrive(self, case, quantity=10):
        self._receive(self._receipt(case.product_id, quantity, 0))
        with self.enter_registry_test_mode():
            self.env.ref("cs_stockout.ir_cron_serve").method_direct_trigger()
        self.assertEqual(case.state, "done")

    def _charge(self, order):
        return order.order_line.filtered("is_delivery")

    def test_all_waited_all_free(self):
        case = self._waiting((self.cooker, 5))
        self._arrive(case)
        line = self._charge(case.order_id)
        self.assertEqual(line.price_unit, 0)
        self.assertIn("you waited", line.name)

    def test_a_part_at_once_is_charged(self):
        case = self._waiting((self.cooker, 5), (self.newer, 1))
        self._arrive(case)
        self.assertEqual(self._charge(case.order_id).price_unit, 30_000)

    def test_no_promise_no_gift(self):
        case = self._waiting((self.cooker, 5))
        case.free_delivery = False
        self._arrive(case)
        self.assertEqual(self._charge(case.order_id).price_unit, 30_000)

    def test_what_is_invoiced_stays(self):
        case = self._waiting((self.cooker, 5))
        line = self._charge(case.order_id)
        invoice = case.order_id._create_invoices()
        invoice.action_post()
        self.assertTrue(line.qty_invoiced)
        self._arrive(case)
        self.assertEqual(line.price_unit, 30_000)

    def test_real_costs_of_the_waited_shipment_are_not_charged(self):
        self.carrier.invoice_policy = "real"
        case = self._waiting((self.cooker, 5), (self.newer, 1), choice="split")
        order = case.order_id
        now, later = order.picking_ids.sorted("id")
        waited = later if later.move_ids.product_id == self.cooker else now
        first = (now | later) - waited
        self._ship(first)
        charged = sum(self._charge(order).mapped("price_unit"))
        self._arrive(case)
        self._ship(waited)
        self.assertEqual(sum(self._charge(order).mapped("price_unit")), charged)
        self.assertIn("not charged", "".join(order.message_ids.mapped("body")))

    def _ship(self, picking):
        picking.carrier_id = self.carrier
        for move in picking.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        picking._action_done()
        if not picking.carrier_price:
            picking.carrier_price = 45_000
            picking._add_delivery_cost_to_so()
