from contextlib import closing, nullcontext
from decimal import Decimal
from unittest.mock import patch

from hypothesis import Phase, given, settings
from odoo.addons.cs_base.tests.hostile import SEEDED
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from ..tools.change import Plan
from ..tools.pricing import exact
from .random_orders import Example, RandomOrders, examples

EXAMPLES = 300
CENT = Decimal("0.011")


class InvariantCommon(RandomOrders):
    """All that must hold after any choice on any order."""

    def _facts(self, order):
        """Return all that a choice may change, freshly read."""
        self.env.flush_all()
        self.env.invalidate_all()
        warehouse = order.warehouse_id
        products = (self.sold | self.spare).with_context(warehouse_id=warehouse.id)
        return {
            "lines": {
                line.id: (
                    line.product_id.id,
                    round(line._cs_product_qty(), 6),
                    exact(line.price_unit) * exact(line.product_uom_qty)
                    * (1 - exact(line.discount) / 100),
                    round(line._cs_product_qty(line.cs_demand_qty), 6),
                )
                for line in order.order_line
            },
            "gaps": {line.id: round(line._cs_gap(), 6) for line in order.order_line},
            "forecast": {product.id: product.virtual_available for product in products},
            "returns": order._cs_return_moves().ids,
            "total": order.amount_total,
        }

    def _check(self, example):
        """Take every choice on an order, and check what must hold after each."""
        with closing(self.env.cr.savepoint()):
            order = self.orders[example.order]
            cases = order.cs_stockout_case_ids.filtered(lambda case: case.state == "offered")
            self._advance(order, example)
            pairs = zip(cases, example.choices, strict=False)
            taken = [case for case, choice in pairs if self._take(case, choice)]
            for case in reversed(taken) if example.undo else ():
                self._take_back(case)

    def _take(self, case, choice):
        """Carry out one choice; return whether it was done."""
        order = case.order_id
        option = case.option_ids.filtered(lambda one: one.kind == choice)[:1]
        if not option:
            return False
        before = self._facts(order)
        short = round(case.sale_line_id._cs_product_qty(case.short_qty), 6)
        status = case._cs_choose(choice, option.id)[0]
        after = self._facts(order)
        if status != "done":
            self.seen["noted"] += 1
            self.assertEqual(after, before, "nothing is half-written")
            return False
        self.seen["done"] += 1
        self.assertEqual(after["returns"], before["returns"], "no goods come back")
        changed = choice if choice in ("substitute", "cancel") else False
        self._check_quantities(case, option, short if changed else 0.0, before, after)
        self._check_forecast(case, option, before, after, changed)
        self._check_money(case, option, short if changed else 0.0, before, after)
        self._check_audit(case, choice)
        return True

    def _check_quantities(self, case, option, cut, before, after):
        """Promised is demanded without what was cancelled; the delivery says the same."""
        line = case.sale_line_id
        for line_id, (product_id, quantity, _money, demand) in before["lines"].items():
            now = after["lines"][line_id]
            expected = quantity - (cut if line_id == line.id else 0.0)
            self.assertEqual(now[0], product_id)
            self.assertAlmostEqual(now[1], expected, 5)
            self.assertAlmostEqual(now[3], demand, 5, "what was promised stays known")
        added = after["lines"].keys() - before["lines"].keys()
        self.assertEqual(len(added), 1 if option.kind == "substitute" else 0)
        for line_id in added:
            product_id, quantity, _money, demand = after["lines"][line_id]
            self.assertEqual((product_id, demand), (self.spare.id, 0))
            wanted = option.uom_id._compute_quantity(option.quantity, self.spare.uom_id)
            self.assertAlmostEqual(quantity, wanted, 5)
            self.assertEqual(after["gaps"][line_id], 0)
        for line_id, gap in before["gaps"].items():
            # What nobody was going to deliver may be what was cut; nothing else moves.
            now = after["gaps"][line_id]
            if line_id != line.id or option.kind == "split":
                self.assertAlmostEqual(now, gap, 5)
            else:
                self.assertGreaterEqual(round(gap - now, 5), 0)
                self.assertGreaterEqual(round(now, 5), round(min(gap, 0.0), 5))

    def _check_forecast(self, case, option, before, after, changed):
        """The forecast changes by the swap and by nothing else."""
        line = case.sale_line_id
        expected = dict(before["forecast"])
        covered = before["gaps"][line.id] - after["gaps"][line.id]
        cut = before["lines"][line.id][1] - after["lines"][line.id][1]
        # Waiting for what the warehouse gave up plans it again.
        expected[line.product_id.id] += cut - covered if changed else -covered
        if option.kind == "substitute":
            wanted = option.uom_id._compute_quantity(option.quantity, self.spare.uom_id)
            expected[self.spare.id] -= wanted
        for product_id, quantity in expected.items():
            self.assertAlmostEqual(after["forecast"][product_id], quantity, 4)

    def _check_money(self, case, option, cut, before, after):
        """What stays costs what it cost; what is added costs what was offered."""
        line = case.sale_line_id
        for line_id, (_product, quantity, money, _demand) in before["lines"].items():
            share = exact(quantity - cut) / exact(quantity) if line_id == line.id else 1
            self.assertLess(abs(after["lines"][line_id][2] - money * share), CENT)
        for line_id in after["lines"].keys() - before["lines"].keys():
            agreed = exact(option.price_unit) * exact(option.quantity) * (
                1 - exact(option.discount) / 100
            )
            self.assertLess(abs(after["lines"][line_id][2] - agreed), CENT)
            if option.rule_id.price_policy == "keep":
                promised = before["lines"][line.id][2] * exact(cut) / exact(
                    before["lines"][line.id][1]
                )
                self.assertLess(abs(after["lines"][line_id][2] - promised), CENT)

    def _check_audit(self, case, choice):
        """Whoever asks later finds what was chosen, done, and added."""
        self.assertEqual((case.choice, case.chosen_by), (choice, "customer"))
        change = case.change_ids[:1]
        if choice == "wait":
            self.assertFalse(change)
            return
        self.assertEqual((change.kind, change.line_id), (choice, case.sale_line_id))
        self.assertEqual(bool(change.added_line_id), choice == "substitute")
        if choice == "substitute":
            self.assertEqual(change.added_line_id.cs_replaces_line_id, case.sale_line_id)
            self.assertIn(case.product_id.name, change.added_line_id.name)

    def _take_back(self, case):
        """Take a choice back: as before, or refused and untouched."""
        order, before = case.order_id, self._facts(case.order_id)
        try:
            case.action_undo()
        except UserError:
            self.seen["kept"] += 1
            self.assertEqual(self._facts(order), before, "nothing is half-undone")
            return
        self.seen["undone"] += 1
        after = self._facts(order)
        line = case.sale_line_id
        self.assertEqual(after["returns"], before["returns"])
        self.assertEqual(case.state, "open")
        undone = case.change_ids[:1]
        if not undone:
            return
        self.assertAlmostEqual(after["lines"][line.id][1], undone.before["real_qty"], 5)
        self.assertAlmostEqual(line.price_unit, undone.before["price_unit"], 6)
        if undone.added_line_id:
            self.assertEqual(undone.added_line_id.product_uom_qty, 0)
            self.assertEqual(after["gaps"][undone.added_line_id.id], 0)
        cut = after["lines"][line.id][1] - before["lines"][line.id][1]
        covered = after["gaps"][line.id] - before["gaps"][line.id]
        self.assertAlmostEqual(
            after["forecast"][line.product_id.id],
            before["forecast"][line.product_id.id] - cut + covered,
            4,
        )
        given_back = sum(
            before["lines"][added.id][1] for added in undone.added_line_id
        )
        self.assertAlmostEqual(
            after["forecast"][self.spare.id], before["forecast"][self.spare.id] + given_back, 4
        )


@tagged("post_install", "-at_install")
class TestSwapInvariant(InvariantCommon, TransactionCase):
    """Whatever the order, the route and the choice: quantities, forecast, money, audit."""

    def test_every_choice_keeps_the_promise(self):
        @settings(SEEDED, max_examples=EXAMPLES, phases=[Phase.generate])
        @given(examples)
        def check(example):
            self._check(example)

        check()
        self.assertGreater(self.seen["done"], EXAMPLES / 2, self.seen)
        self.assertGreater(self.seen["undone"], EXAMPLES / 10, self.seen)
        self.assertGreater(self.seen["noted"] + self.seen["kept"], 0, self.seen)

    # -- the net catches what it is for ------------------------------------------------

    def _example(self, choice, *stages):
        """Return an example with the first order: one step, one line, the price is kept."""
        return Example(0, frozenset(stages), 0.0, (choice, choice), False)

    def _is_caught(self, example, target, name, wrong):
        self._check(example)
        with patch.object(type(target), name, wrong), self.assertRaises(AssertionError):
            self._check(example)

    def test_a_naive_write_is_caught(self):
        def naive(line, quantity):
            line.product_uom_qty -= quantity
            return Plan(0.0, quantity, 0.0)

        unguarded = patch.object(
            type(self.env["sale.order"]), "_cs_changing", lambda order: nullcontext()
        )
        for stages in (["printed"], ["rescheduled"]):
            with unguarded:
                self._is_caught(
                    self._example("cancel", *stages), self.env["sale.order.line"], "_cs_cut", naive
                )

    def test_a_price_that_is_not_kept_is_caught(self):
        self._is_caught(
            self._example("substitute"), self.env["sale.order.line"], "_cs_agree_price",
            lambda line, price, discount: None,
        )

    def test_a_lost_link_is_caught(self):
        line = self.env["sale.order.line"]
        prepare = type(line)._prepare_cs_replacement_values
        self._is_caught(
            self._example("substitute"), line, "_prepare_cs_replacement_values",
            lambda *args: {**prepare(*args), "cs_replaces_line_id": False},
        )

    def test_a_cut_that_forgets_the_delivery_is_caught(self):
        line = self.env["sale.order.line"]
        with patch.object(type(line), "_cs_check_agreement", lambda line, gap: None):
            self._is_caught(
                self._example("cancel"), self.env["stock.move"], "_cs_cut",
                lambda move, quantity: 0.0,
            )

    def test_a_cut_that_takes_too_much_is_caught(self):
        line = self.env["sale.order.line"]
        cut = type(line)._cs_cut
        self._is_caught(
            self._example("cancel"), line, "_cs_cut", lambda self, quantity: cut(self, quantity + 1)
        )
