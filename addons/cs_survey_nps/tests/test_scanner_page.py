import csv
import io
import json
import zipfile
from datetime import timedelta

from lxml import html
from odoo import Command, http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import NpsCommon


class PageForms(NpsCommon):
    """Reads forms from pages and sends them as a browser would."""

    def _form_fields(self, page, button=None):
        """Return the address of a page's first form, and what a browser sends of it."""
        form = html.fromstring(page.text).forms[0]
        fields = dict(form.form_values())
        return form.action, {**fields, **(button or {})}

    def _send_form(self, page, button=None, **typed):
        action, fields = self._form_fields(page, button)
        return self.url_open(action, data={**fields, **typed}, allow_redirects=True)


@tagged("post_install", "-at_install")
class TestScannerPage(PageForms, HttpCase):
    """Mails that programs look through before, while and after a person answers."""

    def setUp(self):
        super().setUp()
        self.invitation = self._sent()
        self.url = f"/cs/nps/{self.invitation._cs_token()}"
        self.env.flush_all()

    def _confirmed(self):
        self.env.invalidate_all()
        return self.invitation.response_ids.filtered(lambda row: row.status == "confirmed")

    def _storm(self):
        """HEAD and GET of every link, then each form as it stands in its page."""
        for score in range(11):
            self.url_open(f"{self.url}?score={score}", method="HEAD")
            page = self.url_open(f"{self.url}?score={score}")
            if html.fromstring(page.text).forms:
                self._send_form(page)
        self._send_form(self.url_open(f"{self.url}/unsubscribe"))

    # ---- case Survey 1 ----

    def test_case_survey_1_a_storm_before_and_after_the_human(self):
        self._storm()
        self.assertFalse(self._confirmed())
        thanks = self._send_form(self.url_open(f"{self.url}?score=3"), comment="giao hàng chậm")
        self.assertIn("contact you to put it right", thanks.text)
        human = self._confirmed()
        self._storm()
        self.assertEqual(self._confirmed(), human)
        self.assertEqual((human.score, human.comment), (3, "giao hàng chậm"))
        others = self.invitation.response_ids - human
        self.assertEqual(set(others.mapped("status")), {"flagged"})
        self._run_cron("ir_cron_open_cases")
        cases = self.env["cs.nps.case"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(cases.response_id, human)
        self.customer.invalidate_recordset()
        self.assertFalse(self.customer.cs_survey_opt_out)

    def test_case_survey_1_a_storm_alone_stays_flagged(self):
        self._storm()
        self._storm()
        self.env.invalidate_all()
        self.assertEqual(set(self.invitation.response_ids.mapped("status")), {"flagged"})
        self.assertLessEqual(len(self.invitation.response_ids), 11)
        self._run_cron("ir_cron_open_cases")
        self.assertFalse(self.env["cs.nps.case"].search([("partner_id", "=", self.customer.id)]))
        self.assertIn("recommend", self.url_open(self.url).text, "the customer may still answer")

    def test_a_quick_customer_taps_once_more(self):
        again = self._send_form(self.url_open(f"{self.url}?score=0"))
        self.assertIn("One more tap, please", again.text)
        self.assertNotIn("checked", again.text)
        thanks = self._send_form(again, {"score": "0"})
        self.assertIn("Thank you!", thanks.text)
        self.assertEqual(self._confirmed().score, 0)

    def test_the_second_form_as_it_stands_says_nothing(self):
        again = self._send_form(self.url_open(f"{self.url}?score=4"))
        answer = self._send_form(again)
        self.assertEqual(answer.status_code, 422)
        self.assertFalse(self._confirmed())

    def test_another_number_on_the_second_page_is_no_proof(self):
        again = self._send_form(self.url_open(f"{self.url}?score=4"))
        third = self._send_form(again, {"score": "5"})
        self.assertIn("One more tap, please", third.text)
        self.assertFalse(self._confirmed())

    def test_words_on_the_second_page_are_believed(self):
        again = self._send_form(self.url_open(f"{self.url}?score=4"))
        self._send_form(again, {"score": "4"}, comment="hơi lâu")
        self.assertEqual(self._confirmed().comment, "hơi lâu")

    def test_a_program_that_says_what_it_is(self):
        self.invitation.sent_at -= timedelta(hours=1)
        self.env.flush_all()
        self.opener.headers["User-Agent"] = "Mozilla/5.0 (compatible; LinkScanner/1.0)"
        self._send_form(self.url_open(f"{self.url}?score=9"))
        self.env.invalidate_all()
        self.assertEqual(self.invitation.response_ids.flag_reason, "scanner")

    # ---- unsubscribing ----

    def test_the_box_must_be_ticked_on_the_page(self):
        page = self.url_open(f"{self.url}/unsubscribe")
        asked = self._send_form(page)
        self.assertIn("tick the box", asked.text)
        self.customer.invalidate_recordset()
        self.assertFalse(self.customer.cs_survey_opt_out)
        done = self._send_form(page, sure="1")
        self.assertIn("not send you surveys", done.text)
        self.customer.invalidate_recordset()
        self.assertTrue(self.customer.cs_survey_opt_out)


@tagged("post_install", "-at_install")
class TestForwarded(PageForms, HttpCase):
    """Case Survey 6: what others than the customer see and can do."""

    def setUp(self):
        super().setUp()
        self.invitation = self._sent()
        self.invitation.sent_at -= timedelta(hours=1)
        self.url = f"/cs/nps/{self.invitation._cs_token()}"
        self.env.flush_all()

    def _assert_private(self, page):
        order = self.invitation.sale_order_id
        for secret in (order.name, "lan@example.com", "Chị Lan", self.seller.name):
            self.assertNotIn(secret, page.text)

    def _responses(self):
        self.env.invalidate_all()
        return self.invitation.response_ids

    def test_case_survey_6_another_portal_user_sees_no_order_data(self):
        new_test_user(self.env, login="nps_portal_b", groups="base.group_portal")
        self.authenticate("nps_portal_b", "nps_portal_b")
        page = self.url_open(self.url)
        self.assertEqual(page.status_code, 200)
        self._assert_private(page)
        self._assert_private(self._send_form(page, score="4", comment="x"))

    def test_case_survey_6_a_colleague_cannot_answer_for_the_customer(self):
        self.authenticate("nps_seller", "nps_seller")
        page = self.url_open(self.url)
        self.assertIn("does not count until a survey manager confirms it", page.text)
        self.assertNotIn(self.invitation.sale_order_id.name, page.text)
        self._send_form(page, score="10", comment="tuyệt vời")
        response = self._responses()
        self.assertEqual((response.status, response.flag_reason), ("flagged", "employee"))
        self.assertEqual(response.sender_id, self.seller)
        self.authenticate(None, None)
        self._send_form(self.url_open(self.url), score="2")
        counted = self._responses() - response
        self.assertEqual((counted.score, counted.status), (2, "confirmed"))

    def test_case_survey_6_a_colleague_changes_no_score_and_adds_no_words(self):
        self._send_form(self.url_open(self.url), score="2")
        counted = self._responses()
        self.authenticate("nps_manager", "nps_manager")
        for data in ({"score": "10"}, {"score": "2", "comment": "all well"}):
            self.url_open(self.url, data=data)
        others = self._responses() - counted
        self.assertEqual((counted.score, counted.comment, counted.status), (2, False, "confirmed"))
        self.assertEqual(set(others.mapped("flag_reason")), {"employee"})

    def test_case_survey_6_a_colleague_who_was_asked_answers(self):
        self.invitation.partner_id = self.seller.partner_id
        self.env.flush_all()
        self.authenticate("nps_seller", "nps_seller")
        page = self.url_open(self.url)
        self.assertNotIn("until a survey manager", page.text)
        self._send_form(page, score="4")
        self.assertEqual(self._responses().status, "confirmed")

    def test_case_survey_6_expired_altered_and_truncated_links(self):
        token = self.url.rpartition("/")[2]
        for wrong in (token[:-1], token[:-1] + "g", token + "0", f"9{token}", token.upper()[:-2]):
            page = self.url_open(f"/cs/nps/{wrong}")
            self.assertEqual(page.status_code, 404, wrong)
            self._assert_private(page)
        self.invitation.expires_at = self.invitation.sent_at
        self.env.flush_all()
        for page in (self.url_open(self.url), self.url_open(self.url, data={"score": "9"})):
            self.assertEqual(page.status_code, 410)
            self._assert_private(page)
        self.assertFalse(self._responses())

    def test_case_survey_6_the_link_of_another_companys_customer(self):
        other = self._company("Elsewhere")
        user = self._user(
            "nps_elsewhere",
            "cs_survey_nps.cs_survey_nps_group_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        self.authenticate(user.login, user.login)
        page = self.url_open(self.url)
        self.assertEqual(page.status_code, 200)
        self._assert_private(page)
        self.assertNotIn("Elsewhere", page.text)
        self._send_form(page, score="10", comment="x")
        response = self._responses()
        self.assertEqual(response.flag_reason, "employee")
        with self.assertRaises(AccessError):
            response.with_user(user).action_confirm()

    def test_case_survey_6_nobody_changes_a_score(self):
        self._send_form(self.url_open(self.url), score="2", comment="chậm")
        response = self._responses()
        values = (
            {"score": 9}, {"comment": "nhanh"}, {"category": "promoter"}, {"flag_reason": "late"}
        )
        for user in (self.seller, self.reader, self.manager, self.env.ref("base.user_root")):
            for vals in values:
                with self.assertRaises(UserError):
                    response.with_user(user).write(vals)
        for user in (self.seller, self.reader, self.manager):
            with self.assertRaises(AccessError):
                response.with_user(user).write({"status": "rejected"})

    def test_case_survey_6_words_are_inert_in_exports(self):
        for number, words in enumerate(("<script>alert(1)</script>", "=cmd|'/c calc'!A1")):
            invitation = self._sent(self._partner(f"X{number}", email=f"x{number}@example.com"))
            invitation._record_answer(3, words)
        self.env["cs.nps.case"]._open_pending()
        self.manager.group_ids += self.env.ref("base.group_allow_export")
        self.env.flush_all()
        self.authenticate("nps_manager", "nps_manager")
        for model in ("cs.nps.response", "cs.nps.case"):
            rows = list(csv.reader(io.StringIO(self._export(model, "csv").text)))
            self.assertIn("'=cmd|'/c calc'!A1", [row[1] for row in rows])
            book = zipfile.ZipFile(io.BytesIO(self._export(model, "xlsx").content))
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
            self.assertNotIn("<f>", sheet, "a formula")
            self.assertIn("=cmd", book.read("xl/sharedStrings.xml").decode())

    def _export(self, model, kind):
        fields = [{"name": name, "label": name, "type": "text"} for name in ("score", "comment")]
        data = {"model": model, "fields": fields, "ids": False, "domain": [("score", "=", 3)]}
        data.update(import_compat=False, context={}, groupby=[])
        answer = self.url_open(
            f"/web/export/{kind}",
            data={"data": json.dumps(data), "csrf_token": http.Request.csrf_token(self)},
        )
        self.assertEqual(answer.status_code, 200)
        return answer
