from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .common import StockoutCommon


@tagged("post_install", "-at_install")
class TestOffer(StockoutCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("vi_VN")
        cls.rule = cls._rule()

    def _mails(self, order):
        return self.env["mail.mail"].search(
            [
                ("model", "=", "sale.order"),
                ("res_id", "=", order.id),
                ("recipient_ids", "in", self.lan.ids),
            ]
        )

    def test_options_are_substitutes_waiting_splitting_and_cancelling(self):
        case = self._offered()
        self.assertEqual(case.option_ids.mapped("kind"), ["substitute", "wait", "split", "cancel"])
        option = self._option(case)
        self.assertEqual((option.product_id, option.quantity), (self.newer, 3))
        self.assertEqual((option.price_unit, option.difference), (1_250_000, 0))
        self.assertEqual(option.available_qty, 14)
        self.assertTrue(option.reasons)

    def test_the_reasons_are_in_the_language_of_who_reads_them(self):
        self.seller.lang = "vi_VN"
        case = self._case()
        case.with_context(lang="en_US")._cs_make_options()
        self.assertIn("ưu tiên 1 của cửa hàng", self._option(case).reasons)

    def test_one_mail_for_all_that_is_short(self):
        fan = self._product("Quạt")
        cases = self._case((self.cooker, 5), (fan, 1))
        cases.with_user(self.seller).action_offer()
        self.assertEqual(cases.mapped("state"), ["offered", "offered"])
        (mail,) = self._mails(cases.order_id)
        self.assertEqual(mail.recipient_ids, self.lan)
        for text in ("Nồi cơm 1.8L", "Quạt", "/cs/stockout/", "You keep the old price"):
            self.assertIn(text, mail.body_html)
        self.assertNotIn("Your Sales Order", mail.body_html, "no heading of a document")

    def test_the_mail_speaks_the_customers_language(self):
        self.lan.lang = "vi_VN"
        cause = self.env.ref("cs_stockout.cs_stockout_cause_supplier")
        self.company.cs_stockout_cause_id = cause
        case = self._offered()
        (mail,) = self._mails(case.order_id)
        self.assertIn(cause.with_context(lang="vi_VN").customer_text, mail.body_html)
        self.assertIn("xin lỗi", mail.body_html)
        self.assertIn("mời quý khách chọn", mail.subject)
        self.assertNotIn("We are sorry", mail.body_html)

    def test_offering_again_writes_again_with_a_new_deadline(self):
        case = self._offered()
        case.action_offer_again()
        self.assertEqual(case.times_asked, 2)
        self.assertEqual(len(self._mails(case.order_id)), 2)

    def test_what_is_offered_is_what_is_there_now(self):
        case = self._case()
        case.action_refresh_options()
        self.assertTrue(self._option(case))
        self._add_stock(self.newer, -13)
        case.action_offer()
        self.assertFalse(self._option(case))

    def test_a_second_call_writes_no_second_mail(self):
        cases = self._offered((self.cooker, 5), (self._product("Ấm", 100), 2))
        deadline = cases[0].deadline
        cases.action_offer()
        cases[0].action_offer()
        self.assertEqual(cases.mapped("times_asked"), [1, 1])
        self.assertEqual(cases[0].deadline, deadline)
        self.assertEqual(len(self._mails(cases.order_id)), 1)

    def test_what_is_settled_is_not_offered(self):
        case = self._offered()
        case.cs_choose("wait")
        with self.assertRaisesRegex(UserError, "Nothing to offer"):
            case.action_offer()
        with self.assertRaisesRegex(UserError, "Nothing to offer"):
            case.action_offer_again()

    def test_a_customer_without_mail_is_called(self):
        self.lan.email = False
        case = self._offered()
        self.assertEqual(case.state, "offered")
        self.assertFalse(self._mails(case.order_id))
        self.assertEqual(case.activity_ids.user_id, self.seller)
        self.assertEqual(case.activity_ids.activity_type_id.category, "phonecall")

    def test_the_call_is_over_when_all_of_the_order_is_chosen(self):
        self.lan.email = False
        first, second = self._offered((self.cooker, 5), (self.newer, 300))
        call = first.activity_ids
        own = first.activity_schedule("mail.mail_activity_data_call", user_id=self.seller.id)
        own.automated = False
        first.with_user(self.seller).cs_choose("wait")
        self.assertTrue(call.exists())
        second.with_user(self.seller).cs_choose("cancel")
        self.assertFalse(call.exists())
        self.assertEqual(first.activity_ids, own)

    def test_what_needs_approval_waits_for_a_manager(self):
        self.rule.requires_approval = True
        case = self._case()
        case.with_user(self.seller).action_offer()
        self.assertEqual(case.state, "approval")
        self.assertFalse(self._mails(case.order_id))
        case.with_user(self.boss).action_offer()
        self.assertEqual(case.state, "offered")
        self.assertTrue(self._mails(case.order_id))

    def test_options_can_be_looked_up_again(self):
        case = self._case().with_user(self.seller)
        case.action_refresh_options()
        self.assertTrue(self._option(case))
        self.newer.sale_ok = False
        case.action_refresh_options()
        self.assertFalse(self._option(case))

    def test_the_customers_page_opens_from_the_case(self):
        case = self._offered().with_user(self.seller)
        action = case.action_customer_page()
        self.assertEqual(action["type"], "ir.actions.act_url")
        self.assertIn("/cs/stockout/", action["url"])

    def test_who_was_given_more_time_by_hand_keeps_it(self):
        case = self._case()
        case._cs_make_options()
        later = case.deadline + timedelta(days=9)
        case.with_user(self.seller).deadline = later
        case.with_user(self.seller).action_offer()
        self.assertEqual((case.state, case.deadline), ("offered", later))

    def test_a_receipt_that_was_planned_since_is_told(self):
        case = self._case()
        case._cs_make_options()
        self.assertFalse(case.restock_date)
        receipt = self._receipt(self.cooker, 3, 4)
        case.with_user(self.seller).action_refresh_options()
        self.assertEqual(case.restock_date, receipt.move_ids.date)
        case.restock_date = False
        case.with_user(self.seller).action_offer()
        self.assertEqual(case.restock_date, receipt.move_ids.date)

    def test_a_date_that_a_person_wrote_stays(self):
        case = self._case()
        date = fields.Datetime.now() + timedelta(days=9)
        case.with_user(self.seller).restock_date = date
        self._receipt(self.cooker, 3, 4)
        case.with_user(self.seller).action_offer()
        self.assertEqual(case.restock_date, date)
