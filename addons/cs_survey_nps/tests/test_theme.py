import time

from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import NpsCommon


class ThemeCommon(NpsCommon):
    """Answers with comments, read by the phrases that come with the add-on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.nps.response"].search([]).write({"theme_pending": False})
        cls.responses = cls.env["cs.nps.response"]
        cls._read_all()

    @classmethod
    def _read_all(cls):
        """Take what is there as read, then read what waits."""
        cls.responses._mark_for_new_rules()
        while cls.responses._read_themes():
            pass

    @classmethod
    def _themes(cls, text, default="neutral"):
        """Return {key: opinion} of what the phrases find in a text."""
        found = cls.env["cs.nps.theme"]._find(text, cls.env.company, default)
        return {cls._key(mention.theme): mention.polarity for mention in found}

    @classmethod
    def _key(cls, theme_id):
        names = cls.env["cs.nps.theme"].browse(theme_id)._get_external_ids()[theme_id]
        return names[0].removeprefix("cs_survey_nps.cs_nps_theme_") if names else theme_id

    @classmethod
    def _theme(cls, key):
        return cls.env.ref(f"cs_survey_nps.cs_nps_theme_{key}")

    @classmethod
    def _said(cls, score, comment, **values):
        """An answer whose comment was read."""
        answer = cls._answered(score, comment, **values)
        cls._read_all()
        return answer

    def _assert_reading_is_flat(self, comment):
        """The number of queries does not grow with the comments that are read."""

        def count(number):
            for _turn in range(number):
                self._answered(3, comment)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.responses._read_themes(100)
            self.env.flush_all()
            return self.cr.sql_log_count - before

        count(1)
        self.assertLessEqual(count(20), count(2) + 3)


@tagged("post_install", "-at_install")
class TestTheme(ThemeCommon, TransactionCase):
    def test_case_survey_8_vietnamese_text(self):
        for text in ("giao hang cham", "Giao hàng chậm!!", "gh chậm", "GIAO HÀNG CHẬM"):
            with self.subTest(text=text):
                self.assertEqual(self._themes(text), {"delivery": "negative"})
        self.assertNotEqual(self._themes("giao hàng không chậm").get("delivery"), "negative")
        self.assertEqual(self._themes("đóng gói cẩn thận"), {"packaging": "positive"})
        self.assertEqual(self._themes("dong goi can than"), {"packaging": "positive"})

    def test_d_with_a_stroke_is_d_on_both_sides(self):
        theme = self.env["cs.nps.theme"].create({"name": "Đèn"})
        for phrase in ("đúng điệu đầm", "dung dieu dam"):
            rule = self.env["cs.nps.theme.rule"].create(
                {"theme_id": theme.id, "phrase": phrase, "polarity": "positive"}
            )
            for text in ("đúng điệu đầm", "dung dieu dam", "ĐÚNG ĐIỆU ĐẦM"):
                with self.subTest(phrase=phrase, text=text):
                    found = self.env["cs.nps.theme"]._find(text, self.env.company)
                    self.assertIn(theme.id, [mention.theme for mention in found])
            rule.unlink()

    def test_accents_that_say_something_else_do_not_count(self):
        self.assertNotIn("delivery", self._themes("Giáo viên chăm chỉ lắm"))

    def test_two_themes_in_one(self):
        self.assertEqual(
            self._themes("giao hàng chậm, nhân viên thờ ơ"),
            {"delivery": "negative", "staff_attitude": "negative"},
        )
        self.assertEqual(
            self._themes("Fast delivery but the invoice was wrong"),
            {"delivery": "positive", "invoice": "negative"},
        )

    def test_negation_turns_the_opinion_round(self):
        self.assertEqual(self._themes("nhân viên không nhiệt tình")["staff_attitude"], "negative")
        self.assertEqual(self._themes("the staff were not friendly")["staff_attitude"], "negative")

    def test_a_sign_of_mockery_turns_praise_into_blame(self):
        self.assertEqual(self._themes("giao hàng nhanh ghê 🙄"), {"delivery": "negative"})

    def test_without_words_of_opinion_the_score_leads(self):
        self.assertEqual(self._themes("hoá đơn", "negative"), {"invoice": "negative"})
        self.assertEqual(self._said(2, "hoá đơn").theme_ids.polarity, "negative")
        self.assertEqual(self._said(10, "hoá đơn").theme_ids.polarity, "positive")
        self.assertEqual(self._said(8, "hoá đơn").theme_ids.polarity, "neutral")

    def test_remarks_without_a_theme(self):
        for text in ("ok", "tốt", "thất vọng", "", False, "👍👍", "...", "?!", "a" * 5000):
            with self.subTest(text=text):
                self.assertFalse(self._themes(text))

    def test_one_word_thousands_of_times_holds_nobody_up(self):
        self._themes("😡")  # compiles the phrases
        for word in ("😡", "giao ", "không giao hàng chậm ", "delivery slow "):
            start = time.process_time()
            self._themes((word * 5000)[:5000])
            self.assertLess(time.process_time() - start, 2, word)

    def test_a_shop_adds_its_own_theme_and_phrase(self):
        theme = self.env["cs.nps.theme"].with_user(self.manager).create({"name": "Parking"})
        rule = (
            self.env["cs.nps.theme.rule"]
            .with_user(self.manager)
            .create({"theme_id": theme.id, "phrase": "chỗ đậu xe", "polarity": "context"})
        )
        self.assertIn(theme.id, self._themes("Chỗ đậu xe chật quá"))
        rule.phrase = "bãi giữ xe máy"
        self.assertNotIn(theme.id, self._themes("Chỗ đậu xe chật quá"))
        rule.phrase = "chỗ đậu xe"
        theme.active = False
        self.assertNotIn(theme.id, self._themes("Chỗ đậu xe chật quá"))

    def test_a_companys_themes_are_its_own(self):
        other = self._company("Elsewhere")
        theme = self.env["cs.nps.theme"].create({"name": "Parking", "company_id": other.id})
        self.env["cs.nps.theme.rule"].create({"theme_id": theme.id, "phrase": "chỗ đậu xe"})
        find = self.env["cs.nps.theme"]._find
        self.assertFalse(find("chỗ đậu xe", self.company))
        self.assertEqual(find("chỗ đậu xe", other)[0].theme, theme.id)

    def test_bad_phrases_are_refused_with_a_sentence(self):
        theme = self._theme("price")
        for values in (
            {"theme_id": theme.id, "phrase": "* /"},
            {"theme_id": False, "phrase": "nhanh", "polarity": "context"},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self.env["cs.nps.theme.rule"].create(values)
        for weight in (0, -1, 3):
            with self.subTest(weight=weight), mute_logger("odoo.sql_db"):
                with self.assertRaises(IntegrityError), self.cr.savepoint():
                    self.env["cs.nps.theme.rule"].create(
                        {"theme_id": theme.id, "phrase": "x y", "weight": weight}
                    )

    def test_a_stamp_that_was_rolled_back_never_comes_again(self):
        themes = self.env["cs.nps.theme"]
        before = themes._get_stamp()
        with self.cr.savepoint() as savepoint:
            themes._rules_changed()
            within = themes._get_stamp()
            savepoint.rollback()
        themes._rules_changed()
        self.assertEqual(len({before, within, themes._get_stamp()}), 3)

    def test_updating_touches_no_phrase_that_is_there(self):
        rule = self.env["cs.nps.theme.rule"].search([("theme_id", "!=", False)], limit=1)
        rule.phrase = "changed by the shop"
        count = self.env["cs.nps.theme.rule"].search_count([])
        self.env["cs.nps.theme.rule"]._load_seed()
        self.assertEqual(rule.phrase, "changed by the shop")
        self.assertEqual(self.env["cs.nps.theme.rule"].search_count([]), count)

    def test_trying_a_sentence(self):
        trial = (
            self.env["cs.nps.theme.try"]
            .with_user(self.manager)
            .create({"text": "giao hàng chậm <script>alert(1)</script>"})
        )
        self.assertIn("Delivery: Negative (giao hàng chậm)", trial.found)
        self.assertIn("<mark", trial.marked)
        self.assertNotIn("<script", trial.marked)
        trial.text = "ok"
        self.assertEqual(trial.found, "No theme.")
        self.assertEqual(trial.action_read_again()["tag"], "display_notification")

    def test_views_of_a_theme_open(self):
        theme = self._theme("delivery").with_user(self.reader)
        self.assertGreater(theme.rule_count, 50)
        self.assertEqual(theme.action_view_rules()["domain"], [("theme_id", "=", theme.id)])
        answer = self._said(2, "giao hàng chậm")
        self.assertIn(answer, self.responses.search(theme.action_view_answers()["domain"]))
