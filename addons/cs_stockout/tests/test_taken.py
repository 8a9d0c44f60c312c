"""Goods that leave the warehouse otherwise than for an order's own delivery."""

from datetime import timedelta

from odoo import Command, fields
from odoo.tests import TransactionCase, tagged

from .common import StockoutCommon


@tagged("post_install", "-at_install")
class TestTaken(StockoutCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["stock.warehouse"].create({"name": "Kho hai", "code": "KH"})
        cls.keeper = cls._user("so_keeper", "stock.group_stock_user")
        cls.order = cls._order((cls.newer, 10, {"customer_lead": 4}))
        cls.order.action_confirm()
        # Nothing is held for the order: who comes first takes it.
        cls.order.picking_ids.do_unreserve()
        cls.pending = cls.env["cs.stockout.pending"]
        cls.pending.search([]).unlink()

    def _transfer(self, quantity, source=None, dest=None, user=None, days=0):
        """Return a draft transfer, by default to the other warehouse."""
        picking_type = self.warehouse.int_type_id
        places = {
            "location_id": (source or self.warehouse.lot_stock_id).id,
            "location_dest_id": (dest or self.other.lot_stock_id).id,
        }
        move = {**places, "product_id": self.newer.id, "product_uom_qty": quantity}
        return self.env["stock.picking"].with_user(user or self.keeper).create(
            {
                **places,
                "picking_type_id": picking_type.id,
                "scheduled_date": fields.Datetime.now() + timedelta(days=days),
                "move_ids": [Command.create(move)],
            }
        )

    def _finish(self, picking):
        picking.move_ids.picked = True
        picking._action_done()

    def _noted(self):
        """Return what is to be looked at where goods leave, and forget it."""
        rows = self.pending.search([("warehouse_id", "=", self.warehouse.id)])
        noted = {(row.product_id, row.warehouse_id, row.reason) for row in rows}
        rows.unlink()
        return noted

    def _review(self):
        with self.enter_registry_test_mode():
            self.env.ref("cs_stockout.ir_cron_review").method_direct_trigger()
        self.env.invalidate_all()
        return self.order.cs_stockout_case_ids

    @property
    def _taken(self):
        return {(self.newer, self.warehouse, "taken")}

    # -- transfers -------------------------------------------------------------------------

    def test_a_transfer_to_another_warehouse_opens_a_case_when_it_is_confirmed(self):
        picking = self._transfer(8)
        self.assertFalse(self._noted())
        picking.action_confirm()
        case = self._review()
        self.assertEqual((case.short_qty, case.origin, case.state), (4, "taken", "open"))
        case._cs_make_options()
        self.assertIn("taken for something else", self.order.message_ids[0].body)

    def test_a_transfer_that_is_done_without_being_planned_opens_a_case(self):
        picking = self._transfer(8)
        picking.move_ids.quantity = 8
        self._finish(picking)
        self.assertEqual(self._noted(), self._taken)
        self.pending._cs_note(
            [(self.newer, self.warehouse, self.env["stock.picking"])], "taken"
        )
        self.assertEqual(self._review().short_qty, 4)

    def test_a_transfer_that_takes_more_than_planned_is_looked_at_when_it_is_done(self):
        picking = self._transfer(4)
        picking.action_confirm()
        self.assertFalse(self._review())
        picking.move_ids.quantity = 9
        self._finish(picking)
        self.assertEqual(self._review().short_qty, 5)

    def test_a_transfer_that_is_enlarged_is_looked_at(self):
        picking = self._transfer(2)
        picking.action_confirm()
        self.assertFalse(self._review())
        picking.move_ids.product_uom_qty = 1
        self.assertFalse(self._noted())
        picking.move_ids.product_uom_qty = 7
        self.assertEqual(self._noted(), self._taken)
        self.assertEqual(len(picking.move_ids), 1)

    def test_a_transfer_that_leaves_earlier_is_looked_at_and_a_later_one_is_not(self):
        picking = self._transfer(2, days=9)
        picking.action_confirm()
        self._noted()
        picking.move_ids.date = fields.Datetime.now() + timedelta(days=12)
        self.assertFalse(self._noted())
        picking.move_ids.date = fields.Datetime.now() + timedelta(days=1)
        self.assertEqual(self._noted(), self._taken)

    def test_a_transfer_within_the_warehouse_that_is_sent_elsewhere_is_looked_at(self):
        shelf = self.env["stock.location"].create(
            {"name": "Kệ", "location_id": self.warehouse.lot_stock_id.id}
        )
        picking = self._transfer(8, dest=shelf)
        picking.action_confirm()
        self.assertFalse(self._noted())
        picking.move_ids.location_dest_id = self.other.lot_stock_id
        self.assertEqual(self._noted(), self._taken)

    def test_a_transfer_that_is_cancelled_ends_the_danger(self):
        picking = self._transfer(8)
        picking.action_confirm()
        case = self._review()
        picking.action_cancel()
        self._review()
        self.assertEqual((case.state, case.missing_qty), ("cancelled", 0))

    def test_a_transfer_through_transit_counts_where_it_leaves(self):
        transit = self.env.company.internal_transit_location_id
        transit.active = True
        out = self._transfer(3, dest=transit)
        out.action_confirm()
        self.assertEqual(self._noted(), self._taken)
        self._finish(out)
        self.assertEqual(self._noted(), self._taken)
        back = self._transfer(3, source=transit, dest=self.other.lot_stock_id)
        back.action_confirm()
        self._finish(back)
        self.assertFalse(self._noted())

    def test_a_transfer_that_leaves_enough_opens_no_case(self):
        picking = self._transfer(4)
        picking.action_confirm()
        self._finish(picking)
        self.assertFalse(self._review())

    def test_who_holds_the_goods_is_safe(self):
        self.order.picking_ids.action_assign()
        picking = self._transfer(4)
        picking.action_confirm()
        self.assertFalse(self._review())

    # -- everything else that leaves -------------------------------------------------------

    def test_a_sale_without_an_order_is_looked_at(self):
        picking = self._transfer(8, dest=self.env.ref("stock.stock_location_customers"))
        picking.move_ids.quantity = 8
        self._finish(picking)
        self.assertEqual(self._noted(), self._taken)

    def test_a_return_to_the_supplier_is_looked_at(self):
        picking = self._transfer(8, dest=self.env.ref("stock.stock_location_suppliers"))
        picking.action_confirm()
        self.assertEqual(self._noted(), self._taken)

    def test_what_is_used_up_in_production_is_looked_at(self):
        places = [("usage", "=", "production"), ("company_id", "=", self.company.id)]
        picking = self._transfer(8, dest=self.env["stock.location"].search(places, limit=1))
        picking.action_confirm()
        self.assertEqual(self._noted(), self._taken)

    def test_scrap_is_still_a_correction_of_the_stock(self):
        shelf = self.warehouse.lot_stock_id
        scrap = self.env["stock.scrap"].create(
            {"product_id": self.newer.id, "scrap_qty": 9, "location_id": shelf.id}
        )
        scrap.action_validate()
        self.assertEqual(self._noted(), {(self.newer, self.warehouse, "stock")})

    # -- what is none of this --------------------------------------------------------------

    def test_a_move_within_the_warehouse_notes_nothing(self):
        shelf = self.env["stock.location"].create(
            {"name": "Kệ", "location_id": self.warehouse.lot_stock_id.id}
        )
        picking = self._transfer(8, dest=shelf)
        picking.action_confirm()
        picking.move_ids.product_uom_qty = 9
        picking.action_assign()
        self._finish(picking)
        self.assertFalse(self._noted())

    def test_a_plain_delivery_of_an_order_notes_nothing(self):
        for steps in ("ship_only", "pick_ship", "pick_pack_ship"):
            self.warehouse.delivery_steps = steps
            order = self._order((self.cooker, 1))
            order.action_confirm()
            for _step in range(len(steps.split("_"))):
                ready = order.picking_ids.filtered(lambda picking: picking.state == "assigned")
                if ready:
                    self._finish(ready)
            self.assertEqual(order.order_line.qty_delivered, 1, steps)
            self.assertFalse(self._noted(), steps)
            self._add_stock(self.cooker, 1)

    def test_a_delivery_raised_with_its_order_is_no_other_taker(self):
        order = self._order((self.cooker, 1))
        order.action_confirm()
        order.order_line.product_uom_qty = 2
        self.assertEqual(self._noted(), {(self.cooker, self.warehouse, "change")})

    def test_a_receipt_and_a_return_of_a_customer_note_nothing(self):
        self._receive(self._receipt(self.newer, 5, 0))
        back = self._transfer(
            1,
            source=self.env.ref("stock.stock_location_customers"),
            dest=self.warehouse.lot_stock_id,
        )
        back.action_confirm()
        self._finish(back)
        self.assertFalse(self._noted())

    def test_what_stays_is_asked_without_a_query(self):
        moves = self._transfer(8, dest=self.warehouse.lot_stock_id).move_ids
        moves |= self.order.picking_ids.move_ids
        moves._cs_note_taken()
        with self.assertQueryCount(0):
            moves._cs_note_taken()
