"""When the goods come: a draft says nothing, a confirmed purchase does."""

from datetime import timedelta

from odoo import fields
from odoo.tests import TransactionCase, tagged

from .common import PurchaseCommon


@tagged("post_install", "-at_install")
class TestExpected(PurchaseCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._name_alternative(cls.other)

    def _waiting(self):
        case = self._offered()
        case.cs_choose("wait")
        return case

    def test_a_draft_changes_no_date(self):
        case = self._waiting()
        self._buy(case)
        self.assertFalse(case.restock_date)

    def test_a_confirmed_purchase_is_expected(self):
        case = self._waiting()
        rfq = self._buy(case)
        rfq.with_user(self.buyer).button_confirm()
        self.assertEqual(case.restock_date, rfq.order_line.date_planned)
        self.assertIn(f"{rfq.name} brings", case.order_id.message_ids[0].body)

    def test_a_sooner_date_stays_and_a_later_one_goes(self):
        soon, late = self._waiting(), self._waiting()
        sooner = fields.Datetime.now() + timedelta(hours=3)
        soon.restock_date = sooner
        late.restock_date = fields.Datetime.now() + timedelta(days=30)
        rfq = self._buy(soon | late)
        rfq.button_confirm()
        self.assertEqual(soon.restock_date, sooner)
        self.assertEqual(late.restock_date, rfq.order_line.date_planned)

    def test_a_new_date_of_the_purchase_moves_it(self):
        case = self._waiting()
        rfq = self._buy(case)
        rfq.button_confirm()
        for days in (9, 4):
            moved = rfq.date_order + timedelta(days=days)
            rfq.order_line.date_planned = moved
            self.assertEqual(case.restock_date, moved)

    def test_a_new_date_of_a_draft_does_not(self):
        case = self._waiting()
        self._buy(case).order_line.date_planned = fields.Datetime.now() + timedelta(days=9)
        self.assertFalse(case.restock_date)

    def test_a_cancelled_purchase_takes_its_date_away(self):
        case = self._waiting()
        rfq = self._buy(case)
        rfq.button_confirm()
        rfq.button_cancel()
        self.assertFalse(case.restock_date)
        self.assertIn(f"{rfq.name} was cancelled", case.order_id.message_ids[0].body)

    def test_what_is_settled_is_told_nothing(self):
        case = self._waiting()
        rfq = self._buy(case)
        case.order_id.with_context(disable_cancel_warning=True).action_cancel()
        self.assertEqual(case.state, "cancelled")
        count = len(case.message_ids)
        rfq.button_confirm()
        rfq.button_cancel()
        self.assertFalse(case.restock_date)
        self.assertEqual(len(case.message_ids), count)

    def test_what_comes_in_serves_who_waits(self):
        case = self._waiting()
        rfq = self._buy(case)
        rfq.button_confirm()
        self._receive(rfq.picking_ids)
        self.assertEqual(case.sale_line_id.move_ids.state, "assigned")
        with self.enter_registry_test_mode():
            self.env.ref("cs_stockout.ir_cron_serve").method_direct_trigger()
        self.assertEqual(case.state, "done")
