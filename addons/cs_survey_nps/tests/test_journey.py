import re
from datetime import timedelta

from odoo import fields
from odoo.addons.cs_base.tests.common import PublicPageCase
from odoo.tests import HttpCase, tagged

from .common import NpsCommon

# What a thumb does on the page, the number from the mail being marked already.
_TAP = """
    const form = document.querySelector("form");
    if (form.score.value !== "3") {
        throw new Error("The number from the mail is not chosen: " + form.score.value);
    }
    form.comment.value = "giao hàng chậm, nhân viên thờ ơ";
"""


@tagged("post_install", "-at_install")
class TestJourney(NpsCommon, PublicPageCase, HttpCase):
    """Journey 5: from the delivery to the case, the mail that says what was done, and after."""

    def test_from_the_delivery_to_the_case(self):
        invitation = self._delivered()
        self._run_cron("ir_cron_send")
        mail = self.env["mail.mail"].search(
            [("model", "=", "cs.nps.invitation"), ("res_id", "=", invitation.id)]
        )
        [link] = re.findall(r'href="https?://[^/"]+(/cs/nps/[^"/]+\?score=3)"', mail.body_html)

        self.press(link, "contact you to put it right", _TAP)

        response = invitation.response_ids
        self.assertEqual((response.score, response.status), (3, "confirmed"))
        self._run_cron("ir_cron_themes")
        for theme in ("delivery", "staff_attitude"):
            found = self.env.ref(f"cs_survey_nps.cs_nps_theme_{theme}")
            self.assertIn(found, response.theme_ids.theme_id, theme)
        self._run_cron("ir_cron_open_cases")
        case = response.case_ids
        self.assertEqual(case.activity_ids.user_id, self.seller)
        self.assertEqual(case.user_id, self.seller)
        self.assertEqual(case.deadline, self.company._cs_deadline(response.answered_at, 8))
        self.start_tour(
            "/odoo/action-cs_survey_nps.cs_nps_case_action",
            "cs_survey_nps_case",
            login="nps_seller",
        )
        self.assertEqual(case.stage, "resolved")
        self.assertEqual(case.resolution, "Called and apologised")
        self.assertEqual(case.cause_id, self.env.ref("cs_survey_nps.cs_nps_cause_late"))
        self.assert_told(case)
        self.assert_asked_again(case)

    def assert_told(self, case):
        self.assertTrue(case.told_at)
        told = self.env["mail.mail"].search(
            [("model", "=", "cs.nps.case"), ("res_id", "=", case.id)]
        ).filtered(lambda mail: self.customer in mail.recipient_ids)
        self.assertEqual(len(told), 1)
        self.assertIn("Called and apologised", told.body_html)

    def assert_asked_again(self, case):
        """Two weeks later she is asked again, and her answer stays out of the NPS."""
        self.assertGreater(case.resurvey_at, fields.Datetime.now() + timedelta(days=13))
        case.resurvey_at = fields.Datetime.now()
        self._run_cron("ir_cron_resurvey")
        self._run_cron("ir_cron_send")
        again = case.resurvey_invitation_id
        self.assertEqual((again.state, again.resurvey), ("sent", True))
        answer = again._record_answer(9, "cảm ơn")
        self.assertEqual(case.resurvey_score, 9)
        self.assertNotIn(answer.id, self.env["cs.nps.report"].search([]).ids)


@tagged("post_install", "-at_install")
class TestManagerJourney(NpsCommon, HttpCase):
    """Journey 6: the manager reads the score, and opens the answers behind it."""

    def test_journey_6_from_the_figure_to_the_answers(self):
        for score in (10, 10, 9, 8, 2):
            self._answered(score, "giao hàng chậm" if score == 2 else "")
        self._run_cron("ir_cron_themes")
        figures = self.program.with_user(self.manager).cs_score()
        self.assertEqual((figures["n"], figures["nps"]), (5, 40.0))
        self.start_tour(
            "/odoo/action-cs_survey_nps.cs_nps_report_action",
            "cs_survey_nps_journey_6",
            login=self.manager.login,
        )
        self.start_tour("/odoo/survey-trend", "cs_survey_nps_trend", login=self.manager.login)
