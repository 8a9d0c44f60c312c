from datetime import timedelta

from odoo import fields
from odoo.tests import TransactionCase, tagged

from .common import StockoutCommon

_RULES = ("found", "chosen", "restocked", "deadline")


@tagged("post_install", "-at_install")
class TestAutomation(StockoutCommon, TransactionCase):
    """Rules that an administrator may switch on."""

    def _rule_of(self, name):
        return self.env.ref(f"cs_stockout.base_automation_{name}")

    def _switch_on(self, name):
        self._rule_of(name).active = True

    def _tasks(self, case):
        return case.activity_ids.mapped("summary")

    def test_all_are_off(self):
        for name in _RULES:
            self.assertFalse(self._rule_of(name).active, name)

    def test_shortage_found(self):
        self._switch_on("found")
        case = self._case()
        self.assertEqual(self._tasks(case), ["Short: tell the customer"])
        self.assertEqual(case.activity_ids.user_id, self.seller)

    def test_choice_made(self):
        self._switch_on("chosen")
        case = self._offered()
        self.assertFalse(self._tasks(case))
        case.cs_choose("wait")
        self.assertEqual(self._tasks(case), ["The customer has chosen: see the case"])

    def test_restocked(self):
        self._switch_on("restocked")
        receipt = self._receipt(self.cooker, 20, days=2)
        case = self._offered()
        case.cs_choose("wait")
        self._receive(receipt)
        case.order_id.picking_ids.action_assign()
        case.sudo()._cs_serve_all()
        self.assertEqual(self._tasks(case), ["The goods are here: see to the delivery"])

    def test_deadline_passed(self):
        self._switch_on("deadline")
        self._rule_of("deadline").last_run = fields.Datetime.now() - timedelta(days=1)
        late, early = self._offered(), self._offered()
        late.sudo().deadline = fields.Datetime.now() - timedelta(hours=2)
        with self.enter_registry_test_mode():
            self.env.ref("base_automation.ir_cron_data_base_automation_check").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self._tasks(late), ["No answer in time: call the customer"])
        self.assertFalse(self._tasks(early))
