from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, TransactionCase, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import NpsCommon


@tagged("post_install", "-at_install")
class TestCaseByHand(NpsCommon, TransactionCase):
    """A complaint that came by phone is a case like any other."""

    def note_as(self, user, **values):
        return self.env["cs.nps.case"].with_user(user).create(
            {"partner_id": self.customer.id, "description": "The cooker is cold", **values}
        )

    def test_who_notes_it_owns_it(self):
        before = datetime(2026, 3, 4, 2, 0)
        case = self.note_as(self.seller, received_at=before)
        self.assertEqual(case.user_id, self.seller)
        self.assertEqual((case.origin, case.stage), ("phone", "new"))
        self.assertEqual(case.deadline, self.company._cs_deadline(before, 8))
        self.assertEqual(case.first_deadline, case.deadline)
        self.assertEqual(case.activity_ids.user_id, self.seller)
        self.assertEqual(case.display_name, "Complaint of Chị Lan")
        self.assertEqual(case.sudo().program_id, self.program)

    def test_it_runs_its_course(self):
        case = self.note_as(self.seller)
        case.action_contacted()
        case.write({"resolution": "New one", "stage": "resolved"})
        self.assertTrue(case.resolved_at)
        self.assertTrue(case.resurvey_at)

    def test_the_form_asks_for_what_it_needs(self):
        with Form(self.env["cs.nps.case"].with_user(self.reader)) as form:
            form.partner_id = self.customer
            form.description = "Not heating"
            form.origin = "visit"
        case = form.record
        self.assertEqual((case.origin, case.user_id), ("visit", self.reader))

    def test_an_order_brings_its_customer(self):
        order = self._order()
        case = self.env["cs.nps.case"].new({"sale_order_id": order.id})
        case._onchange_sale_order_id()
        self.assertEqual(case.partner_id, self.customer)
        self.assertEqual(self.note_as(self.seller, sale_order_id=order.id).team_id, order.team_id)

    def test_without_a_program_there_are_hours_all_the_same(self):
        self.program.active = False
        case = self.note_as(self.seller)
        self.assertFalse(case.sudo().program_id)
        self.assertTrue(case.deadline)
        case.write({"resolution": "New one", "stage": "resolved"})
        self.assertFalse(case.resurvey_at)

    def test_what_is_missing_is_said(self):
        for values, text in (
            ({"partner_id": False}, "choose the customer"),
            ({"description": " "}, "what the customer said"),
            ({"received_at": fields.Datetime.now() + timedelta(hours=1)}, "in the future"),
            ({"stage": "resolved"}, "begins as new"),
            ({"contacted_at": datetime(2026, 3, 4)}, "begins as new"),
            ({"response_id": self._answered(3).id}, "opens by itself"),
        ):
            with self.subTest(text), self.assertRaisesRegex(UserError, text):
                self.note_as(self.seller, **values)

    def test_the_owner_is_found_by_rule_where_the_writer_may_not_own(self):
        case = self._by_hand()  # a program of the administrator's, without a user
        self.assertEqual(case.user_id, self.manager)
        order = self._order()
        self.assertEqual(self._by_hand(sale_order_id=order.id).user_id, self.seller)

    def test_a_seller_gives_none_to_another(self):
        with self.assertRaises(AccessError):
            self.note_as(self.seller, user_id=self.manager.id)

    def test_a_seller_links_no_order_of_another(self):
        other = self._user("other_seller", "sales_team.group_sale_salesman")
        order = self._order(user_id=other.id)
        with self.assertRaises(AccessError):
            self.note_as(self.seller, sale_order_id=order.id)
        case = self.note_as(self.seller)
        with self.assertRaises(AccessError):
            case.sale_order_id = order

    def test_what_was_noted_wrongly_can_be_mended(self):
        case = self.note_as(self.seller)
        other = self._partner("Chị Hoa")
        case.write({"partner_id": other.id, "description": "It was the fan", "origin": "visit"})
        self.assertEqual(case.partner_id, other)

    def test_what_an_answer_said_cannot(self):
        case = self._case().with_user(self.seller)
        for values in (
            {"partner_id": self.manager.partner_id.id},
            {"description": "Nothing"},
            {"received_at": datetime(2026, 3, 4)},
        ):
            with self.assertRaisesRegex(UserError, "cannot be changed"):
                case.write(values)

    def test_times_are_kept_by_the_module_alone(self):
        cases = self._case() + self._by_hand(user_id=self.seller.id)
        moment = datetime(2026, 3, 4)
        for user in (self.seller, self.manager):
            for case in cases.with_user(user):
                for name in ("contacted_at", "resolved_at", "first_deadline", "told_at"):
                    with self.assertRaisesRegex(UserError, "cannot be changed"):
                        case.write({name: moment})
                with self.assertRaisesRegex(UserError, "cannot be changed"):
                    case.write({"escalation_level": 2})

    def test_causes_are_told_apart(self):
        causes = self.env["cs.nps.cause"].with_user(self.manager)
        cause = causes.create({"name": "Cold cooker"})
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            causes.create({"name": "Cold cooker"})
        causes.create({"name": "Cold cooker", "company_id": self.company.id})
        self.assertEqual(cause.copy().name, "Cold cooker (copy)")
        self.assertEqual(cause.copy({"name": "Warm cooker"}).name, "Warm cooker")
        case = self._by_hand(cause_id=cause.id)
        self.assertEqual(cause.case_count, 1)
        found = self.env["cs.nps.case"].search(cause.action_view_cases()["domain"])
        self.assertEqual(found, case)
