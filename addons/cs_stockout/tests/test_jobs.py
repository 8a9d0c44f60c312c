from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .common import StockoutCommon

_JOBS = "odoo.addons.cs_stockout.models.cs_stockout_case_jobs"


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

    def test_the_shortage_is_told_once_for_whoever_confirmed(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.seller.lang = "vi_VN"
        order = self._order((self.cooker, 5), (self.newer, 300))
        order.with_user(self.seller).action_confirm()
        self._run("ir_cron_prepare")
        order.cs_stockout_case_ids.action_refresh_options()
        told = order.message_ids.filtered(lambda message: "Nồi cơm 1.8L" in message.body)
        self.assertEqual(len(told), 1)
        self.assertIn("Thiếu lúc xác nhận đơn", told.body)
        self.assertEqual(told.body.count("<li>"), 2)
        self.assertEqual(told.author_id, self.seller.partner_id)

    def test_a_customer_who_confirms_writes_nothing_herself(self):
        order = self._order((self.cooker, 5))
        order.with_user(self.env.ref("base.public_user")).sudo().action_confirm()
        self._run("ir_cron_prepare")
        told = order.message_ids.filtered(lambda message: "Nồi cơm 1.8L" in message.body)
        self.assertEqual(told.author_id, self.env.ref("base.partner_root"))

    def test_a_job_speaks_the_salespersons_language(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.seller.lang = "vi_VN"
        self.lan.email = False
        self.company.cs_stockout_offer = "auto"
        case = self._case()
        self._run("ir_cron_prepare")
        self.assertIn("Gọi cho khách", case.activity_ids.note)
        said = " ".join(case.order_id.message_ids.mapped("body"))
        self.assertNotIn("Offered to the customer", said)
        self.assertIn("Đã mời khách", said)

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
        with patch.object(type(case), "_cs_effect_cancel", side_effect=UserError("Not now.")):
            self._run("ir_cron_deadline")
            self._run("ir_cron_deadline")
        self.assertEqual(case.state, "open")
        self.assertEqual(len(case.activity_ids), 1)
        self.assertIn("Not now.", case.activity_ids.note)

    def _mails(self, order, words):
        return self.env["mail.mail"].search(
            [("model", "=", "sale.order"), ("res_id", "=", order.id), ("subject", "like", words)]
        )

    def test_an_order_is_asked_again_in_one_mail(self):
        self.company.cs_stockout_default_choice = "ask_again"
        cases = self._offered((self.cooker, 5), (self._product("Quạt"), 1))
        cases.sudo().deadline = fields.Datetime.now() - timedelta(minutes=1)
        self._run("ir_cron_deadline")
        self.assertEqual(cases.mapped("times_asked"), [2, 2])
        self.assertEqual(len(self._mails(cases.order_id, "something is missing")), 2)

    def test_asking_again_looks_again_at_what_is_left(self):
        case = self._late("ask_again")
        self.newer.sale_ok = False
        self._run("ir_cron_deadline")
        self.assertFalse(self._option(case))

    def test_one_that_fails_goes_to_a_person_and_holds_up_nobody(self):
        first, second = self._late("wait"), self._late("wait")
        choose = type(first)._cs_choose

        def broken(case, *args, **kwargs):
            if case == first:
                raise ValueError("broken by an extension")
            return choose(case, *args, **kwargs)

        with patch.object(type(first), "_cs_choose", broken), mute_logger(_JOBS):
            self._run("ir_cron_deadline")
        self.assertEqual((first.state, second.state), ("open", "waiting"))
        self.assertEqual(len(first.activity_ids), 1)

    def test_goods_that_came_before_the_deadline_are_not_cancelled(self):
        receipt = self._receipt(self.cooker, 20, days=2)
        case = self._late("cancel")
        self._receive(receipt)
        case.order_id.picking_ids.action_assign()
        self._run("ir_cron_deadline")
        self.assertEqual((case.state, case.choice), ("done", False))
        self.assertEqual(case.sale_line_id.product_uom_qty, 5)

    def test_nobody_is_made_to_wait_for_what_never_comes(self):
        case = self._late("wait")
        self.cooker.cs_discontinued = True
        self._run("ir_cron_deadline")
        self.assertEqual((case.state, case.times_asked), ("offered", 2))
        self.assertEqual(case.option_ids.mapped("kind"), ["substitute", "cancel"])
        self.assertEqual(case.default_choice, "ask_again")

    # -- reminder ----------------------------------------------------------------------

    def _soon(self, *lines):
        cases = self._offered(*lines)
        now = fields.Datetime.now()
        cases.sudo().write(
            {"remind_at": now - timedelta(minutes=1), "deadline": now + timedelta(hours=2)}
        )
        return cases

    def test_a_reminder_comes_some_hours_before_the_deadline(self):
        case = self._offered()
        self.assertEqual(case.remind_at, case.deadline - timedelta(hours=4))
        self.company.cs_stockout_reminder_hours = 0
        self.assertFalse(self._offered().remind_at)

    def test_who_has_not_answered_is_reminded_once_in_one_mail(self):
        cases = self._soon((self.cooker, 5), (self._product("Quạt"), 1))
        for _run in range(2):
            self._run("ir_cron_remind")
        (mail,) = self._mails(cases.order_id, "little time left")
        self.assertEqual(mail.recipient_ids, self.lan)
        for text in ("Nồi cơm 1.8L", "Quạt", "/cs/stockout/"):
            self.assertIn(text, mail.body_html)
        self.assertTrue(all(cases.mapped("reminded_at")))
        self.assertEqual(set(cases.mapped("state")), {"offered"})

    def test_only_what_is_not_answered_is_in_the_reminder(self):
        cases = self._soon((self.cooker, 5), (self._product("Quạt"), 1))
        cases[1].cs_choose("wait")
        self._run("ir_cron_remind")
        (mail,) = self._mails(cases.order_id, "little time left")
        self.assertNotIn("Quạt", mail.body_html)

    def test_nobody_is_reminded_who_answered_or_has_time_or_is_late(self):
        answered, early, late = self._soon(), self._offered(), self._soon()
        answered.cs_choose("wait")
        late.sudo().deadline = fields.Datetime.now() - timedelta(minutes=1)
        self._run("ir_cron_remind")
        for case in (answered, early, late):
            self.assertFalse(self._mails(case.order_id, "little time left"))

    def test_a_customer_without_mail_is_not_reminded_twice_either(self):
        self.lan.email = False
        case = self._soon()
        self._run("ir_cron_remind")
        self.assertTrue(case.reminded_at)
        self.assertFalse(self._mails(case.order_id, "little time left"))

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
        self.assertIn("Thank you for waiting", mails.body_html)
        self.assertNotIn("Your Stock-out", mails.body_html, "customers know no such document")

    def test_goods_that_come_before_an_answer_end_the_case(self):
        receipt = self._receipt(self.cooker, 20, days=2)
        asked, unasked = self._offered((self.cooker, 4)), self._case((self.cooker, 6))
        self._receive(receipt)
        (asked | unasked).order_id.picking_ids.action_assign()
        self._run("ir_cron_serve")
        self.assertEqual((asked.state, unasked.state), ("done", "done"))
        mails = self.env["mail.mail"].search([("model", "=", "cs.stockout.case")])
        self.assertEqual(set(mails.mapped("res_id")) & {asked.id, unasked.id}, {asked.id})

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

    # -- one that fails ----------------------------------------------------------------

    def _but_one(self, bad, method):
        """Return the patch that makes ``method`` fail where the case ``bad`` is among others."""
        case = type(bad)
        real, broken = getattr(case, method), UserError("The template is broken.")

        def fail(cases, *args):
            if bad in cases:
                raise broken
            return real(cases, *args)

        return patch.object(case, method, fail)

    def test_an_offer_that_fails_holds_up_no_other(self):
        self.company.cs_stockout_offer = "auto"
        bad, good = self._case(), self._case((self._product("Ấm", 100), 2))
        with self._but_one(bad, "_cs_send_offer"), mute_logger(_JOBS):
            self._run("ir_cron_prepare")
        self.assertEqual((bad.state, good.state), ("open", "offered"))
        self.assertTrue(bad.option_ids)
        self.assertIn("look at it", bad.activity_ids.note)

    def test_options_that_fail_hold_up_no_others_and_are_told_once(self):
        bad, good = self._case(), self._case((self._product("Ấm", 100), 2))
        with self._but_one(bad, "_cs_make_options"), mute_logger(_JOBS):
            self._run("ir_cron_prepare")
            self._run("ir_cron_prepare")
        self.assertTrue(good.option_ids)
        self.assertFalse(bad.option_ids)
        self.assertEqual(len(bad.activity_ids), 1)

    def test_a_notice_that_fails_holds_up_no_other(self):
        bad, good = self._offered(), self._offered((self._product("Ấm", 100), 2))
        for case in bad | good:
            case.cs_choose("wait")
            self._receive(self._receipt(case.product_id, 9, 0))
        with self._but_one(bad, "_cs_serve"), mute_logger(_JOBS):
            self._run("ir_cron_serve")
        self.assertEqual((bad.state, good.state), ("waiting", "done"))
        self._run("ir_cron_serve")
        self.assertEqual(bad.state, "done")
