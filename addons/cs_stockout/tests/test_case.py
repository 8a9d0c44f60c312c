from datetime import timedelta

import psycopg2
from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .common import StockoutCommon


@tagged("post_install", "-at_install")
class TestCase(StockoutCommon, TransactionCase):
    def test_one_case_for_each_short_line_and_none_for_others(self):
        order = self._order((self.cooker, 5), (self.newer, 1), (self.cooker, 1))
        order.with_user(self.seller).action_confirm()
        cases = order.cs_stockout_case_ids
        self.assertEqual(cases.mapped("short_qty"), [3, 1])
        self.assertEqual(cases.mapped("state"), ["open", "open"])
        self.assertEqual(cases.product_id, self.cooker)
        self.assertEqual(cases.partner_id, self.lan)

    def test_the_case_knows_cause_deadline_default_and_restock(self):
        cause = self.env.ref("cs_stockout.cs_stockout_cause_supplier")
        self.company.write(
            {
                "cs_stockout_cause_id": cause.id,
                "cs_stockout_default_choice": "cancel",
                "cs_stockout_deadline_hours": 5,
                "resource_calendar_id": False,
            }
        )
        receipt = self._receipt(self.cooker, 20, days=5)
        before = fields.Datetime.now()
        case = self._case()
        case.action_refresh_options()
        self.assertEqual((case.cause_id, case.default_choice), (cause, "cancel"))
        self.assertEqual(case.restock_date, receipt.move_ids.date)
        self.assertGreaterEqual(case.deadline, before + timedelta(hours=5))
        self.assertLess(case.deadline, before + timedelta(hours=6))

    def test_the_short_quantity_of_a_confirmed_line_is_that_of_its_case(self):
        case = self._case()
        self.assertEqual(case.sale_line_id.cs_short_qty, 3)
        case.cs_choose("wait")
        case._cs_void()
        self.assertEqual(case.sale_line_id.cs_short_qty, 0)

    def test_cancelling_closes_and_confirming_again_opens_one(self):
        case = self._case()
        order = case.order_id
        order._action_cancel()
        self.assertEqual(case.state, "cancelled")
        order.action_draft()
        order.action_confirm()
        cases = order.cs_stockout_case_ids
        self.assertEqual(len(cases.filtered(lambda one: one.state == "open")), 1)
        self.assertEqual(len(cases), 2)
        self.assertEqual(case.sale_line_id.cs_demand_qty, 5)

    def test_the_database_refuses_a_second_open_case(self):
        case = self._case()
        with self.assertRaises(psycopg2.IntegrityError), mute_logger("odoo.sql_db"):
            case.copy()
            self.env.flush_all()

    def test_the_order_tells_what_was_short(self):
        case = self._case()
        case._cs_make_options()
        bodies = " ".join(case.order_id.message_ids.mapped("body"))
        self.assertIn("Short when the order was confirmed", bodies)
        self.assertIn("3 × Nồi cơm 1.8L", bodies)

    def test_nothing_short_nothing_opened(self):
        self.assertFalse(self._case((self.newer, 3)))

    def test_people_change_cause_and_dates_and_nothing_else(self):
        case = self._case().with_user(self.seller)
        case.write({"cause_id": self.env.ref("cs_stockout.cs_stockout_cause_quality").id})
        case.activity_schedule("mail.mail_activity_data_todo", user_id=self.seller.id)
        for values in ({"state": "done"}, {"short_qty": 0}, {"choice": "wait"}):
            with self.assertRaisesRegex(UserError, "changed by its buttons"):
                case.write(values)

    def test_what_was_promised_cannot_be_rewritten(self):
        line = self._case().sale_line_id.with_user(self.boss)
        with self.assertRaisesRegex(UserError, "frozen"):
            line.write({"cs_demand_qty": 2})
        with self.assertRaisesRegex(UserError, "frozen"):
            line.write({"cs_promise_date": fields.Datetime.now()})

    def test_the_order_opens_its_cases(self):
        case = self._case()
        order = case.order_id.with_user(self.seller)
        self.assertEqual(order.cs_stockout_case_count, 1)
        action = order.action_cs_stockout_cases()
        self.assertEqual(action["res_id"], case.id)

    def test_one_cause_for_many_cases(self):
        cases = self._case() | self._case((self._product("Quạt"), 2))
        settled = self._case((self._product("Bếp từ"), 1))
        settled.action_refresh_options()
        settled.cs_choose("cancel")
        cause = self.env.ref("cs_stockout.cs_stockout_cause_disaster")
        date = fields.Datetime.now() + timedelta(days=9)
        action = (cases | settled).with_user(self.seller).action_set_cause()
        window = self.env[action["res_model"]].with_user(self.seller).browse(action["res_id"])
        window.write({"cause_id": cause.id, "restock_date": date})
        window.action_confirm()
        self.assertEqual(cases.cause_id, cause)
        self.assertEqual(set(cases.mapped("restock_date")), {date})
        self.assertFalse(settled.cause_id)
        for case in cases:
            self.assertIn(cause.name, case.order_id.message_ids[0].body)
            self.assertIn(cause.name, "".join(case.message_ids.mapped("body")))

    def test_a_cause_for_settled_cases_is_refused_in_a_sentence(self):
        case = self._offered()
        case.cs_choose("cancel")
        window = self.env["cs.stockout.set.cause"].browse(case.action_set_cause()["res_id"])
        with self.assertRaisesRegex(UserError, "Choose the cause"):
            window.action_confirm()
        window.cause_id = self.env.ref("cs_stockout.cs_stockout_cause_demand")
        with self.assertRaisesRegex(UserError, "settled"):
            window.action_confirm()

    def test_the_product_opens_its_cases(self):
        case = self._case()
        for product in (self.cooker, self.cooker.product_tmpl_id):
            product = product.with_user(self.seller)
            self.assertEqual(product.cs_stockout_case_count, 1)
            action = product.action_cs_stockout_cases()
            found = self.env["cs.stockout.case"].search(action["domain"])
            self.assertEqual(found, case)
        self.assertEqual(case.action_open_order()["res_id"], case.order_id.id)
        self.assertEqual(case.action_open_product()["res_id"], self.cooker.id)

    def test_the_colour_of_a_card_is_that_of_its_deadline(self):
        case = self._offered().sudo()
        now = fields.Datetime.now()
        for hours, color in ((-1, 1), (2, 3), (48, 0)):
            case.deadline = now + timedelta(hours=hours)
            self.assertEqual(case.deadline_color, color)
        case.cs_choose("wait")
        case.deadline = now - timedelta(hours=1)
        self.assertEqual(case.deadline_color, 0)

    def test_free_delivery_is_promised_by_the_company_and_changed_by_a_person(self):
        self.company.cs_stockout_free_delivery = False
        case = self._case()
        self.assertFalse(case.free_delivery)
        case.with_user(self.seller).free_delivery = True
        self.assertTrue(case.free_delivery)

    def test_a_copied_order_has_no_promise_and_no_case(self):
        order = self._case().order_id.copy()
        self.assertFalse(order.cs_stockout_case_ids)
        self.assertFalse(order.order_line.cs_promise_date)

    def test_an_order_without_warehouse_stock_lines_confirms(self):
        service = self.env["product.product"].create({"name": "Bảo hành", "type": "service"})
        order = self._order((service, 1))
        order.action_confirm()
        self.assertEqual(order.order_line.cs_demand_qty, 1)

    def test_an_offer_keeps_a_deadline(self):
        case = self._offered()
        with self.assertRaisesRegex(UserError, "another deadline"):
            case.with_user(self.seller).deadline = False

    def test_what_is_left_to_a_person_is_left_to_a_person(self):
        case = self._offered()
        order = case.order_id
        order.write({"user_id": False, "team_id": False})
        visitor = case.with_user(self.env.ref("base.public_user")).sudo()
        self.assertTrue(visitor._cs_responsible().has_group("base.group_user"))
        self.assertTrue(visitor._cs_responsible().active)
        self.company.cs_care_user_id = self.boss
        self.assertEqual(visitor._cs_responsible(), self.boss)
        order.team_id = self.env["crm.team"].create({"name": "Quầy", "user_id": self.seller.id})
        self.assertEqual(visitor._cs_responsible(), self.seller)
        self.seller.active = False
        order.user_id = self.seller
        self.assertEqual(visitor._cs_responsible(), self.boss)
        visitor._cs_todo("Gọi chị Lan")
        self.assertEqual(case.activity_ids.user_id, self.boss)

    def test_a_day_that_is_over_is_not_promised(self):
        case = self._offered()
        case.restock_date = fields.Datetime.now()
        self.assertTrue(case._cs_expected_date())
        case.restock_date = fields.Datetime.now() - timedelta(days=1)
        wait = self._option(case, "wait")
        self.assertIn("We do not know the date yet", " ".join(wait._cs_details(str)))
        case.cs_choose("wait")
        self.assertNotIn("expect", " ".join(case._cs_receipt(str, str)))
