from datetime import datetime, timedelta

from odoo.tests import TransactionCase, tagged

from .common import NpsCommon

RESOLVED = datetime(2026, 3, 4, 5, 0)


@tagged("post_install", "-at_install")
class TestCaseResurvey(NpsCommon, TransactionCase):
    """Asked again some days after the case, once, and outside of the NPS."""

    def setUp(self):
        super().setUp()
        with self._at(RESOLVED - timedelta(days=1)):
            self.case = self._case()
        with self._at(RESOLVED):
            self.case.write({"stage": "resolved", "resolution": "New cooker"})

    def ask(self, days=14):
        """Run both jobs; return the second invitation."""
        with self._at(RESOLVED + timedelta(days=days)):
            self.env["cs.nps.case"]._resurvey_due()
            invitation = self.case.resurvey_invitation_id
            invitation._process_batch()
        return invitation

    def test_asked_once_after_the_days(self):
        self.assertFalse(self.ask(13.9))
        invitation = self.ask()
        self.assertEqual(invitation.state, "sent")
        self.assertTrue(invitation.resurvey)
        self.assertEqual(invitation.event_key, f"cs.nps.case:{self.case.id}")
        self.assertEqual((invitation.res_model, invitation.res_id), ("cs.nps.case", self.case.id))
        self.assertFalse(self.case.resurvey_at)
        self.case.action_reopen()
        self.case.action_resolve()
        self.assertFalse(self.case.resurvey_at, "once a case")

    def test_the_job_does_so(self):
        self.case.resurvey_at = datetime(2020, 1, 1)
        self._run_cron("ir_cron_resurvey")
        self.assertTrue(self.case.resurvey_invitation_id)
        self.assertEqual(self.env["cs.nps.case"]._resurvey_due(), 0)

    def test_the_mail_speaks_of_the_case(self):
        invitation = self.ask()
        mail = self.env["mail.mail"].search(
            [("model", "=", "cs.nps.invitation"), ("res_id", "=", invitation.id)]
        )
        self.assertIn("something had gone wrong", mail.body_html)

    def test_the_answer_is_kept_out_of_the_nps(self):
        invitation = self.ask()
        response = invitation._record_answer(9, "Thank you")
        self.assertTrue(response.resurvey)
        report = self.env["cs.nps.report"].search([])
        self.assertNotIn(response.id, report.ids)
        self.assertIn(self.case.response_id.id, report.ids)
        self.assertEqual((self.case.resurvey_response_id, self.case.resurvey_score), (response, 9))
        action = self.case.with_user(self.reader).action_view_resurvey()
        self.assertEqual((action["res_model"], action["res_id"]), (response._name, response.id))

    def test_who_is_unhappy_still_gets_a_case_but_no_third_question(self):
        response = self.ask()._record_answer(2, "Still cold")
        self.env["cs.nps.case"]._open_pending()
        case = response.case_ids
        self.assertTrue(case)
        case.write({"stage": "resolved", "resolution": "Money back"})
        self.assertFalse(case.resurvey_at)

    def test_reopened_it_is_not_asked(self):
        self.case.action_reopen()
        self.assertFalse(self.case.resurvey_at)
        self.assertFalse(self.ask())

    def test_closed_after_it_was_resolved_it_is_asked(self):
        self.case.action_close()
        self.assertEqual(self.ask().state, "sent")

    def test_never_where_the_program_says_so(self):
        self.program.resurvey_days = 0
        self.case.action_reopen()
        self.case.action_resolve()
        self.assertFalse(self.case.resurvey_at)

    def test_the_usual_reasons_hold(self):
        other = self._partner("Other", parent_id=self.customer.id)
        with self._at(RESOLVED + timedelta(days=13)):
            self._by_hand(partner_id=other.id)
        invitation = self.ask()
        self.assertEqual(
            (invitation.state, invitation.suppression_reason), ("suppressed", "open_case")
        )

    def test_opted_out_meanwhile(self):
        self.env["cs.consent"]._record(self.customer.email, "survey", False, "test")
        self.assertEqual(self.ask().suppression_reason, "opt_out")

    def test_the_first_survey_is_no_quarantine_but_another_is(self):
        self.program.quarantine_days = 30
        other = self._program("Another", trigger="manual", quarantine_days=0)
        with self._at(RESOLVED + timedelta(days=10)):
            self.env["cs.nps.invitation"].create(
                {
                    **other._prepare_invitation_values("wave:1", self.customer),
                    "state": "sent",
                    "sent_at": RESOLVED + timedelta(days=10),
                }
            )
        self.assertEqual(self.ask().suppression_reason, "quarantine")

    def test_sampling_leaves_nobody_out_who_complained(self):
        self.program.sample_percent = 0
        self.assertEqual(self.ask().state, "sent")

    def test_no_survey_while_a_case_of_the_address_is_open(self):
        self.case.action_reopen()
        twin = self._partner("Same mailbox", email=self.customer.email)
        stranger = self._partner("Stranger", email="stranger@example.com")
        child = self._partner("Child", parent_id=self.customer.id, email="child@example.com")
        self.program.quarantine_days = 0
        reasons = {}
        for partner in twin + stranger + child:
            invitation = self._delivered(partner)
            invitation._process_batch()
            reasons[partner] = invitation.suppression_reason
        self.assertEqual(
            reasons, {twin: "open_case", stranger: False, child: "open_case"}
        )

    def test_a_customer_erased_meanwhile_is_left_alone(self):
        self.case.sudo().partner_id = False
        self.assertFalse(self.ask())
        self.assertFalse(self.case.resurvey_at)
