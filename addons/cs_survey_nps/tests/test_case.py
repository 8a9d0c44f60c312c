from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .common import NOON_IN_VIETNAM, NpsCommon


@tagged("post_install", "-at_install")
class TestCase(NpsCommon, TransactionCase):
    def test_an_unhappy_answer_opens_one_case_however_often_the_job_runs(self):
        response = self._sent()._record_answer(3, "chậm")
        triggers = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", self.env.ref("cs_survey_nps.ir_cron_open_cases").id)]
        )
        self.assertTrue(triggers, "the answer wakes the job")
        self._run_cron("ir_cron_open_cases")
        self._run_cron("ir_cron_open_cases")
        case = response.case_ids
        self.assertEqual(len(case), 1)
        self.assertEqual(self.env["cs.nps.case"]._open(response), case)
        self.assertFalse(response.case_pending)
        self.assertEqual((case.stage, case.partner_id), ("new", self.customer))

    def test_other_answers_open_none(self):
        for score in (7, 8, 9, 10):
            self._answered(score)
        self.assertEqual(self.env["cs.nps.case"]._open_pending(), (0, 0))

    def test_the_salesperson_gets_it_with_an_activity(self):
        case = self._case()
        self.assertEqual(case.user_id, self.seller)
        activity = case.activity_ids
        self.assertEqual(activity.user_id, self.seller)
        self.assertIn("Chị Lan", activity.res_name)
        self.assertEqual(
            activity.activity_type_id, self.env.ref("cs_survey_nps.mail_activity_type_case")
        )

    def test_the_responsible_gets_it_when_the_salesperson_may_not_see_it(self):
        outsider = self._user("outsider")
        self.assertEqual(self._case(user_id=outsider.id).user_id, self.manager)
        self.seller.active = False
        other = self._partner("Other", email="other@example.com")
        self.assertEqual(self._case(partner=other).user_id, self.manager)
        response = self._answered(2)
        self.env["cs.nps.case"]._open_pending()
        self.assertEqual(response.case_ids.user_id, self.manager)

    def test_the_deadline_is_in_working_hours(self):
        case = self._case()
        hours = self.program.case_deadline_hours
        self.assertEqual(case.deadline, self.company._cs_deadline(case.answered_at, hours))

    def test_overdue_is_shown_and_found(self):
        case = self._case()
        self.assertFalse(case.overdue)
        case.deadline = fields.Datetime.now() - timedelta(minutes=1)
        self.assertTrue(case.overdue)
        cases = self.env["cs.nps.case"]
        self.assertIn(case, cases.search([("overdue", "=", True)]))
        self.assertNotIn(case, cases.search([("overdue", "=", False)]))
        case.resolution = "Moved abroad, wants no call"
        case.action_close()
        self.assertFalse(case.overdue)
        self.assertNotIn(case, cases.search([("overdue", "=", True)]))

    def test_from_new_to_closed(self):
        case = self._case().with_user(self.seller)
        case.action_contacted()
        self.assertEqual(case.stage, "contacted")
        self.assertTrue(case.contacted_at)
        with self.assertRaises(UserError):
            case.action_resolve()
        case.resolution = "Apologised, voucher sent"
        case.action_resolve()
        self.assertTrue(case.resolved_at)
        self.assertFalse(case.activity_ids)
        case.action_close()
        self.assertEqual(case.stage, "closed")
        case.action_reopen()
        self.assertEqual(case.stage, "new")

    def test_resolving_at_once_counts_as_contact(self):
        case = self._case()
        case.write({"stage": "resolved", "resolution": "Called"})
        self.assertEqual(case.contacted_at, case.resolved_at)

    def test_a_new_owner_takes_over_the_activity(self):
        case = self._case()
        case.user_id = self.manager
        self.assertEqual(case.activity_ids.user_id, self.manager)

    def test_one_case_that_fails_stops_no_other(self):
        bad, good = self._answered(1), self._answered(2)
        model = type(self.env["cs.nps.case"])
        original = model._prepare_case_values

        def prepare(self, response):
            if response == bad:
                raise ValueError("no")
            return original(self, response)

        self.patch(model, "_prepare_case_values", prepare)
        with mute_logger("odoo.addons.cs_survey_nps.models.cs_nps_case_open"):
            self.assertEqual(self.env["cs.nps.case"]._open_pending(), (1, 1))
        self.assertTrue(good.case_ids)
        self.assertTrue(bad.case_pending)

    def test_a_late_attempt_opens_no_case(self):
        invitation = self._sent()
        invitation._record_answer(10)
        invitation._record_answer(0, "bot")
        self.assertEqual(self.env["cs.nps.case"]._open_pending(), (0, 0))

    def test_the_kanban_shows_every_stage(self):
        self._case()
        groups = self.env["cs.nps.case"].with_context(read_group_expand=True).formatted_read_group(
            [], ["stage"], ["__count"]
        )
        self.assertEqual(
            [group["stage"] for group in groups], ["new", "contacted", "resolved", "closed"]
        )

    def test_names_say_who_and_what(self):
        case = self._case()
        self.assertIn("Chị Lan", case.display_name)
        self.assertIn("3", case.response_id.display_name)
        self.assertIn(case.sale_order_id.name, case.response_id.invitation_id.display_name)

    def test_a_comment_that_may_still_come_is_waited_for(self):
        self.program.case_delay_minutes = 15
        cases = self.env["cs.nps.case"]
        job = self.env.ref("cs_survey_nps.ir_cron_open_cases")
        with self._at(NOON_IN_VIETNAM):
            response = self._answered(3)
            self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)]).unlink()
            self.assertEqual(cases._open_pending(), (0, 0))
            cases._wake_when_due()
        trigger = self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)])
        self.assertEqual(trigger.call_at, NOON_IN_VIETNAM + timedelta(minutes=15))
        with self._at(NOON_IN_VIETNAM + timedelta(minutes=14, seconds=59)):
            self.assertEqual(cases._open_pending(), (0, 0))
        with self._at(NOON_IN_VIETNAM + timedelta(minutes=15)):
            self.assertEqual(cases._open_pending(), (1, 0))
            cases._wake_when_due()
        self.assertEqual(self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)]), trigger)
        self.assertEqual(response.case_ids.received_at, NOON_IN_VIETNAM)

    def test_a_comment_that_comes_later_is_told_to_the_owner(self):
        case = self._case(comment="")
        case.response_id.invitation_id._record_answer(3, "shipper rude")
        self.assertEqual(case.comment, "shipper rude")
        message = case.message_ids[:1]
        self.assertIn("shipper rude", message.body)
        self.assertEqual(message.notified_partner_ids, self.seller.partner_id)

    def test_no_case_ends_without_words(self):
        case = self._case()
        for stage in ("resolved", "closed"):
            with self.assertRaisesRegex(UserError, "Write what was done"):
                case.write({"stage": stage})
            with self.assertRaisesRegex(UserError, "Write what was done"):
                case.write({"stage": stage, "resolution": "  "})
        self.assertEqual(case.stage, "new")
        case.write({"stage": "closed", "resolution": "Wants no call"})
        self.assertTrue(case.closed_at)
        self.assertFalse(case.contacted_at)
        self.assertFalse(case.activity_ids)

    def test_the_first_times_stay_when_a_case_is_reopened(self):
        with self._at(datetime(2026, 3, 4, 3, 0)):
            case = self._case()
        case.company_id.resource_calendar_id = False  # around the clock
        with self._at(datetime(2026, 3, 4, 4, 30)):
            case.action_contacted()
        with self._at(datetime(2026, 3, 4, 6, 0)):
            case.write({"stage": "resolved", "resolution": "New cooker"})
        self.assertTrue(case.resurvey_at)
        first = (case.contacted_at, case.resolved_at, case.first_deadline)
        with self._at(datetime(2026, 3, 10, 6, 0)):
            case.with_user(self.seller).action_reopen()
        self.assertEqual((case.stage, case.reopened), ("new", 1))
        self.assertEqual(case.deadline, datetime(2026, 3, 10, 14, 0))
        self.assertFalse(case.resurvey_at)
        self.assertEqual(case.activity_ids.user_id, self.seller)
        with self._at(datetime(2026, 3, 11, 6, 0)):
            case.action_contacted()
            case.action_resolve()
        self.assertEqual((case.contacted_at, case.resolved_at, case.first_deadline), first)
        self.assertEqual((case.contact_hours, case.resolve_hours), (1.5, 3))

    def test_a_contact_that_was_none_is_taken_back(self):
        case = self._case()
        case.action_contacted()
        case.stage = "new"
        self.assertFalse(case.contacted_at)
        self.assertFalse(case.reopened)

    def test_times_are_in_working_hours_without_public_holidays(self):
        calendar = self._office_hours()
        friday = datetime(2026, 3, 6, 8, 0)
        self._day_off(calendar, datetime(2026, 3, 9, 0, 0), datetime(2026, 3, 10, 0, 0))
        with self._at(friday):
            case = self._case()
        self.assertEqual(case.deadline, datetime(2026, 3, 6, 16, 0))
        with self._at(datetime(2026, 3, 10, 9, 0)):
            self.assertEqual(case.remaining_hours, -1)
            self.assertEqual((case.remaining, case.color), ("1:00 h late", 1))
            case.action_contacted()
        self.assertEqual(case.contact_hours, 9)

    def test_the_time_left_says_how_urgent_it_is(self):
        self._office_hours()
        with self._at(datetime(2026, 3, 6, 8, 0)):
            case = self._case()
        for moment, text, color in (
            (datetime(2026, 3, 6, 9, 0), "7:00 h left", 0),
            (datetime(2026, 3, 6, 14, 30), "1:30 h left", 3),
            (datetime(2026, 3, 6, 20, 0), "0:00 h late", 1),
            (datetime(2026, 3, 12, 16, 0), "4 working days late", 1),
        ):
            case.invalidate_recordset(["remaining"])
            with self._at(moment):
                self.assertEqual((case.remaining, case.color), (text, color))
        case.write({"stage": "closed", "resolution": "Done"})
        self.assertEqual((case.remaining, case.color), (False, 0))
        with self._at(datetime(2026, 3, 2, 8, 0)):
            case.action_reopen()
            case.deadline = datetime(2026, 3, 12, 8, 0)
            self.assertEqual(case.remaining, "8 working days left")

    def test_without_fixed_hours_the_clock_counts(self):
        calendar = self._office_hours()
        calendar.flexible_hours = True
        self._assert_clock_counts()
        calendar.flexible_hours = False
        calendar.attendance_ids.unlink()
        self._assert_clock_counts()

    def _assert_clock_counts(self):
        start = datetime(2026, 3, 7, 20, 0)  # a Saturday night
        with self._at(start):
            case = self._by_hand()
            self.assertEqual(case.remaining, "8:00 h left")
        with self._at(start + timedelta(hours=2)):
            case.action_contacted()
        self.assertEqual(case.contact_hours, 2)

    def test_the_time_left_of_many_cases_costs_no_more(self):
        self._office_hours()
        cases = self._by_hand()
        for number in range(6):
            cases += self._by_hand(partner_id=self._partner(f"P{number}").id)
        for chosen in (cases[:1], cases):
            self.env.flush_all()
            self.env.invalidate_all()
            chosen.fetch(["deadline", "stage", "company_id"])
            with self.assertQueryCount(6):
                self.assertTrue(all(chosen.mapped("remaining")))

    def test_facts_of_order_and_delivery_are_at_hand(self):
        case = self._case()
        self.assertIn(case.sale_order_id.name, case.facts)
        self.assertIn("Rice cooker", case.facts)
        self.assertIn(case.sale_order_id.picking_ids.name, case.facts)
        self.assertFalse(self._by_hand().facts)
        seller = case.with_user(self.seller)
        self.assertEqual(seller.action_view_order()["res_id"], case.sale_order_id.id)
        self.assertEqual(seller.action_view_answer()["res_id"], case.response_id.id)
        self.assertEqual(case.customer_case_count, 2)
        action = seller.action_view_customer_cases()
        self.assertEqual(len(self.env["cs.nps.case"].search(action["domain"])), 2)
        self.assertEqual(self.customer.with_user(self.seller).cs_nps_case_count, 1)
        self.assertEqual(self.customer.with_user(self.reader).cs_nps_open_case_count, 2)
