from datetime import date, datetime

from odoo import Command
from odoo.addons.cs_survey_nps.tests.common import NpsCommon
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError


@tagged("post_install", "-at_install")
class TestOffer(NpsCommon, TransactionCase):
    """A voucher for whom something went wrong: real, once a case, and told in the mail."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vouchers = cls.env["loyalty.program"].create(
            {
                "name": "Sorry",
                "program_type": "coupons",
                "applies_on": "current",
                "trigger": "with_code",
                "reward_ids": [
                    Command.clear(),
                    Command.create(
                        {
                            "reward_type": "discount",
                            "discount_mode": "per_order",
                            "discount": 20,
                            "required_points": 1,
                            "description": "20 off",
                        }
                    ),
                ],
            }
        )
        cls.company.write(
            {"cs_nps_offer_program_id": cls.vouchers.id, "cs_nps_offer_days": 30}
        )
        cls.company.partner_id.tz = "Asia/Ho_Chi_Minh"

    def setUp(self):
        super().setUp()
        self.case = self._case().with_user(self.seller)

    def cards(self):
        return self.env["loyalty.card"].search([("program_id", "=", self.vouchers.id)])

    def test_pressed_twice_there_is_one(self):
        self.assertTrue(self.case.offer_possible)
        with self._at(datetime(2026, 3, 4, 18, 0)):  # the 5th there
            self.case.action_offer()
            self.case.action_offer()
        card = self.cards()
        self.assertEqual(len(card), 1)
        self.assertEqual((card.partner_id, card.points), (self.customer, 1))
        self.assertEqual(card.expiration_date, date(2026, 4, 4))
        self.assertEqual(self.case.offer_code, card.code)
        self.assertIn(card.code, self.case.message_ids[0].body)
        self.assertFalse(self.case.offer_possible)

    def test_a_coupon_deleted_is_not_given_anew(self):
        self.case.action_offer()
        self.cards().unlink()
        self.case.action_offer()
        self.assertFalse(self.cards())

    def test_it_ends_with_its_program(self):
        self.vouchers.date_to = date(2026, 3, 20)
        with self._at(datetime(2026, 3, 4, 5, 0)):
            self.case.action_offer()
        self.assertEqual(self.cards().expiration_date, date(2026, 3, 20))

    def test_the_customer_can_use_it(self):
        self.case.action_offer()
        order = self._order()
        before = order.amount_total
        status = order._try_apply_code(self.cards().code)
        self.assertNotIn("error", status)
        for coupon, rewards in status.items():
            order._apply_program_reward(rewards, coupon)
        self.assertLess(order.amount_total, before)

    def test_the_customer_is_told_of_it(self):
        self.case.resolution = "We brought a new one"
        body = self.case._prepare_tell_values()["body"]
        self.assertNotIn("voucher", body)
        self.case.action_offer()
        body = self.case._prepare_tell_values()["body"]
        self.assertIn(self.cards().code, body)
        self.assertIn("20 off", body)

    def test_without_a_program_it_says_what_to_set(self):
        self.company.cs_nps_offer_program_id = False
        self.assertFalse(self.case.offer_possible)
        with self.assertRaisesRegex(UserError, "choose a coupon program"):
            self.case.action_offer()
        self.company.cs_nps_offer_program_id = self.vouchers
        self.vouchers.active = False
        with self.assertRaisesRegex(UserError, "choose a coupon program"):
            self.case.action_offer()

    def test_nobody_known_gets_none(self):
        self.case.sudo().partner_id = False
        with self.assertRaisesRegex(UserError, "Nobody is known"):
            self.case.action_offer()

    def test_only_those_who_work_on_the_case(self):
        other = self._user("other_seller", "sales_team.group_sale_salesman")
        clerk = self._user("nps_clerk")
        for user in (other, clerk):
            with self.assertRaises(AccessError):
                self.case.with_user(user).action_offer()
        self.case.with_user(self.reader).action_offer()
        self.assertTrue(self.case.with_user(self.reader).offer_code)

    def test_no_voucher_is_put_on_a_case_by_hand(self):
        self.case.action_offer()
        other = self._by_hand(user_id=self.seller.id).with_user(self.seller)
        for values in ({"offer_card_id": self.cards().id}, {"offer_at": datetime(2026, 3, 4)}):
            with self.assertRaisesRegex(UserError, "by its button"):
                other.write(values)
            with self.assertRaisesRegex(UserError, "by its button"):
                self.env["cs.nps.case"].with_user(self.seller).create(
                    {"partner_id": self.customer.id, "description": "Cold", **values}
                )

    def test_a_voucher_is_valid_for_a_day_at_least(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            self.company.cs_nps_offer_days = 0
            self.env.flush_all()

    def test_it_is_chosen_in_the_settings(self):
        form = self.env["res.config.settings"].get_view(view_type="form")["arch"]
        self.assertIn("cs_nps_offer_program_id", form)

    def test_a_case_whose_customer_was_erased_leads_to_no_coupon(self):
        self.case.action_offer()
        card = self.case.sudo().offer_card_id
        self.customer.with_user(self.manager).cs_survey_erase()
        self.env.invalidate_all()
        case = self.case.sudo()
        self.assertFalse(case.partner_id or case.offer_card_id)
        self.assertTrue(case.offer_at, "that a voucher was given stays counted")
        self.assertEqual(card.partner_id, self.customer, "it is still hers")
