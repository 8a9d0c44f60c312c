"""The service level: figures on promises that nobody can rewrite."""

from datetime import date, datetime, timedelta, timezone

from freezegun import freeze_time
from odoo.addons.cs_base.tools import quiet
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .common import StockoutCommon

MAY_10 = datetime(2026, 5, 10, 3, 0)  # ten in the morning in Vietnam


@tagged("post_install", "-at_install")
class TestService(StockoutCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Ho_Chi_Minh"
        cls.lines = cls.env["cs.service.line"]
        cls.cup = cls._product("Cốc sứ", 20_000, 100)

    def _promised(self, product, quantity, more=None, at=MAY_10, **values):
        """Confirm an order a week before its promise; return its line."""
        with freeze_time(at - timedelta(days=7)):
            order = self._order((product, quantity, more or {}), commitment_date=at, **values)
            order.action_confirm()
        return order.order_line

    def _deliver(self, line, at, quantity=None):
        """Deliver (a part of) a line; the rest stays as a backorder."""
        with freeze_time(at):
            move = line.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
            self._ship(move.picking_id, {move: quantity or move.product_uom_qty})
        self.env.flush_all()

    def _ship(self, picking, quantities):
        for move, quantity in quantities.items():
            move.quantity = quantity
            move.picked = True
        picking._action_done()

    def _row(self, line):
        self.env.flush_all()
        self.lines.invalidate_model()
        return self.lines.browse(line.id)

    # -- case Stock-out 9 ------------------------------------------------------------------

    def test_case_stockout_9_dozens_on_the_day(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        line = self._promised(self.cup, 2, {"product_uom_id": dozen.id})
        self._deliver(line, MAY_10.replace(hour=16, minute=59))  # one minute to midnight there
        row = self._row(line)
        self.assertEqual((row.demand_qty, row.on_time_qty, row.delivered_qty), (24, 24, 24))
        self.assertEqual((row.in_full, row.on_time, row.otif), (1, 1, 1))

    def test_case_stockout_9_a_part_late(self):
        line = self._promised(self.cup, 20)
        self._deliver(line, MAY_10, 12)
        self._deliver(line, MAY_10 + timedelta(days=1))
        row = self._row(line)
        self.assertEqual((row.on_time_qty, row.delivered_qty), (12, 20))
        self.assertEqual((row.in_full, row.on_time, row.otif), (1, 0, 0))

    def test_case_stockout_9_a_later_commitment_changes_nothing(self):
        line = self._promised(self.cup, 20)
        line.order_id.commitment_date = MAY_10 + timedelta(days=30)
        self._deliver(line, MAY_10 + timedelta(days=2))
        row = self._row(line)
        self.assertEqual((row.promise_date, row.in_full, row.otif), (MAY_10, 1, 0))

    def test_case_stockout_9_a_substitute_is_no_first_time_fill(self):
        self._rule()
        with freeze_time(MAY_10 - timedelta(days=7)):
            case = self._offered(commitment_date=MAY_10)  # five cookers, three short
            case.cs_choose("substitute", self._option(case).id)
        line = case.sale_line_id
        added = line.order_id.order_line - line
        with freeze_time(MAY_10):
            moves = (line | added).move_ids.filtered(lambda move: move.state != "cancel")
            self._ship(moves.picking_id, {move: move.product_uom_qty for move in moves})
        row = self._row(line)
        self.assertEqual((row.demand_qty, row.first_time_qty, row.first_time), (5, 2, 0))
        self.assertEqual((row.delivered_qty, row.substituted_qty), (2, 3))
        self.assertEqual((row.in_full, row.otif, row.filled), (0, 0, 1))
        self.assertFalse(self._row(added).exists(), "the substitute is no promise of its own")

    # -- what else may happen --------------------------------------------------------------

    def test_a_minute_after_midnight_is_late(self):
        line = self._promised(self.cup, 3)
        self._deliver(line, MAY_10.replace(hour=17, minute=1))
        self.assertEqual(self._row(line).otif, 0)

    def test_nothing_is_said_before_the_day_is_over(self):
        line = self._promised(self.cup, 20)
        with freeze_time(MAY_10.replace(hour=16)):
            row = self._row(line)
            self.assertFalse(row.due)
            [[otif, lines]] = self.lines._read_group(
                [("id", "=", line.id)], [], ["otif:avg", "__count"]
            )
        self.assertEqual((otif, lines), (False, 1))
        with freeze_time(MAY_10.replace(hour=17)):
            row = self._row(line)
            self.assertEqual((row.due, row.otif, row.in_full), (True, 0, 0))

    def test_early_in_full_counts_at_once(self):
        line = self._promised(self.cup, 4)
        with freeze_time(MAY_10 - timedelta(days=3)):
            self._deliver(line, MAY_10 - timedelta(days=3))
            row = self._row(line)
        self.assertEqual((row.due, row.otif, row.cycle_days), (True, 1, 4))

    def test_a_return_takes_nothing_back(self):
        line = self._promised(self.cup, 4)
        self._deliver(line, MAY_10)
        picking = line.move_ids.picking_id
        wizard = self.env["stock.return.picking"].with_context(
            active_id=picking.id, active_model="stock.picking"
        ).create({})
        wizard.product_return_moves.quantity = 4
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        self._receive(back)
        row = self._row(line)
        self.assertEqual((line.qty_delivered, row.delivered_qty, row.otif), (0, 4, 1))

    def test_cancelled_for_want_of_goods_is_lost(self):
        with freeze_time(MAY_10 - timedelta(days=7)):
            case = self._offered(commitment_date=MAY_10)
            case.cs_choose("cancel")
        line = case.sale_line_id
        row = self._row(line)
        self.assertEqual((row.lost_qty, row.lost_amount), (3, 3_750_000))
        self.assertEqual((row.demand_qty, row.first_time_qty), (5, 2))
        case.action_undo()
        row = self._row(line)
        self.assertEqual((row.lost_qty, row.lost_amount), (0, 0), "what was undone is not lost")

    def test_an_order_cancelled_while_short_is_lost_and_others_are_not_counted(self):
        case = self._case()
        case.order_id._action_cancel()
        row = self._row(case.sale_line_id)
        self.assertEqual((row.lost_qty, row.lost_amount, row.otif), (3, 3_750_000, 0))
        line = self._promised(self.cup, 5)
        line.order_id._action_cancel()
        self.assertFalse(self._row(line).exists())

    def test_an_order_cancelled_later_loses_nothing_twice(self):
        """What was cancelled for want of goods stays lost; the rest had other reasons."""
        case = self._offered()
        case.cs_choose("cancel")
        case.order_id._action_cancel()
        row = self._row(case.sale_line_id)
        self.assertEqual((row.lost_qty, row.lost_amount), (3, 3_750_000))

    def test_what_was_replaced_or_came_is_not_lost_with_the_order(self):
        self._rule()
        case = self._offered()
        case.cs_choose("substitute", self._option(case).id)
        case.order_id._action_cancel()
        row = self._row(case.sale_line_id)
        self.assertEqual((row.lost_qty, row.lost_amount), (0, 0))
        waiting = self._offered((self.cooker, 4))
        waiting.cs_choose("wait")
        self._add_stock(self.cooker, 9)
        waiting.order_id.picking_ids.action_assign()
        waiting._cs_serve_all()
        self.assertEqual(waiting.state, "done")
        waiting.order_id._action_cancel()
        self.assertEqual(self._row(waiting.sale_line_id).lost_qty, 0)

    def test_an_order_confirmed_again_promises_nothing_twice(self):
        self._rule()
        case = self._offered()
        case.cs_choose("substitute", self._option(case).id)
        order = case.order_id
        order._action_cancel()
        order.action_draft()
        order.action_confirm()
        self.env.flush_all()
        found = self.lines.cs_measures([("order_id", "=", order.id)])
        self.assertEqual((found["lines"], found["demand_qty"]), (1, 5))

    def test_a_part_that_came_is_not_lost_with_the_order(self):
        case = self._case()
        case.missing_qty = 1  # two of three came
        case.order_id._action_cancel()
        row = self._row(case.sale_line_id)
        self.assertEqual((row.lost_qty, row.lost_amount), (1, 1_250_000))
        safe = self._case((self.cooker, 7))
        safe._cs_danger_over()
        safe.order_id._action_cancel()
        self.assertEqual(self._row(safe.sale_line_id).lost_qty, 0, "it was safe again")

    def test_services_are_no_promise_of_goods(self):
        work = self._product("Lắp đặt", 50_000, type="service", is_storable=False)
        line = self._promised(work, 1)
        self.assertFalse(self._row(line).exists())

    def test_quotations_promise_nothing(self):
        order = self._order((self.cup, 1))
        self.assertFalse(self._row(order.order_line).exists())

    def test_chain_of_substitutes_is_followed(self):
        """The substitute runs short in its turn: what it stood for goes on to the next."""
        third = self._product("Nồi cơm 2L", 1_400_000, 50)
        self._rule()
        self._rule(self.newer, third)
        case = self._offered(commitment_date=MAY_10)
        case.cs_choose("substitute", self._option(case).id)
        line = case.sale_line_id
        first = line.order_id.order_line - line
        second_case = self.env["cs.stockout.case"].sudo().create(
            first._prepare_cs_case_values(self._found(first, 2))
        )
        second_case.action_offer()
        option = second_case.option_ids.filtered(lambda option: option.product_id == third)
        second_case.cs_choose("substitute", option.id)
        second = line.order_id.order_line - line - first
        self.assertEqual((first.product_uom_qty, second.product_uom_qty), (1, 2))
        moves = (first | second).move_ids.filtered(lambda move: move.state != "cancel")
        for picking in moves.picking_id:
            own = moves.filtered(lambda move, picking=picking: move.picking_id == picking)
            self._ship(picking, {move: move.product_uom_qty for move in own})
        self.assertEqual(self._row(line).substituted_qty, 3)

    def _found(self, line, short):
        from ..tools.allocation import Shortage

        return {line.id: Shortage(short, 0.0, False, 0.0, False)}

    # -- figures ---------------------------------------------------------------------------

    def _history(self):
        """Return rows of several days, sellers, quantities and outcomes, as they were made."""
        made = []
        for number in range(12):
            day = MAY_10 + timedelta(days=9 * number)
            quantity = 1 + number % 5
            line = self._promised(self.cup, quantity, at=day)
            late = number % 3 == 0
            part = quantity - 1 if number % 4 == 1 and quantity > 1 else quantity
            self._deliver(line, day + timedelta(days=1 if late else 0), part)
            made.append((line, quantity, part, late))
        return made

    def test_measures_equal_a_recount(self):
        made = self._history()
        domain = [("id", "in", [line.id for line, *_more in made])]
        self.env.flush_all()
        found = self.lines.cs_measures(domain)
        total = sum(quantity for _line, quantity, _part, _late in made)
        kept = [part == quantity and not late for _line, quantity, part, late in made]
        self.assertEqual(found["lines"], 12)
        self.assertEqual(found["orders"], 12)
        self.assertEqual(found["demand_qty"], total)
        self.assertAlmostEqual(found["otif"], sum(kept) / 12)
        self.assertAlmostEqual(found["order_otif"], sum(kept) / 12)
        self.assertAlmostEqual(
            found["in_full"], sum(part == quantity for _l, quantity, part, _x in made) / 12
        )
        self.assertAlmostEqual(found["on_time"], sum(not late for *_more, late in made) / 12)
        self.assertAlmostEqual(found["unit_fill"], sum(part for _l, _q, part, _x in made) / total)
        self.assertEqual(found["first_time_unit_fill"], 1)
        self.assertEqual(found["short_lines"], 0)

    def test_subtotals_of_months_are_exact(self):
        made = self._history()
        domain = [("id", "in", [line.id for line, *_more in made])]
        self.env.flush_all()
        months = self.lines._read_group(
            domain, ["promised_on:month"], ["otif:avg", "unit_filled:avg", "demand_qty:sum"]
        )
        self.assertGreater(len(months), 3)
        for month, otif, unit_filled, demand in months:
            rows = [one for one in made if self._month(one[0].cs_promise_date) == month]
            kept = [part == quantity and not late for _line, quantity, part, late in rows]
            self.assertAlmostEqual(otif, sum(kept) / len(kept))
            self.assertEqual(demand, sum(quantity for _line, quantity, *_more in rows))
            self.assertAlmostEqual(unit_filled, sum(part for _l, _q, part, _x in rows) / demand)

    def _month(self, moment):
        there = quiet.zone(self.env.company._cs_timezone())
        return moment.replace(tzinfo=timezone.utc).astimezone(there).date().replace(day=1)

    def test_months_and_periods_are_the_companys_whoever_reads(self):
        self.env.company.partner_id.tz = "Asia/Ho_Chi_Minh"
        line = self._promised(self.cup, 4, at=datetime(2026, 4, 30, 18, 0))  # the first of May
        self.env.flush_all()
        domain = [("id", "=", line.id)]
        for reader in ("America/New_York", "UTC", "Asia/Ho_Chi_Minh", "Pacific/Auckland"):
            lines = self.lines.with_context(tz=reader)
            [(month, count)] = lines._read_group(domain, ["promised_on:month"], ["__count"])
            self.assertEqual((month, count), (date(2026, 5, 1), 1))
            self.assertEqual(lines.browse(line.id).promised_on, date(2026, 5, 1))
            self.assertEqual(lines.cs_measures(domain, "2026-05-01", "2026-05-01")["lines"], 1)
            self.assertEqual(lines.cs_measures(domain, "2026-04-30", "2026-04-30")["lines"], 0)

    def test_a_day_that_is_none_is_answered_with_a_sentence(self):
        for day in ("soon", "2026-13-45", 5, "9999-12-31"):
            for period in ({"date_from": day}, {"date_to": day}):
                with self.assertRaisesRegex(UserError, "is no day|too far away"):
                    self.lines.cs_measures(**period)

    def test_no_promise_no_figure(self):
        found = self.lines.cs_measures([("id", "=", -1)])
        self.assertEqual((found["lines"], found["otif"], found["lost_amount"]), (0, False, False))

    def test_orders_of_two_lines_are_kept_only_together(self):
        with freeze_time(MAY_10 - timedelta(days=7)):
            order = self._order((self.cup, 2), (self.newer, 1), commitment_date=MAY_10)
            order.action_confirm()
        first, second = order.order_line
        with freeze_time(MAY_10):
            self._ship(first.move_ids.picking_id, {first.move_ids: 2})
        [[otif, orders]] = self.lines._read_group(
            [("order_id", "=", order.id)], [], ["otif:avg", "order_otif:avg"]
        )
        self.assertEqual((otif, orders), (0.5, 0))
        self._deliver(second, MAY_10)
        [[otif, orders]] = self.lines._read_group(
            [("order_id", "=", order.id)], [], ["otif:avg", "order_otif:avg"]
        )
        self.assertEqual((otif, orders), (1, 1))

    def test_an_order_is_kept_when_its_last_line_is(self):
        with freeze_time(MAY_10 - timedelta(days=7)):
            order = self._order((self.cup, 2), (self.newer, 1), commitment_date=MAY_10)
            order.action_confirm()
        first, second = order.order_line
        domain = [("order_id", "=", order.id)]
        with freeze_time(MAY_10 - timedelta(days=2)):
            self._ship(first.move_ids.picking_id, {first.move_ids: 2})
            [[otif, orders]] = self.lines._read_group(
                domain, [], ["otif:avg", "order_otif:avg"]
            )
            self.assertEqual((otif, orders), (1, False), "the other line is not due yet")
        second.cs_promise_date = MAY_10 + timedelta(days=30)
        first.cs_demand_qty = 3
        self.env.flush_all()
        with freeze_time(MAY_10 + timedelta(days=1)):
            [[orders]] = self.lines._read_group(domain, [], ["order_otif:avg"])
        self.assertEqual(orders, 0, "one broken line is enough")

    def test_sellers_see_their_own_and_nobody_writes(self):
        line = self._promised(self.cup, 1, user_id=self.seller.id)
        other = self._promised(self.cup, 1, user_id=self.boss.id)
        self.env.flush_all()
        ids = [line.id, other.id]
        own = self.lines.with_user(self.seller).search([("id", "in", ids)])
        self.assertEqual(own.ids, [line.id])
        every = self.lines.with_user(self.boss).search([("id", "in", ids)])
        self.assertEqual(sorted(every.ids), sorted(ids))
        self.assertFalse(own.has_access("write"))
        self.assertEqual(own.action_open_order()["res_id"], line.order_id.id)

    def test_queries_do_not_grow(self):
        self._history()
        self.env.flush_all()
        self.lines.cs_measures()
        with self.assertQueryCount(2):
            self.lines.cs_measures()
