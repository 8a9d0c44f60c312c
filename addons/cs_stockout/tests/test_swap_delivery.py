from datetime import timedelta

from odoo import Command, fields
from odoo.tests import TransactionCase, tagged

from .common import StockoutCommon


class SwapCommon(StockoutCommon):
    """Five cookers ordered, two there, fourteen of the newer ones."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._rule()

    def _choose(self, case, choice, by="customer"):
        """Choose as the customer does, or the salesperson for her; return the status."""
        return case.sudo()._cs_choose(choice, self._option(case, choice).id, by=by)[0]

    def _moves(self, order, product=None):
        return sorted(
            (move.product_id.name, move.product_qty, move.state)
            for move in order.picking_ids.move_ids
            if move.state != "cancel" and (not product or move.product_id == product)
        )

    def _do(self, pickings):
        """Carry out what is reserved; the rest stays in a backorder."""
        for picking in pickings:
            picking.move_ids.picked = True
            picking._action_done()

    def _swapped(self, case, replaced=3, by="customer"):
        """Take the substitute and check all that must hold wherever it is delivered from.

        :returns: the old line and the new one
        """
        order, old = case.order_id, case.sale_line_id
        before = {product: self._forecast(product) for product in (self.cooker, self.newer)}
        ordered, total = old.product_uom_qty, order.amount_total
        self.assertEqual(self._choose(case, "substitute", by), "done")
        new = order.order_line - old
        self.assertEqual((old.product_uom_qty, new.product_uom_qty), (ordered - replaced, replaced))
        self.assertEqual(new.cs_replaces_line_id, old)
        self.assertEqual(order.amount_total, total)
        self.assertFalse(self._returns(order))
        self.assertEqual(self._forecast(self.cooker), before[self.cooker] + replaced)
        self.assertEqual(self._forecast(self.newer), before[self.newer] - replaced)
        for line in old | new:
            self.assertEqual(line._get_qty_procurement(), line.product_uom_qty)
        return old, new


@tagged("post_install", "-at_install")
class TestSwapDelivery(SwapCommon, TransactionCase):
    """Stock-out 4 and 7: whatever the delivery looks like, the forecast changes by the swap."""

    def test_case_stockout_4_plain(self):
        _old, new = self._swapped(self._offered())
        self.assertEqual(len(new.order_id.picking_ids), 1)

    def test_case_stockout_4_printed(self):
        case = self._offered()
        printed = case.order_id.picking_ids
        printed.printed = True
        _old, new = self._swapped(case)
        left = self._moves(case.order_id, self.cooker)
        self.assertEqual(left, [(self.cooker.name, 2, "assigned")])
        self.assertNotEqual(new.move_ids.picking_id, printed, "what is on paper takes in no more")
        self.assertIn("print it again", printed.message_ids[0].body)

    def test_case_stockout_4_deadline_shifted(self):
        case = self._offered()
        date = fields.Datetime.now().replace(microsecond=0) + timedelta(days=30)
        case.order_id.picking_ids.move_ids.write({"date_deadline": date, "date": date})
        _old, new = self._swapped(case)
        self.assertEqual(new.move_ids.date_deadline, date, "it comes when the rest comes")
        self.assertEqual(new.move_ids.date, date)
        self.assertEqual(len(case.order_id.picking_ids), 1)

    def test_case_stockout_4_split(self):
        case = self._offered()
        move = case.order_id.picking_ids.move_ids
        move._cs_part(1)
        self.assertEqual(len(case.order_id.picking_ids), 2)
        old, _new = self._swapped(case)
        self.assertEqual(sum(old._cs_open_moves().mapped("product_qty")), 2)

    def test_case_stockout_4_printed_split_and_shifted_then_cancelled(self):
        case = self._offered()
        order = case.order_id
        order.picking_ids.move_ids._cs_part(1)
        order.picking_ids.printed = True
        order.picking_ids.move_ids.date_deadline = fields.Datetime.now() + timedelta(days=9)
        before = self._forecast(self.cooker)
        self.assertEqual(self._choose(case, "cancel"), "done")
        self.assertEqual(self._forecast(self.cooker), before + 3)
        self.assertFalse(self._returns(order))
        self.assertEqual(sum(case.sale_line_id._cs_open_moves().mapped("product_qty")), 2)

    def test_rescheduled_by_the_order_itself(self):
        case = self._offered()
        order = case.order_id
        order.commitment_date = fields.Datetime.now().replace(microsecond=0) + timedelta(days=20)
        _old, new = self._swapped(case)
        self.assertEqual(new.move_ids.date_deadline, order.commitment_date)

    def test_everything_short_keeps_the_delivery(self):
        fan = self._product("Quạt")
        self._rule(fan, self.newer)
        case = self._offered((fan, 4))
        picking = case.order_id.picking_ids
        self.assertEqual(self._choose(case, "substitute"), "done")
        self.assertEqual(case.order_id.picking_ids, picking)
        self.assertEqual(case.sale_line_id.product_uom_qty, 0)
        self.assertEqual(picking.state, "assigned")

    def test_two_steps_before_the_pick(self):
        self.warehouse.delivery_steps = "pick_ship"
        case = self._offered()
        self._swapped(case)
        pick = case.order_id.picking_ids
        self.assertEqual(pick.picking_type_id, self.warehouse.pick_type_id)
        self._do(pick)
        self._do(case.order_id.picking_ids - pick)
        self.assertEqual(case.order_id.order_line.mapped("qty_delivered"), [2, 3])

    def test_case_stockout_7_two_steps_after_a_part_is_picked(self):
        self.warehouse.delivery_steps = "pick_ship"
        case = self._offered()
        self._do(case.order_id.picking_ids)
        self._swapped(case)
        self.assertEqual(self._moves(case.order_id, self.cooker)[-1][2], "done")
        for _step in range(3):
            self._do(case.order_id.picking_ids.filtered(lambda one: one.state == "assigned"))
        self.assertEqual(case.order_id.order_line.mapped("qty_delivered"), [2, 3])

    def test_three_steps_before_and_after_the_pick(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        case = self._offered()
        self._do(case.order_id.picking_ids)
        self._do(case.order_id.picking_ids.filtered(lambda one: one.state == "assigned"))
        self._swapped(case)
        for _step in range(4):
            self._do(case.order_id.picking_ids.filtered(lambda one: one.state == "assigned"))
        self.assertEqual(case.order_id.order_line.mapped("qty_delivered"), [2, 3])

    def test_case_stockout_7_two_steps_after_all_is_picked(self):
        """What lies in the output goes back to the shelf, not to a customer's return."""
        self.warehouse.delivery_steps = "pick_ship"
        case = self._offered()
        self._add_stock(self.cooker, 3)
        case.order_id.picking_ids.action_assign()
        self._do(case.order_id.picking_ids)
        self._swapped(case, by="salesperson")
        back = case.order_id.picking_ids.move_ids.filtered(
            lambda move: move.location_id == self.warehouse.wh_output_stock_loc_id
            and move.location_dest_id == self.warehouse.lot_stock_id
        )
        self.assertEqual(back.product_qty, 3)

    def test_partly_delivered(self):
        case = self._offered()
        self._do(case.order_id.picking_ids)
        old, _new = self._swapped(case)
        self.assertEqual((old.qty_delivered, old.product_uom_qty), (2, 2))

    def test_given_up_by_the_warehouse(self):
        """After "no backorder" nothing waits, yet the promise stands and can be swapped."""
        case = self._offered()
        picking = case.order_id.picking_ids
        picking.move_ids.picked = True
        picking.with_context(cancel_backorder=True)._action_done()
        order, old = case.order_id, case.sale_line_id
        before = self._forecast(self.cooker)
        self.assertEqual(self._choose(case, "substitute"), "done")
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [2, 3])
        self.assertEqual(self._forecast(self.cooker), before)
        self.assertFalse(self._returns(order))
        self.assertEqual(old._get_qty_procurement(), 2)

    def test_given_up_by_the_warehouse_then_waited_for(self):
        case = self._offered()
        picking = case.order_id.picking_ids
        picking.move_ids.picked = True
        picking.with_context(cancel_backorder=True)._action_done()
        self.assertEqual(self._choose(case, "wait"), "done")
        self.assertEqual(sum(case.sale_line_id._cs_open_moves().mapped("product_qty")), 3)

    def test_goods_that_came_meanwhile_stay_reserved_for_what_is_left(self):
        case = self._offered()
        self._add_stock(self.cooker, 3)
        case.order_id.picking_ids.action_assign()
        self.assertEqual(self._choose(case, "cancel"), "done")
        self.assertEqual(self._moves(case.order_id), [(self.cooker.name, 2, "assigned")])

    def test_where_when_and_on_whose_account_is_carried_over(self):
        plan = self.env["account.analytic.plan"].create({"name": "Dự án"})
        account = self.env["account.analytic.account"].create(
            {"name": "Bếp trường học", "plan_id": plan.id}
        )
        route = self.warehouse.delivery_route_id
        route.sale_selectable = True
        values = {
            "customer_lead": 9,
            "analytic_distribution": {str(account.id): 100},
            "route_ids": [Command.set(route.ids)],
        }
        case = self._offered((self.cooker, 5, values))
        old, new = self._swapped(case)
        self.assertEqual((new.customer_lead, new.route_ids), (9, route))
        self.assertEqual(new.analytic_distribution, {str(account.id): 100})
        self.assertEqual(new.warehouse_id, old.warehouse_id)
        self.assertEqual(old._cs_open_moves().date_deadline, new._cs_open_moves().date_deadline)

    def test_another_company_keeps_its_own(self):
        other = self.env["res.company"].create({"name": "Chi nhánh Đà Nẵng"})
        other.cs_stockout_offer = "manual"
        self.rule.company_id = False
        self.env.user.company_ids |= other
        env = self.env(context={"allowed_company_ids": [self.company.id, other.id]})
        warehouse = env["stock.warehouse"].search([("company_id", "=", other.id)], limit=1)
        self._add_stock(self.cooker, 2, warehouse)
        self._add_stock(self.newer, 14, warehouse)
        order = env["sale.order"].with_company(other).create(
            {
                "partner_id": self.lan.id,
                "company_id": other.id,
                "warehouse_id": warehouse.id,
                "order_line": [
                    Command.create({"product_id": self.cooker.id, "product_uom_qty": 5})
                ],
            }
        )
        order.action_confirm()
        case = order.cs_stockout_case_ids
        case.action_offer()
        mine = self._forecast(self.newer)
        # Whoever carries it out is at home in the first company.
        case = case.with_env(self.env)
        self.assertEqual(self._choose(case, "substitute"), "done")
        self.assertEqual(order.order_line.company_id, other)
        self.assertEqual(order.picking_ids.move_ids.company_id, other)
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [2, 3])
        self.assertEqual(self._forecast(self.newer), mine, "this company's stock is not touched")

    def test_given_up_at_the_shelf_then_waited_for(self):
        self.warehouse.delivery_steps = "pick_ship"
        order = self._order((self.newer, 10))
        order.action_confirm()
        pick = order.picking_ids
        pick.move_ids.write({"quantity": 6, "picked": True})
        pick.with_context(cancel_backorder=True)._action_done()
        case = order.cs_stockout_case_ids
        case.action_offer()
        self.assertEqual((case.short_qty, case.sale_line_id._cs_gap()), (4, 4))
        self.assertEqual(self._choose(case, "wait"), "done")
        self.assertEqual(case.sale_line_id._cs_gap(), 0)
        again = order.picking_ids - pick
        planned = again.move_ids.filtered(lambda move: move.location_dest_usage != "customer")
        self.assertEqual(sum(planned.mapped("product_qty")), 4)
