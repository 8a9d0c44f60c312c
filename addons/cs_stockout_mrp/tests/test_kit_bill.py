"""The bill of a kit is changed while its case waits: what was planned still comes."""

from odoo import Command
from odoo.tests import TransactionCase, tagged

from .test_kits import KitCommon


@tagged("post_install", "-at_install")
class TestKitBill(KitCommon, TransactionCase):
    def _changes(self):
        """Return what may happen to a bill of one pot and two lids, by name."""
        spoon = self._product("Thìa", 5)

        def add(bill):
            bill.bom_line_ids = [Command.create({"product_id": spoon.id, "product_qty": 1})]

        def write_anew(bill):
            bill.bom_line_ids = [
                Command.clear(),
                Command.create({"product_id": self.pot.id, "product_qty": 1}),
                Command.create({"product_id": self.lid.id, "product_qty": 2}),
            ]

        def scale(bill):
            for line in bill.bom_line_ids:
                line.product_qty *= 2

        def replace(bill):
            # Odoo lets nobody archive a bill whose kits are on their way.
            self._kit(self.set, (self.pot, 1), (spoon, 1), sequence=bill.sequence - 1)

        return {
            "more": lambda bill: bill.bom_line_ids[1].write({"product_qty": 3}),
            "less": lambda bill: bill.bom_line_ids[1].write({"product_qty": 1}),
            "added": add,
            "removed": lambda bill: bill.bom_line_ids[1].unlink(),
            "written anew": write_anew,
            "doubled": scale,
            "replaced": replace,
        }

    def _serve(self):
        with self.enter_registry_test_mode():
            self.env.ref("cs_stockout.ir_cron_serve").method_direct_trigger()
        self.env.invalidate_all()

    def _restock(self):
        self._receive(self._receipt(self.pot, 9, 0))
        self._receive(self._receipt(self.lid, 9, 0))

    def _each(self, check, choose="wait"):
        """Call ``check`` after each change with a case of four kits, two of them short."""
        for name, change in self._changes().items():
            with self.subTest(name):
                self.set = self._product(f"Bộ nồi {name}", 400, is_storable=False)
                self.pot, self.lid = self._product("Nồi", 300, 4), self._product("Vung", 50, 5)
                bill = self._kit(self.set, (self.pot, 1), (self.lid, 2))
                case = self._offered((self.set, 4))
                if choose:
                    case.cs_choose(choose)
                change(bill)
                self.env.invalidate_all()
                check(name, case)

    def _finish(self, case):
        """Deliver what is reserved, and close the rest without a backorder."""
        picking = case.order_id.picking_ids
        picking.move_ids.picked = True
        picking.with_context(cancel_backorder=True)._action_done()
        self._serve()

    def test_who_waits_is_served_whatever_became_of_the_bill(self):
        def check(_name, case):
            self._serve()
            self.assertEqual((case.state, case.choice), ("waiting", "wait"))
            self.assertFalse(case.activity_ids)
            self._restock()
            self._serve()
            self.assertEqual(case.state, "done")
            self.assertTrue(case.served_at)

        self._each(check)

    def test_an_offer_that_nobody_answered_ends_when_the_parts_are_here(self):
        def check(_name, case):
            self._serve()
            self.assertEqual(case.state, "offered")
            self._restock()
            self._serve()
            self.assertEqual((case.state, case.choice), ("done", False))

        self._each(check, choose=False)

    def test_what_is_delivered_by_the_old_bill_ends_the_case(self):
        def check(_name, case):
            self._restock()
            self._finish(case)
            self.assertEqual(case.state, "done")
            self.assertFalse(case.activity_ids)

        self._each(check)

    def test_what_was_given_up_is_chosen_again_whatever_became_of_the_bill(self):
        def check(name, case):
            self._finish(case)
            if name in ("less", "removed"):
                # By the bill of today four pots and five lids are four kits.
                self.assertEqual(case.state, "done")
                return
            self.assertEqual((case.state, case.choice), ("open", False))
            self.assertIn("choose again", case.activity_ids.note)

        self._each(check)

    def test_who_chooses_to_wait_afterwards_gets_nothing_twice(self):
        def check(_name, case):
            before = case.sale_line_id.move_ids.mapped("product_qty")
            answer = case.sudo()._cs_choose("wait", self._option(case, "wait").id)
            self.assertEqual((answer[0], case.state), ("done", "waiting"))
            self.assertEqual(case.sale_line_id.move_ids.mapped("product_qty"), before)

        self._each(check, choose=False)

    def test_what_does_not_fit_the_bill_is_left_to_a_person(self):
        def check(_name, case):
            moves = case.sale_line_id.move_ids
            before = moves.mapped("product_qty")
            answer = case.sudo()._cs_choose("cancel", self._option(case, "cancel").id)
            self.assertEqual(answer[0], "noted")
            self.assertEqual(case.sale_line_id.product_uom_qty, 4)
            self.assertEqual(moves.mapped("product_qty"), before)

        self._each(check, choose=False)
