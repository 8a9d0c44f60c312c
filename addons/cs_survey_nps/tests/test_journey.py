import re

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
    """Journey 5, short: from the delivery to the case on the manager's screen."""

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
        self._run_cron("ir_cron_open_cases")
        case = response.case_ids
        self.assertEqual(case.activity_ids.user_id, self.seller)
        self.start_tour(
            "/odoo/action-cs_survey_nps.cs_nps_case_action",
            "cs_survey_nps_case",
            login="nps_manager",
        )
        self.assertEqual(case.stage, "resolved")
        self.assertEqual(case.resolution, "Called and apologised")
