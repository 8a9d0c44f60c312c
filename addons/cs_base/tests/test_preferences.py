from odoo.tests import HttpCase, tagged

from .common import CsCommon


@tagged("post_install", "-at_install")
class TestPreferences(CsCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("vi_VN")
        cls.lan = cls._partner("Chị Lan", email="lan@example.com", lang="vi_VN")
        cls.url = cls.lan._cs_preferences_url()

    def _rows(self):
        return self.env["cs.consent"].search_count([("address", "=", "lan@example.com")])

    def test_looking_changes_nothing(self):
        for verb in ("GET", "HEAD"):
            answer = self.opener.request(verb, self.url)
            self.assertEqual(answer.status_code, 200)
        self.assertEqual(self._rows(), 0)

    def test_asking_what_is_allowed_changes_nothing(self):
        answer = self.opener.request("OPTIONS", f"{self.url}?survey=&marketing=")
        self.assertEqual(answer.status_code, 405)
        self.assertEqual(self._rows(), 0)

    def test_saving_twice_is_saving_once(self):
        for _click in range(2):
            answer = self.url_open(self.url, data={"survey": "1"})
            self.assertEqual(answer.status_code, 200)
        self.env.invalidate_all()
        self.assertFalse(self.lan.cs_survey_opt_out)
        self.assertTrue(self.lan.cs_marketing_opt_out)
        rows = self.env["cs.consent"].search([("address", "=", "lan@example.com")])
        self.assertEqual(len(rows.filtered(lambda row: row.purpose == "marketing")), 1)

    def test_one_click_refuses_offers_only(self):
        self.url_open(self.url, data={"List-Unsubscribe": "One-Click"})
        self.env.invalidate_all()
        self.assertTrue(self.lan.cs_marketing_opt_out)
        self.assertFalse(self.lan.cs_survey_opt_out)

    def test_in_the_language_of_the_reader(self):
        self.assertIn('lang="vi-VN"', self.url_open(self.url).text)

    def test_an_unknown_link_speaks_the_language_of_the_browser(self):
        wrong = "/cs/preferences/nonsense"
        answer = self.url_open(wrong, headers={"Accept-Language": "vi,en;q=0.5"})
        self.assertEqual(answer.status_code, 404)
        self.assertIn('lang="vi-VN"', answer.text)
        answer = self.url_open(wrong, headers={"Accept-Language": "xx, en-GB;q=0.5"})
        self.assertIn('lang="en-US"', answer.text)

    def test_an_address_without_mailbox(self):
        nobody = self._partner("Khách lẻ")
        answer = self.url_open(nobody._cs_preferences_url(), data={"survey": "1"})
        self.assertEqual(answer.status_code, 200)
        self.assertNotIn("<form", answer.text)

    def test_headers_keep_the_link_private(self):
        headers = self.url_open(self.url).headers
        self.assertEqual(headers["Cache-Control"], "no-store")
        self.assertEqual(headers["Referrer-Policy"], "no-referrer")
        self.assertIn("noindex", headers["X-Robots-Tag"])
        self.assertIn("frame-ancestors 'none'", headers["Content-Security-Policy"])
        self.assertNotIn("Set-Cookie", headers)

    def test_fields_that_no_page_asks_for_do_no_harm(self):
        for data in ({"self": "x"}, {"survey": "\x00"}, {"cls": "x", "token": "y"}):
            self.assertEqual(self.url_open(self.url, data=data).status_code, 200, data)
        self.assertEqual(self.url_open(self.url + "?self=x").status_code, 200)
        answer = self.url_open(self.url, files={"survey": ("survey.txt", b"1")})
        self.assertEqual(answer.status_code, 200)

    def test_a_name_with_markup_is_inert(self):
        self.lan.company_id = False
        self.env.company.name = "<script>alert(1)</script>"
        self.assertNotIn("<script>", self.url_open(self.url).text)
