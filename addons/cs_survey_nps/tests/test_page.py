import re
from datetime import timedelta

from lxml import html
from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import HttpCase, tagged

from .common import NpsCommon

# The Arabic and the full-width digit are digits to Python, and so to int().
_NO_SCORES = (
    *("11", "-1", "6.5", "abc", "", " ", "null", "1e1", "7\x00", "9" * 9999),
    *("\u0663", "\uff10"),
)


@tagged("post_install", "-at_install")
class TestPage(NpsCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self.invitation = self._sent()
        self.invitation.sent_at -= timedelta(hours=1)
        self.url = f"/cs/nps/{self.invitation._cs_token()}"
        self.env.flush_all()

    def _post(self, url=None, **data):
        return self.url_open(url or self.url, data=data, allow_redirects=False)

    def _rows(self):
        """Every row of the tables that an answer touches, with the version of the row."""
        self.env.flush_all()
        rows = {}
        for table in (
            "cs_nps_invitation",
            "cs_nps_response",
            "cs_nps_case",
            "cs_consent",
            "cs_rate_limit",
            "ir_cron_trigger",
            "mail_message",
        ):
            self.env.cr.execute(f"SELECT xmin::text, ctid::text FROM {table} ORDER BY ctid")
            rows[table] = self.env.cr.fetchall()
        return rows

    # ---- opening: the first half of case Survey 1 ----

    def test_get_and_head_of_all_links_write_nothing(self):
        self.url_open(self.url)  # what the first page of a fresh server caches
        before = self._rows()
        for method in ("HEAD", "GET"):
            for score in range(11):
                page = self.url_open(f"{self.url}?score={score}", method=method)
                self.assertEqual(page.status_code, 200)
            for suffix in ("", "/unsubscribe", "?done=1", "?score=99", "?score=%00"):
                page = self.url_open(self.url + suffix, method=method)
                self.assertEqual(page.status_code, 200, suffix)
        self.assertEqual(self._rows(), before)

    def test_asking_for_the_allowed_methods_answers_nothing(self):
        self.url_open(self.url)
        before = self._rows()
        for suffix in ("?score=5", "/unsubscribe"):
            answer = self.opener.request("OPTIONS", self.base_url() + self.url + suffix)
            self.assertEqual(answer.status_code, 405, suffix)
        self.assertEqual(self._rows(), before)

    def test_the_number_from_the_mail_is_chosen_already(self):
        page = self.url_open(f"{self.url}?score=3").text
        self.assertIn("You chose 3. You can change it here.", page)
        self.assertRegex(page, r'value="3"\s+checked="checked"')
        self.assertEqual(page.count('checked="checked"'), 1)
        self.assertRegex(page, r'class="cs-nps-detractor"\s+data-shown="True"')
        blank = self.url_open(self.url).text
        self.assertNotIn("checked=", blank)
        self.assertRegex(blank, r'class="cs-nps-any"\s+data-shown="True"')
        self.assertNotIn("checked=", self.url_open(f"{self.url}?score=11").text)

    def test_the_page_is_small_private_and_plain(self):
        page = self.url_open(self.url)
        size = len(page.content)
        for href in re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.text):
            size += len(self.url_open(href).content)
        self.assertLess(size, 100_000)
        self.assertNotIn("<script", page.text)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertIn("noindex", page.headers["X-Robots-Tag"])
        self.assertNotIn("Set-Cookie", page.headers)
        order = self.invitation.sale_order_id
        self.assertNotIn(order.name, page.text)
        self.assertNotIn("lan@example.com", page.text)

    def test_the_page_is_named_and_labelled(self):
        page = self.url_open(self.url).text
        self.assertRegex(page, r'<html lang="en-US"')
        self.assertIn("<legend", page)
        self.assertEqual(len(re.findall(r'<label[^>]*class="cs-score"', page)), 11)
        self.assertIn('for="comment"', page)

    def test_the_page_speaks_the_recipients_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.program.with_context(lang="fr_FR").question = "Nous recommanderiez-vous ?"
        self.invitation.lang = "fr_FR"
        page = self.url_open(self.url).text
        self.assertIn("Nous recommanderiez-vous", page)
        self.assertRegex(page, r'<html lang="fr-FR"')

    def test_the_page_in_vietnamese(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.env["ir.module.module"]._load_module_terms(["cs_survey_nps", "cs_base"], ["vi_VN"])
        self.invitation.lang = "vi_VN"
        page = self.url_open(f"{self.url}?score=3").text
        self.assertIn("Quý khách đã chọn 3", page)
        self.assertNotIn("You chose", page)

    # ---- sending ----

    def test_an_answer_is_recorded_and_thanked_for(self):
        answer = self._post(score="3", comment="giao hàng chậm, nhân viên thờ ơ")
        self.assertEqual(answer.status_code, 303)
        response = self.invitation.response_ids
        self.assertEqual((response.score, response.status), (3, "confirmed"))
        self.assertEqual(response.comment, "giao hàng chậm, nhân viên thờ ơ")
        page = self.url_open(answer.headers["Location"]).text
        self.assertIn("contact you to put it right", page)
        self.assertIn("giao hàng chậm", page)

    def test_a_second_click_is_answered_friendly(self):
        for _click in range(3):
            answer = self._post(score="9", comment="tốt")
            self.assertEqual(answer.status_code, 303)
        self.assertEqual(len(self.invitation.response_ids), 1)
        self.assertIn("already recorded", self.url_open(self.url).text)

    def test_a_replay_after_the_answer_changes_nothing(self):
        self._post(score="9")
        self._post(score="0", comment="bot")
        confirmed = self.invitation._get_confirmed()
        self.assertEqual((confirmed.score, confirmed.comment), (9, False))
        self.assertEqual(len(self.invitation.response_ids), 2)

    def test_a_comment_can_follow_the_score(self):
        self._post(score="9")
        self.assertIn("add a few words", self.url_open(self.url).text)
        self._post(score="9", comment="cảm ơn")
        self.assertEqual(self.invitation.response_ids.comment, "cảm ơn")
        self.assertNotIn("<textarea", self.url_open(self.url).text)

    def test_scores_off_the_scale_are_answered_with_a_sentence_and_keep_the_comment(self):
        for score in _NO_SCORES:
            page = self._post(score=score, comment="tôi đã viết <nhiều>")
            self.assertEqual(page.status_code, 422, score)
            self.assertIn("choose a number from 0 to 10", page.text)
            self.assertIn("tôi đã viết &lt;nhiều&gt;</textarea>", page.text)
        page = self._post(comment="no number at all")
        self.assertEqual(page.status_code, 422)
        self.assertFalse(self.invitation.response_ids)

    def test_whatever_is_sent_is_never_a_server_error(self):
        for data in (
            {"score": ["3", "4"]},
            {"score": "3", "comment": "x" * 20_000},
            {"score": "3", "comment": "a\x00b\ud83d"},
            {"score": "3", "token": "other", "unknown": "y"},
        ):
            answer = self.url_open(self.url, data={
                key: value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
                for key, value in data.items()
            }, allow_redirects=False)
            self.assertLess(answer.status_code, 500, data)
        upload = self.url_open(
            self.url, files={"score": ("a.txt", b"3"), "comment": ("b.txt", b"x")}
        )
        self.assertLess(upload.status_code, 500)

    def test_a_comment_is_inert(self):
        self._post(score="9", comment="<script>alert(1)</script>")
        page = self.url_open(self.url).text
        self.assertNotIn("<script", page)
        self.assertIn("&lt;script&gt;", page)

    def test_the_field_that_people_cannot_see(self):
        answer = self._post(score="10", comment="buy", website="http://spam")
        self.assertEqual(answer.status_code, 303)
        self.assertEqual(self.invitation.response_ids.status, "flagged")
        self.assertIn("Thank you", self.url_open(answer.headers["Location"]).text)
        self._post(score="2")
        self.assertEqual(self.invitation._get_confirmed().score, 2)

    # ---- links that are not what they were ----

    def test_altered_and_truncated_links(self):
        token = self.invitation._cs_token()
        flipped = token[:-1] + ("0" if token[-1] != "0" else "1")
        for wrong in (flipped, token[:-4], "x", "0-" + "a" * 40):
            for method in ("GET", "POST"):
                page = self.url_open(f"/cs/nps/{wrong}", method=method)
                self.assertIn(page.status_code, (404, 429))
                self.assertNotIn("Chị Lan", page.text)
        self.assertFalse(self.invitation.response_ids)

    def test_an_expired_link(self):
        self.invitation.expires_at = fields.Datetime.now() - timedelta(minutes=1)
        self.env.flush_all()
        self.assertEqual(self.url_open(self.url).status_code, 410)
        self.assertEqual(self._post(score="3").status_code, 410)
        self.assertFalse(self.invitation.response_ids)

    def test_the_box_for_words_has_a_label_whatever_the_program_asks(self):
        fields_of_groups = ("follow_up_promoter", "follow_up_passive", "follow_up_detractor")
        self.program.write(dict.fromkeys(fields_of_groups, False))
        self.env.flush_all()
        tree = html.fromstring(self.url_open(f"{self.url}?score=3").text)
        for span in tree.xpath("//label[@for='comment']/span"):
            self.assertEqual(span.text_content().strip(), "Would you tell us why?")

    def test_words_that_come_too_late_are_given_back_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.invitation.write(
            {"expires_at": fields.Datetime.now() - timedelta(minutes=1), "lang": "vi_VN"}
        )
        self.env.flush_all()
        page = self._post(score="3", comment="giao hàng <b>chậm</b>")
        self.assertEqual(page.status_code, 410)
        self.assertIn('lang="vi-VN"', page.text)
        self.assertIn("giao hàng &lt;b&gt;chậm&lt;/b&gt;", page.text)
        self.assertIn(self.invitation.company_id.name, page.text)
        self.assertFalse(self.invitation.response_ids)
        self.assertNotIn("blockquote", self.url_open(self.url).text)

    def test_an_answer_stays_visible_after_the_link_expired(self):
        self._post(score="9")
        self.invitation.expires_at = fields.Datetime.now() - timedelta(minutes=1)
        self.env.flush_all()
        self.assertIn("already recorded", self.url_open(self.url).text)

    # ---- unsubscribing ----

    def test_unsubscribe_asks_first(self):
        page = self.url_open(f"{self.url}/unsubscribe")
        self.assertIn("Yes, no more surveys", page.text)
        self.assertFalse(self.customer.cs_survey_opt_out)

    def test_unsubscribe_by_one_click(self):
        for _repeat in range(2):
            done = self._post(f"{self.url}/unsubscribe", **{"List-Unsubscribe": "One-Click"})
            self.assertEqual(done.status_code, 200)
        self.customer.invalidate_recordset()
        self.assertTrue(self.customer.cs_survey_opt_out)
        self.assertFalse(self.customer.cs_marketing_opt_out)
        rows = self.env["cs.consent"].search([("address", "=", "lan@example.com")])
        self.assertEqual(len(rows), 1)

    def test_unsubscribe_works_after_the_survey_expired(self):
        self.invitation.expires_at = fields.Datetime.now() - timedelta(days=100)
        self.env.flush_all()
        self.url_open(f"{self.url}/unsubscribe", method="POST")
        self.customer.invalidate_recordset()
        self.assertTrue(self.customer.cs_survey_opt_out)

    # ---- cost ----

    def _queries(self, **request):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        answer = self.url_open(allow_redirects=False, **request)
        self.assertLess(answer.status_code, 400)
        return self.env.cr.sql_log_count - before

    def test_the_page_and_the_answer_take_few_queries(self):
        self.url_open(self.url)  # templates and languages are cached from here on
        other = self._sent(self._partner("Other", email="o@example.com"))
        other.sent_at -= timedelta(hours=1)
        self._post(f"/cs/nps/{other._cs_token()}", score="5")
        # The visitor, the invitation with its nonce, the program, the company.
        self.assertLessEqual(self._queries(url=f"{self.url}?score=3"), 4)
        self.assertLessEqual(self._queries(url=self.url), 4)
        self.assertLessEqual(self._queries(url=self.url, data={"score": "3"}), 12)
        self.assertLessEqual(self._queries(url=self.url, data={"score": "3", "comment": "x"}), 12)

    # ---- what the form sends ----

    def test_each_number_on_the_page_can_be_sent(self):
        for score in range(11):
            form = html.fromstring(self.url_open(f"{self.url}?score={score}").text).forms[0]
            self.assertEqual(dict(form.form_values())["score"], str(score))
            self.assertEqual(form.inputs["score"].value_options, [str(n) for n in range(11)])

    def test_words_can_be_added_to_every_score(self):
        for score in (0, 10):
            invitation = self._sent(self._partner(f"S{score}", email=f"s{score}@example.com"))
            invitation._record_answer(score)
            url = f"/cs/nps/{invitation._cs_token()}"
            form = html.fromstring(self.url_open(url).text).forms[0]
            fields = {**dict(form.form_values()), "comment": "thêm vài lời"}
            self.assertEqual(self._post(url, **fields).status_code, 303)
            self.assertEqual(invitation.response_ids.mapped("comment"), ["thêm vài lời"])

    def test_other_scales_have_their_numbers(self):
        for metric, count in (("csat", 5), ("ces", 7)):
            program = self._program(metric, metric=metric)
            invitation = self.env["cs.nps.invitation"].create(
                program._prepare_invitation_values(f"test:{metric}", self.customer)
            )
            url = f"/cs/nps/{invitation._cs_token()}"
            page = self.url_open(f"{url}?score=1")
            form = html.fromstring(page.text).forms[0]
            self.assertEqual(form.inputs["score"].value_options, [str(n + 1) for n in range(count)])
            self.assertIn("What went wrong", page.text)
            self.assertEqual(self._post(url, score="0", comment="x").status_code, 422)
            self.assertEqual(self._post(url, score=str(count), comment="x").status_code, 303)
            self.assertEqual(invitation.response_ids.category, "promoter")

    # ---- review sites ----

    def _reviews(self, score):
        invitation = self._sent(self._partner(f"R{score}", email=f"r{score}@example.com"))
        invitation._record_answer(score)
        page = html.fromstring(self.url_open(f"/cs/nps/{invitation._cs_token()}?done=1").text)
        return [link.get("href") for link in page.xpath("//*[@id='reviews']//a")]

    def test_review_sites_are_shown_to_happy_and_unhappy_alike(self):
        sites = self.env["cs.nps.review.link"].with_user(self.manager)
        sites.create({"name": "Google", "url": "https://g.page/r/shop/review"})
        elsewhere = self._company("Elsewhere")
        sites.sudo().create({"name": "X", "url": "https://x.vn", "company_id": elsewhere.id})
        for score in (0, 7, 10):
            self.assertEqual(self._reviews(score), ["https://g.page/r/shop/review"], score)
        self.program.show_review_links = False
        self.assertEqual(self._reviews(9), [])

    def test_review_sites_are_web_addresses(self):
        for url in ("javascript:alert(1)", "data:text/html,x", "google.com", "https://", "http://[x"):
            with self.assertRaises(ValidationError):
                self.env["cs.nps.review.link"].create({"name": "X", "url": url})
