from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import StockoutCommon

_PIXEL = b"R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


@tagged("post_install", "-at_install")
class TestPage(StockoutCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("vi_VN")
        cls._rule(price_policy="substitute")
        cls.company.cs_stockout_cause_id = cls.env.ref("cs_stockout.cs_stockout_cause_supplier")
        cls.company.cs_service_phone = "1900 6868"
        cls._receipt(cls.cooker, 20, days=5)
        cls.case = cls._offered()
        cls.order = cls.case.order_id
        cls.url = f"/cs/stockout/{cls.order._cs_token()}"

    def _post(self, option, case=None, url=None):
        case = case or self.case
        page = self.url_open(url or self.url, data={f"case_{case.id}": option.id})
        self.env.invalidate_all()
        return page

    def test_looking_writes_nothing(self):
        self.env.flush_all()
        before = self.case.read(), self.order.read(["write_date", "message_ids"])
        for verb in ("GET", "HEAD"):
            self.assertEqual(self.opener.request(verb, self.base_url() + self.url).status_code, 200)
        self.env.invalidate_all()
        self.assertEqual((self.case.read(), self.order.read(["write_date", "message_ids"])), before)

    def test_what_the_page_says(self):
        page = self.url_open(self.url).text
        for text in (
            "We are sorry",
            "Our supplier is sending us the goods later than agreed.",
            "Nồi cơm 1.8L bản 2026",
            "more</span>",
            "Wait for the goods",
            "We expect them on",
            "Cancel the missing part",
            "If you do not choose, we keep the goods coming for you.",
            "1900 6868",
        ):
            self.assertIn(text, page)
        self.assertNotIn("<script", page)

    def test_the_page_says_what_is_there_now_and_what_may_be_split(self):
        page = " ".join(self.url_open(self.url).text.split())
        for text in (
            "available now 2,",
            "Take what is there now, the rest later",
            "You get 2 now",
            "You do not pay for its delivery",
            "not set aside for you",
        ):
            self.assertIn(text, page)

    def test_products_side_by_side_and_what_differs(self):
        attribute = self.env["product.attribute"].create(
            {
                "name": "Dung tích",
                "value_ids": [Command.create({"name": name}) for name in ("1.8 lít", "1.5 lít")],
            }
        )
        for product, value in zip(self.cooker | self.newer, attribute.value_ids, strict=True):
            self.env["product.template.attribute.line"].create(
                {
                    "product_tmpl_id": product.product_tmpl_id.id,
                    "attribute_id": attribute.id,
                    "value_ids": [Command.set(value.ids)],
                }
            )
        (self.cooker | self.newer).weight = 3.5
        page = self.url_open(self.url).text
        self.assertIn("Dung tích: 1.5 lít instead of 1.8 lít", page)
        self.assertIn("Compare side by side", page)
        self.assertNotIn("Weight:", page, "what is the same is in the table only")
        self.assertIn("3.5", page)

    def test_the_page_is_a_receipt_afterwards(self):
        self._post(self._option(self.case))
        page = self.url_open(self.url).text
        for text in (
            "This page is your receipt",
            "You chose 3 × Nồi cơm 1.8L bản 2026 instead.",
            "You told us on",
            "more</span>",
            "1900 6868",
        ):
            self.assertIn(text, page)
        self.assertNotIn("Confirm my choice", page)

    def test_a_choice_by_phone_and_one_by_the_deadline_have_a_receipt_too(self):
        self.case.with_user(self.seller).cs_choose("wait")
        self.assertIn("You told our colleague on", self.url_open(self.url).text)
        other = self._offered()
        other.sudo()._cs_choose("wait", by="deadline")
        page = self.url_open(f"/cs/stockout/{other.order_id._cs_token()}").text
        self.assertIn("There was no answer in time", page)

    def test_every_default_is_announced(self):
        words = {
            "wait": "we keep the goods coming for you",
            "cancel": "we cancel the missing part, and you do not pay for it",
            "ask_again": "we ask you once more",
        }
        for default, text in words.items():
            self.case.default_choice = default
            self.assertIn(text, self.url_open(self.url).text)

    def test_what_nobody_approved_is_not_shown(self):
        self._option(self.case).requires_approval = True
        self.assertNotIn("bản 2026", self.url_open(self.url).text)

    def test_price_differences_in_plain_words(self):
        self._option(self.case).difference = 0
        self.assertIn("You keep the old price", self.url_open(self.url).text)
        self._option(self.case).difference = -20_000
        self.assertIn("less</span>", self.url_open(self.url).text)

    def test_quantities_are_written_as_their_reader_writes_them(self):
        case, dozen = self.case, self.env.ref("uom.product_uom_dozen")
        for lang, words in (("en_US", "1,234,567.5"), ("vi_VN", "1.234.567,5")):
            self.assertEqual(case.with_context(lang=lang)._cs_quantity_words(1234567.5), words)
        self.assertEqual(case._cs_quantity_words(3), "3")
        option = self._option(case)
        option.uom_id = dozen
        self.assertIn(f"3 {dozen.name} × ", option.display_name)

    def test_in_vietnamese(self):
        self.lan.lang = "vi_VN"
        page = self.url_open(self.url).text
        self.assertIn('lang="vi-VN"', page)
        self.assertIn("Chờ hàng về", page)
        self.assertNotIn("Wait for the goods", page)
        self.assertNotIn("We are sorry", page)

    def test_choosing_a_substitute_without_a_login(self):
        page = self._post(self._option(self.case))
        self.assertEqual(page.status_code, 200)
        self.assertIn("You chose 3 × Nồi cơm 1.8L bản 2026 instead.", page.text)
        self.assertEqual(self.order.order_line.mapped("product_uom_qty"), [2, 3])
        self.assertEqual(self.case.chosen_by, "customer")

    def test_the_same_post_twice_and_another_one_after_it(self):
        option = self._option(self.case)
        other = self._option(self.case, "cancel")
        for choice in (option, option, other):
            page = self._post(choice)
            self.assertEqual(page.status_code, 200)
            self.assertIn("You chose 3 × Nồi cơm 1.8L bản 2026 instead.", page.text)
        self.assertEqual(self.order.order_line.mapped("product_uom_qty"), [2, 3])

    def test_nothing_chosen_is_asked_for(self):
        for data in ({"x": "1"}, {f"case_{self.case.id}": ""}, {f"case_{self.case.id}": "abc"}):
            page = self.url_open(self.url, data=data)
            self.assertIn("Please choose one of the cards", page.text)
        self.assertEqual(self.case.state, "offered")

    def test_what_a_visitor_may_send(self):
        name = f"case_{self.case.id}"
        for value in ("0", "-1", "9" * 30, "٣", "1e3", "'; DROP TABLE", "<script>", "1 "):
            page = self.url_open(self.url, data={name: value})
            self.assertEqual(page.status_code, 200, value)
        self.env.invalidate_all()
        self.assertEqual(self.case.state, "offered")

    def test_an_option_of_another_order_is_not_taken(self):
        other = self._offered((self._product("Quạt"), 2))
        page = self._post(self._option(other, "cancel"))
        self.assertIn("These choices have changed", page.text)
        self.assertEqual((self.case.state, other.state), ("offered", "offered"))
        page = self.url_open(self.url, data={f"case_{other.id}": self._option(other, "wait").id})
        self.env.invalidate_all()
        self.assertEqual(other.state, "offered")

    def test_all_that_is_short_is_chosen_on_one_page(self):
        fan = self._product("Quạt")
        cases = self._offered((self.cooker, 5), (fan, 1))
        url = f"/cs/stockout/{cases.order_id._cs_token()}"
        data = {f"case_{case.id}": self._option(case, "cancel").id for case in cases}
        self.url_open(url, data=data)
        self.env.invalidate_all()
        self.assertEqual(cases.mapped("state"), ["done", "done"])

    def test_altered_unknown_and_foreign_tokens(self):
        other = self._offered()
        token = self.url.rsplit("/", 1)[1]
        signature = token.split("-")[1]
        for wrong in ("x", token[:-1], f"{other.order_id.id}-{signature}"):
            for data in (None, {"case_1": "1"}):
                page = self.url_open(f"/cs/stockout/{wrong}", data=data)
                self.assertEqual(page.status_code, 404)
                self.assertNotIn(self.order.name, page.text)

    def test_a_choice_after_the_deadline_is_answered(self):
        self.case.sudo().deadline = fields.Datetime.now() - timedelta(hours=1)
        page = self._post(self._option(self.case, "wait"))
        self.assertEqual(page.status_code, 200)
        self.assertIn("The time to choose is over", page.text)
        self.assertEqual(self.case.state, "offered")

    def test_after_the_deadline_nobody_is_invited_to_choose(self):
        self.case.sudo().deadline = fields.Datetime.now() - timedelta(minutes=1)
        page = self.url_open(self.url)
        self.assertIn("The time to choose is over", page.text)
        self.assertNotIn("Confirm my choice", page.text)
        self.assertNotIn("your receipt", page.text)

    def test_days_after_the_deadline_the_link_expires(self):
        self.case.sudo().deadline = fields.Datetime.now() - timedelta(days=8)
        for data in (None, {f"case_{self.case.id}": "1"}):
            self.assertEqual(self.url_open(self.url, data=data).status_code, 410)

    def test_an_expired_link_says_so_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.order.partner_id.lang = "vi_VN"
        self.order.company_id.cs_service_phone = "1900 1234"
        self.case.sudo().deadline = fields.Datetime.now() - timedelta(days=8)
        page = self.url_open(self.url, headers={"Accept-Language": "en-US"})
        self.assertIn("đã hết hạn", page.text)
        self.assertIn("1900 1234", page.text)
        self.assertNotIn(self.order.name, page.text)

    def test_sold_out_meanwhile_shows_what_is_left(self):
        self._order((self.newer, 14)).action_confirm()
        page = self._post(self._option(self.case))
        self.assertIn("has just sold out", page.text)
        self.assertIn("Wait for the goods", page.text)

    def test_refused_by_the_warehouse_is_noted_kindly(self):
        reason = UserError("The goods are being picked.")
        with patch.object(type(self.case), "_cs_effect_substitute", side_effect=reason):
            page = self._post(self._option(self.case))
        self.assertIn("Your choice is noted", page.text)
        self.assertEqual((self.case.state, self.case.choice), ("open", "substitute"))

    def test_pictures_are_shown_to_the_holder_of_the_link_only(self):
        self.cooker.image_1920 = _PIXEL
        secret = self._product("Chưa ra mắt")
        secret.image_1920 = _PIXEL
        page = self.url_open(self.url).text
        self.assertIn(f"{self.url}/image/{self.cooker.id}", page)
        image = self.url_open(f"{self.url}/image/{self.cooker.id}")
        self.assertEqual(image.status_code, 200)
        self.assertTrue(image.headers["Content-Type"].startswith("image/"))
        self.assertEqual(self.url_open(f"{self.url}/image/{secret.id}").status_code, 404)
        self.assertEqual(self.url_open(f"/cs/stockout/x/image/{self.cooker.id}").status_code, 404)

    def test_a_name_with_markup_is_inert(self):
        self.cooker.name = "<script>alert(1)</script>"
        self.assertNotIn("<script>", self.url_open(self.url).text)

    def test_other_verbs_are_refused(self):
        with mute_logger("odoo.http"):
            answer = self.opener.request("PUT", self.base_url() + self.url)
        self.assertEqual(answer.status_code, 405)

    def test_the_staff_reads_of_a_choice_in_its_own_language(self):
        self.seller.lang = "vi_VN"
        page = self._post(self._option(self.case))
        self.assertIn("You chose 3 × ", page.text)
        self.assertIn("Khách", self.order.message_ids[0].body)
        self.assertNotIn("chosen by", self.order.message_ids[0].body)

    def test_the_staff_reads_what_could_not_be_done_in_its_own_language(self):
        self.seller.lang = "vi_VN"
        self._pick_all(self.case)
        page = self._post(self._option(self.case, "cancel"))
        self.assertIn("A colleague will see to it", page.text)
        self.assertNotIn("could not be done", self.case.activity_ids.note)
        self.assertNotIn("being picked", self.case.activity_ids.note)
