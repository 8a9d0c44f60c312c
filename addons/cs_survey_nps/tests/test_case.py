from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .common import NpsCommon


@tagged("post_install", "-at_install")
class TestCase(NpsCommon, TransactionCase):
    def _case(self, score=3, comment="giao hàng chậm, nhân viên thờ ơ", **values):
        response = self._sent(**values)._record_answer(score, comment)
        self.env["cs.nps.case"]._open_pending()
        return response.case_ids

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
        with mute_logger("odoo.addons.cs_survey_nps.models.cs_nps_case"):
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
