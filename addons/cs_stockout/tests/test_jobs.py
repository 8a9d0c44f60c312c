from datetime import timedelta

from odoo import fields
from odoo.tests import TransactionCase, tagged

from .common import StockoutCommon


@tagged("post_install", "-at_install")
class TestJobs(StockoutCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._rule()
        cls.env["cs.stockout.case"].search([("state", "in", ("open", "offered"))])._cs_void()

    def _run(self, name):
        cron = self.env.ref(f"cs_stockout.{name}")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def _late(self, default):
        self.company.cs_stockout_default_choice = default
        case = self._offered()
        case.sudo().deadline = fields.Datetime.now() - timedelta(minutes=1)
        return case

    # -- prepare -----------------------------------------------------------------------

    def test_confirming_wakes_the_job(self):
        cron = self.env.ref("cs_stockout.ir_cron_prepare")
        triggers = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        self._case()
        self.assertEqual(
            self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)]), triggers + 1
        )

    def test_new_cases_get_their_options(self):
        case = self._case()
        self._run("ir_cron_prepare")
        self.assertEqual((case.state, len(case.option_ids)), ("open", 4))

    def test_a_company_may_write_to_the_customer_at_once(self):
        self.company.cs_stockout_offer = "auto"
        case = self._case()
        self._run("ir_cron_prepare")
        self._run("ir_cron_prepare")
        self.assertEqual((case.state, case.times_asked), ("offered", 1))

    def test_the_job_does_not_approve(self):
        self.company.cs_stockout_offer = "auto"
        self.rule.requires_approval = True
        case = self._case()
        self._run("ir_cron_prepare")
        self.assertEqual(case.state, "approval")

    # -- deadline ----------------------------------------------------------------------

    def test_without_an_answer_the_goods_are_kept(self):
        case = self._late("wait")
        self._run("ir_cron_deadline")
        self.assertEqual((case.state, case.chosen_by), ("waiting", "deadline"))

    def test_without_an_answer_the_missing_part_is_cancelled(self):
        case = self._late("cancel")
        self._run("ir_cron_deadline")
        self._run("ir_cron_deadline")
        self.assertEqual((case.state, case.choice), ("done", "cancel"))
        self.assertEqual(case.sale_line_id.product_uom_qty, 2)
        self.assertFalse(self._returns(case.order_id))

    def test_asking_again_ends_with_a_call(self):
        case = self._late("ask_again")
        for asked in (2, 3):
            self._run("ir_cron_deadline")
            self.assertEqual((case.state, case.times_asked), ("offered", asked))
            self.assertGreater(case.deadline, fields.Datetime.now())
            case.sudo().deadline = fields.Datetime.now() - timedelta(minutes=1)
        self._run("ir_cron_deadline")
        self.assertEqual(case.state, "open")
        self.assertTrue(case.activity_ids)

    def test_what_cannot_be_done_goes_to_a_person_once(self):
        case = self._late("cancel")
        self._pick_all(case)
        self._run("ir_cron_deadline")
        self._run("ir_cron_deadline")
        self.assertEqual(case.state, "open")
        self.assertEqual(len(case.activity_ids), 1)

    def test_before_the_deadline_nothing_happens(self):
        case = self._offered()
        self._run("ir_cron_deadline")
        self.assertEqual(case.state, "offered")

    # -- serve -------------------------------------------------------------------------

    def _waiting(self):
        receipt = self._receipt(self.cooker, 20, days=2)
        case = self._offered()
        case.cs_choose("wait")
        return case, receipt

    def test_nothing_came_nothing_said(self):
        case, _receipt = self._waiting()
        self._run("ir_cron_serve")
        self.assertEqual(case.state, "waiting")

    def test_the_goods_came_and_the_customer_is_told(self):
        case, receipt = self._waiting()
        self._receive(receipt)
        case.order_id.picking_ids.action_assign()
        for _run in range(2):
            self._run("ir_cron_serve")
        self.assertEqual(case.state, "done")
        mails = self.env["mail.mail"].search(
            [("model", "=", "cs.stockout.case"), ("res_id", "=", case.id)]
        )
        self.assertEqual(mails.recipient_ids, self.lan)
        self.assertEqual(len(mails), 1)

    def test_what_was_delivered_meanwhile_is_done_without_a_mail(self):
        case, receipt = self._waiting()
        self._receive(receipt)
        picking = case.order_id.picking_ids
        picking.action_assign()
        picking.move_ids.picked = True
        picking._action_done()
        self._run("ir_cron_serve")
        self.assertEqual(case.state, "done")
        self.assertFalse(
            self.env["mail.mail"].search([("model", "=", "cs.stockout.case")])
            .filtered(lambda mail: mail.res_id == case.id)
        )
