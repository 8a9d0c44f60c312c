"""The waiting queue: who gets what came in, and what happens when it goes again."""

from datetime import timedelta

from odoo import fields
from odoo.tests import TransactionCase, tagged

from .common import StockoutCommon


@tagged("post_install", "-at_install")
class TestQueue(StockoutCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tea = cls._product("Trà sen", 100)
        cls.stock = cls.warehouse.lot_stock_id
        cls.shelf = cls.env["stock.location"].create(
            {"name": "Kệ A", "location_id": cls.stock.id, "usage": "internal"}
        )

    def _waiting(self, quantity, days=1, product=None, **values):
        """Confirm an order that is short and whose customer waits; return its case."""
        case = self._case(
            (product or self.tea, quantity),
            commitment_date=fields.Datetime.now() + timedelta(days=days), **values,
        )
        case.action_offer()
        case.cs_choose("wait")
        self.assertEqual(case.state, "waiting")
        return case

    def _come(self, quantity, product=None, place=None):
        receipt = self._receipt(product or self.tea, quantity, 0)
        if place:
            receipt.move_ids.location_dest_id = place
            receipt.move_ids.move_line_ids.location_dest_id = place
        self._receive(receipt)
        return receipt

    def _held(self, *cases):
        return [case.sale_line_id.move_ids.quantity for case in cases]

    def _serve(self):
        with self.enter_registry_test_mode():
            self.env.ref("cs_stockout.ir_cron_serve").method_direct_trigger()

    # -- case Stock-out 5 ------------------------------------------------------------------

    def test_case_stockout_5_smaller_than_the_queue_in_a_fair_order(self):
        late = self._waiting(4, days=3)
        early = self._waiting(4, days=1)
        urgent = self._waiting(2, days=9)
        urgent.sale_line_id.move_ids.priority = "1"
        self._come(7)
        self.assertEqual(self._held(urgent, early, late), [2, 4, 1])
        self._serve()
        self.assertEqual([c.state for c in (urgent, early, late)], ["done", "done", "waiting"])
        self._come(3)
        self._serve()
        self.assertEqual((late.state, self._held(late)), ("done", [4]))

    def test_case_stockout_5_ship_complete_hoards_nothing(self):
        sugar = self._product("Đường", 10)
        order = self._order(
            (self.tea, 5), (sugar, 1), picking_policy="one",
            commitment_date=fields.Datetime.now() + timedelta(days=1),
        )
        order.action_confirm()
        whole = order.cs_stockout_case_ids
        whole.action_offer()
        for case in whole:
            case.cs_choose("wait")
        behind = self._waiting(4, days=5)
        self._come(5)
        self.assertEqual(self._held(*whole, behind), [0, 0, 4])
        self._come(6)
        self.assertEqual(self._held(*whole), [0, 0], "the sugar is missing still")
        self._come(1, sugar)
        self.assertEqual(self._held(*whole), [5, 1])
        self._serve()
        self.assertEqual(set(whole.mapped("state")), {"done"})

    def test_a_count_that_is_not_applied_yet_upsets_no_receipt(self):
        sugar = self._product("Đường", 0)
        order = self._order((self.tea, 5), (sugar, 1), picking_policy="one")
        order.action_confirm()
        self.env["stock.quant"].with_context(inventory_mode=True).create(
            {
                "product_id": sugar.id,
                "location_id": self.warehouse.lot_stock_id.id,
                "inventory_quantity": 3,
            }
        )
        self._come(5)
        self.assertEqual(self._held(*order.cs_stockout_case_ids), [0, 0])

    def test_what_comes_together_is_told_in_one_mail(self):
        sugar = self._product("Đường", 10)
        order = self._order((self.tea, 5), (sugar, 2))
        order.action_confirm()
        cases = order.cs_stockout_case_ids
        cases.action_offer()
        for case in cases:
            case.cs_choose("wait")
        self._come(5)
        self._come(2, sugar)
        before = self.env["mail.mail"].search([])
        self._serve()
        mail = self.env["mail.mail"].search([]) - before
        self.assertEqual((set(cases.mapped("state")), len(mail)), ({"done"}, 1))
        for product in (self.tea, sugar):
            self.assertIn(product.display_name, mail.body_html)

    def test_case_stockout_5_goods_on_a_shelf_inside(self):
        case = self._waiting(4)
        self._come(4, place=self.shelf)
        self.assertEqual(self._held(case), [4])
        self.assertEqual(case.sale_line_id.move_ids.move_line_ids.location_id, self.shelf)

    def test_case_stockout_5_a_manual_reservation_stands(self):
        first = self._waiting(4, days=1)
        second = self._waiting(3, days=9)
        self._add_stock(self.tea, 3)
        second.sale_line_id.move_ids.picking_id.action_assign()
        self.assertEqual(self._held(first, second), [0, 3])
        self._come(2)
        self.assertEqual(self._held(first, second), [2, 3], "what a person reserved stays")

    def test_case_stockout_5_a_receipt_taken_back(self):
        case = self._waiting(4)
        receipt = self._come(4)
        self._serve()
        self.assertEqual(case.state, "done")
        wizard = self.env["stock.return.picking"].with_context(
            active_id=receipt.id, active_model="stock.picking"
        ).create({})
        wizard.product_return_moves.quantity = 4
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        back.move_ids.write({"quantity": 4, "picked": True})
        back._action_done()
        self.assertEqual(self._held(case), [0])
        self._serve()
        self.assertEqual((case.state, case.served_at), ("waiting", False))
        self.assertIn("gone again", case.activity_ids[-1:].note or "")
        self.assertEqual(case.activity_ids[-1:].user_id, self.seller)
        self._come(4)
        self._serve()
        self.assertEqual(case.state, "done")

    def test_the_same_twice_changes_nothing(self):
        case = self._waiting(4)
        self._come(4)
        self._serve()
        served = case.served_at
        self._serve()
        self.assertEqual((case.state, case.served_at), ("done", served))

    # -- ways in ---------------------------------------------------------------------------

    def test_a_counted_surplus_serves_the_queue(self):
        case = self._waiting(4)
        quant = self.env["stock.quant"].with_context(inventory_mode=True).create(
            {"product_id": self.tea.id, "location_id": self.shelf.id, "inventory_quantity": 6}
        )
        quant.action_apply_inventory()
        self.assertEqual(self._held(case), [4])

    def test_goods_that_a_customer_returns_serve_the_queue(self):
        sold = self._product("Ấm", 500, 2)
        order = self._order((sold, 2))
        order.action_confirm()
        order.picking_ids.move_ids.write({"quantity": 2, "picked": True})
        order.picking_ids._action_done()
        case = self._waiting(2, product=sold)
        wizard = self.env["stock.return.picking"].with_context(
            active_id=order.picking_ids.id, active_model="stock.picking"
        ).create({})
        wizard.product_return_moves.quantity = 2
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        self._receive(back)
        self.assertEqual(self._held(case), [2])

    def test_another_warehouse_gets_nothing(self):
        case = self._waiting(4)
        other = self.env["stock.warehouse"].create({"name": "Chi nhánh", "code": "CN"})
        receipt = self._receipt(self.tea, 4, 0)
        receipt.move_ids.location_dest_id = other.lot_stock_id
        self._receive(receipt)
        self.assertEqual(self._held(case), [0])

    def test_switched_off_odoo_serves_by_its_own_rule(self):
        self.company.cs_stockout_fair_queue = False
        case = self._waiting(4)
        self._come(4, place=self.shelf)
        self.assertEqual(self._held(case), [0], "Odoo asks for the exact place")
        self._come(4)
        self.assertEqual(self._held(case), [4])

    def test_reservation_by_hand_only_stays_by_hand(self):
        self.env["ir.config_parameter"].sudo().set_param("stock.picking_no_auto_reserve", "1")
        case = self._waiting(4)
        self._come(4)
        self.assertEqual(self._held(case), [0])

    def test_asking_for_more_takes_no_promise_back(self):
        case = self._waiting(4)
        self._come(4)
        self._serve()
        case.sale_line_id.product_uom_qty = 6
        self._serve()
        self.assertEqual(case.state, "done")

    def test_dozens_claim_pieces(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        case = self._waiting(1, product=self.tea)
        order = self._order((self.tea, 1, {"product_uom_id": dozen.id}))
        order.action_confirm()
        self._come(13)
        reserved = order.order_line.move_ids
        self.assertEqual((self._held(case), reserved.product_qty, reserved.state),
                         ([1], 12, "assigned"))

    # -- cost ------------------------------------------------------------------------------

    def test_work_grows_with_the_goods_not_with_the_queue(self):
        for number in range(3):
            self._waiting(4, days=number + 1)
        few = self._queries_of_a_receipt()
        for number in range(12):
            self._waiting(4, days=number + 5)
        self.assertLessEqual(self._queries_of_a_receipt(), few + 2)

    def _queries_of_a_receipt(self):
        """Return the queries that serving a receipt of one piece takes."""
        receipt = self._come(1)
        waiting = [("sale_line_id.product_id", "=", self.tea.id)]
        self.env["stock.move"].search(waiting)._do_unreserve()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        receipt.move_ids._trigger_assign()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_goods_on_consignment_are_served_as_odoo_reserves_them(self):
        case = self._waiting(4)
        receipt = self._receipt(self.tea, 4, 0)
        receipt.owner_id = self._partner("Nhà ký gửi")
        receipt.move_ids.move_line_ids.owner_id = receipt.owner_id
        self._receive(receipt)
        self.assertEqual(self._held(case), [4])

    def test_whoever_takes_goods_in_need_not_see_the_orders_that_wait(self):
        case = self._waiting(4)
        groups = "stock.group_stock_user,sales_team.group_sale_salesman"
        keeper = self._user("so_keeper", groups)
        self.assertFalse(case.order_id.with_user(keeper).has_access("read"))
        receipt = self._receipt(self.tea, 4, 0)
        self.env.invalidate_all()
        self._receive(receipt.with_user(keeper))
        self.assertEqual(self._held(case), [4])

    def test_goods_that_go_before_anybody_was_asked_are_offered_after_all(self):
        case = self._case((self.tea, 4))
        self._come(4)
        self._serve()
        self.assertEqual((case.state, case.times_asked), ("done", 0))
        case.order_id.picking_ids.do_unreserve()
        self._serve()
        self.assertEqual((case.state, case.choice, case.served_at), ("open", False, False))
        self.assertIn("knows of nothing yet", case.activity_ids.note)
        case.with_user(self.seller).action_offer()
        self.assertEqual(case.state, "offered")

    def test_an_order_that_is_confirmed_again_was_not_told_that_its_goods_are_here(self):
        case = self._waiting(4)
        self._come(4)
        self._serve()
        order = case.order_id
        order._action_cancel()
        order.action_draft()
        self.env["stock.quant"]._update_available_quantity(self.tea, self.stock, -4)
        self._receipt(self.tea, 4, 1)
        order.commitment_date = fields.Datetime.now() + timedelta(days=5)
        order.action_confirm()
        self._serve()
        self.assertEqual((order.cs_stockout_case_ids, case.state), (case, "done"))
        self.assertFalse(case.activity_ids)
