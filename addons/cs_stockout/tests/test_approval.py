from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, TransactionCase, tagged

from .common import StockoutCommon


@tagged("post_install", "-at_install")
class TestApproval(StockoutCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._rule(requires_approval=True)

    def _held(self):
        case = self._case()
        case.with_user(self.seller).action_offer()
        self.assertEqual(case.state, "approval")
        return case

    def test_an_approved_offer_goes_out_with_everything(self):
        case = self._held()
        case.with_user(self.boss).action_approve()
        self.assertEqual(case.state, "offered")
        self.assertIn(self._option(case), case._cs_open_options())
        self.assertIn("Approved by so_boss", "".join(case.order_id.message_ids.mapped("body")))
        self.assertIn("Approved by so_boss", "".join(case.message_ids.mapped("body")))

    def test_a_refused_offer_goes_out_without_it_and_says_why_to_the_salesperson(self):
        case = self._held().with_user(self.boss)
        action = case.action_refuse()
        window = self.env[action["res_model"]].with_user(self.boss).browse(action["res_id"])
        with Form(window) as form:
            form.reason = "Bán lỗ quá nhiều"
        window.action_confirm()
        self.assertEqual(case.state, "offered")
        self.assertEqual(case.option_ids.mapped("kind"), ["wait", "split", "cancel"])
        self.assertIn("Bán lỗ quá nhiều", "".join(case.order_id.message_ids.mapped("body")))

    def test_a_refusal_without_a_reason_is_none(self):
        case = self._held().with_user(self.boss)
        with self.assertRaisesRegex(UserError, "Say why"):
            case.cs_refuse("  ")
        self.assertEqual(case.state, "approval")

    def test_only_a_manager_decides(self):
        case = self._held().with_user(self.seller)
        for decide in (case.action_approve, case.action_refuse, lambda: case.cs_refuse("No")):
            with self.assertRaises(AccessError):
                decide()

    def test_nothing_to_decide_is_said(self):
        case = self._offered().with_user(self.boss)
        with self.assertRaisesRegex(UserError, "Nothing here waits"):
            case.action_approve()

    def test_a_choice_by_phone_waits_for_the_manager_and_is_then_carried_out(self):
        case = self._case()
        case.action_refresh_options()
        option = self._option(case)
        answer = case.with_user(self.seller).cs_choose("substitute", option.id, "Chị đồng ý.")
        self.assertEqual((answer["status"], answer["state"]), ("approval", "approval"))
        self.assertEqual(case.order_id.order_line.mapped("product_uom_qty"), [5])
        case.with_user(self.boss).action_approve()
        self.assertEqual((case.state, case.choice), ("done", "substitute"))
        self.assertEqual(case.order_id.order_line.mapped("product_uom_qty"), [2, 3])
        bodies = "".join(case.order_id.message_ids.mapped("body"))
        self.assertIn("Chị đồng ý.", bodies)

    def test_a_refused_choice_by_phone_goes_back_to_the_salesperson(self):
        case = self._case()
        case.action_refresh_options()
        case.with_user(self.seller).cs_choose("substitute", self._option(case).id)
        self.assertEqual(case.with_user(self.boss).cs_refuse("Hàng giữ cho đại lý"), case.ids)
        self.assertEqual((case.state, case.choice), ("open", False))
        self.assertIn("Hàng giữ cho đại lý", case.activity_ids.note)
        self.assertEqual(case.order_id.order_line.mapped("product_uom_qty"), [5])

    def test_what_was_approved_but_is_sold_out_goes_back_to_the_salesperson(self):
        case = self._case()
        case.action_refresh_options()
        case.with_user(self.seller).cs_choose("substitute", self._option(case).id)
        self._order((self.newer, 14)).action_confirm()
        case.with_user(self.boss).action_approve()
        self.assertEqual((case.state, case.choice), ("open", False))
        self.assertIn("sold out", case.activity_ids.note)

    def test_a_manager_chooses_at_once(self):
        case = self._case()
        case.action_refresh_options()
        answer = case.with_user(self.boss).cs_choose("substitute", self._option(case).id)
        self.assertEqual(answer["status"], "done")

    def test_a_customer_never_takes_what_nobody_approved(self):
        case = self._held().with_user(self.boss)
        case.action_approve()
        option = self._option(case)
        option.sudo().approved = False
        status, _sentence = case.sudo()._cs_choose("substitute", option.id)
        self.assertEqual(status, "invalid")

    def test_what_was_approved_stays_so_when_options_are_made_again(self):
        third = self._product("Nồi cơm 1.2L", 890_000, 50)
        case = self._held()
        case.with_user(self.boss).action_approve()
        self._rule(substitute=third, rank=2, requires_approval=True)
        case.sudo()._cs_make_options()
        approved = {o.product_id: o.approved for o in case.option_ids if o.product_id}
        self.assertEqual(approved, {self.newer: True, third: False})
        self.assertNotIn(third, case._cs_open_options().product_id)
