from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from .test_theme import ThemeCommon


@tagged("post_install", "-at_install")
class TestThemeCorrect(ThemeCommon, TransactionCase):
    """What people correct is kept, with what had been found beside it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.answer = cls._said(3, "giao hàng chậm, nhân viên thờ ơ")
        cls.delivery, cls.staff = cls._theme("delivery"), cls._theme("staff_attitude")

    def _mention(self, theme):
        return self.answer.with_context(active_test=False).theme_ids.filtered(
            lambda mention: mention.theme_id == theme
        )

    def _correct(self, *commands, user=None):
        self.answer.with_user(user or self.reader).write({"theme_ids": list(commands)})
        self.env.invalidate_all()

    def test_a_user_corrects_in_the_answer(self):
        self._correct(
            Command.update(self._mention(self.delivery).id, {"polarity": "positive"}),
            Command.delete(self._mention(self.staff).id),
            Command.create({"theme_id": self._theme("price").id, "polarity": "negative"}),
        )
        delivery, staff, price = map(
            self._mention, (self.delivery, self.staff, self._theme("price"))
        )
        self.assertEqual((delivery.polarity, delivery.guess), ("positive", "negative"))
        self.assertEqual((staff.active, staff.guess), (False, "negative"))
        self.assertEqual((price.active, price.guess), (True, False))
        for mention in delivery + staff + price:
            self.assertEqual(mention.source, "human")
            self.assertEqual(mention.user_id, self.reader)
            self.assertTrue(mention.corrected_at)
        self.assertEqual(self.answer.theme_user_id, self.reader)

    def test_a_correction_is_never_overwritten(self):
        self._correct(Command.update(self._mention(self.delivery).id, {"polarity": "neutral"}))
        self._correct(Command.delete(self._mention(self.staff).id))
        self.env["cs.nps.theme"]._rules_changed()
        self.answer.theme_pending = True
        self._run_cron("ir_cron_themes")
        self.assertEqual(self._mention(self.delivery).polarity, "neutral")
        self.assertEqual(self.answer.theme_ids.theme_id, self.delivery)
        self.answer._classify()
        self.assertEqual(self._mention(self.delivery).polarity, "neutral")
        self.assertFalse(self._mention(self.staff).active)

    def test_what_was_taken_away_can_be_put_back(self):
        self._correct(Command.delete(self._mention(self.staff).id))
        self._correct(Command.create({"theme_id": self.staff.id, "polarity": "negative"}))
        self.assertEqual(len(self._mention(self.staff)), 1)
        self.assertTrue(self._mention(self.staff).active)
        self.assertEqual(self._mention(self.staff).guess, "negative")

    def test_confirming_keeps_what_was_found(self):
        self.answer.with_user(self.reader).action_confirm_themes()
        self.assertEqual(self.answer.theme_ids.mapped("guess"), ["negative", "negative"])
        self.assertEqual(set(self.answer.theme_ids.mapped("source")), {"rule"})

    def test_the_answer_itself_stays_closed(self):
        answer = self.answer.with_user(self.reader)
        self.assertFalse(answer.has_access("write"))
        for values in (
            {"theme_ids": [], "comment": "x"},
            {"comment": "x"},
            {"theme_user_id": self.reader.id},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                answer.write(values)

    def test_only_theme_and_opinion_may_be_given(self):
        for values in ({"source": "rule"}, {"guess": "positive"}, {"user_id": self.manager.id}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                self._correct(
                    Command.create({"theme_id": self.delivery.id, "polarity": "neutral", **values})
                )
            with self.subTest(write=values), self.assertRaises(AccessError):
                self._mention(self.delivery).with_user(self.reader).write(values)
        with self.assertRaises(UserError):
            self._mention(self.delivery).with_user(self.reader).write({"theme_id": self.staff.id})

    def test_another_answers_themes_are_out_of_reach(self):
        other = self._said(2, "giao hàng chậm").theme_ids
        with self.assertRaises(AccessError):
            self._correct(Command.update(other.id, {"polarity": "positive"}))
        with self.assertRaises(UserError):
            self._correct(Command.clear())
        self.assertEqual(other.polarity, "negative")

    def test_words_are_marked_and_everything_else_is_inert(self):
        answer = self._said(2, 'giao hàng chậm <script>alert("x")</script> & <b>ẩu</b>')
        html = str(answer.comment_html)
        self.assertIn(">giao hàng chậm</mark>", html)
        self.assertNotIn("<script", html)
        self.assertNotIn("<b>", html)
        self.assertIn("&lt;script&gt;", html)
        self.assertEqual(self._mention(self.delivery).words, "giao hàng chậm")

    def test_words_against_the_score_are_flagged_and_found(self):
        happy = self._said(10, "giao hàng chậm")
        mixed = self._said(10, "giao hàng chậm nhưng nhân viên nhiệt tình")
        sad = self._said(1, "nhân viên nhiệt tình")
        plain = self._said(9, "nhân viên nhiệt tình")
        answers = happy + mixed + sad + plain + self.answer
        flagged = answers.filtered("theme_contradiction")
        self.assertEqual(flagged, happy + sad)
        search = self.responses.search
        mine = [("id", "in", answers.ids)]
        found = search([*mine, ("theme_contradiction", "=", True)])
        self.assertEqual(set(found), set(flagged))
        self.assertEqual(len(search([*mine, ("theme_contradiction", "=", False)])), 3)
        self.assertEqual(len(search([*mine, ("theme_contradiction", "in", [True, False])])), 5)

    def test_the_case_shows_themes_and_marks(self):
        self.env["cs.nps.case"]._open_pending()
        case = self.answer.case_ids
        self.assertEqual(case.theme_ids, self.answer.theme_ids)
        self.assertIn("<mark", case.comment_html)
        self.assertEqual(
            set(case.theme_ids.mapped("display_name")), {"Delivery −", "Staff attitude −"}
        )
