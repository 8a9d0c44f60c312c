from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from ..tools.themes import training
from .test_theme import ThemeCommon
from .test_theme_training import invented, labelled

JOB = "ir_cron_themes"


class LearnedCommon(ThemeCommon):
    """Comments whose themes people checked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.parking = cls.env["cs.nps.theme"].create({"name": "Parking"})

    @classmethod
    def _check(cls, comments, program=None):
        """Have comments, given as (text, keys or ids of themes), checked by people."""
        program = program or cls.program
        number = cls.env["cs.nps.invitation"].search_count([])
        invitations = cls.env["cs.nps.invitation"].create(
            [
                program._prepare_invitation_values(f"learn:{number + turn}", cls.customer)
                for turn in range(len(comments))
            ]
        )
        answers = cls.responses.create(
            [
                {
                    "invitation_id": invitation.id,
                    "program_id": program.id,
                    "company_id": program.company_id.id,
                    "score": 5,
                    "comment": text,
                    "theme_checked_at": fields.Datetime.now(),
                    "theme_user_id": cls.reader.id,
                }
                for invitation, (text, _themes) in zip(invitations, comments, strict=True)
            ]
        )
        cls.env["cs.nps.response.theme"].create(
            [
                {"response_id": answer.id, "theme_id": cls._id(theme), "source": "human"}
                for answer, (_text, themes) in zip(answers, comments, strict=True)
                for theme in themes
            ]
        )
        cls.env.flush_all()
        return answers

    @classmethod
    def _id(cls, theme):
        return theme if isinstance(theme, int) else cls._theme(theme).id

    @classmethod
    def _model(cls, **values):
        return cls.env["cs.nps.theme.model"].with_user(cls.manager).create(values)

    @classmethod
    def _better(cls):
        """A model that was taught what no phrase knows."""
        cls._check(invented(theme=cls.parking.id))
        model = cls._model()
        model.action_train()
        return model


@tagged("post_install", "-at_install")
class TestThemeModel(LearnedCommon, TransactionCase):
    """What was learned is offered when it is better, and used when a manager says so."""

    def test_what_is_better_is_offered_and_used(self):
        answer = self._said(3, "Dịp Tết hẹn bạn, bãi giữ xe tối om")
        self.assertFalse(answer.theme_ids)
        model = self._better()
        self.assertEqual((model.state, model.comments, model.f1_rules), ("offered", 90, 0))
        self.assertGreater(model.f1_model, 0.95)
        self.assertIn("it is better", model.verdict)
        self.assertIn("Parking: phrases 0.00, learned", model.comparison)
        self._run_cron(JOB)
        self.assertFalse(answer.theme_ids)
        woken = self.env["ir.cron.trigger"].search_count([])
        self.assertTrue(model.action_use())
        self.assertGreater(self.env["ir.cron.trigger"].search_count([]), woken)
        self._run_cron(JOB)
        mention = answer.theme_ids
        self.assertEqual(mention.theme_id, self.parking)
        self.assertEqual((mention.source, mention.polarity), ("model", "negative"))
        self.assertIn(mention.words.split()[0], ("bãi", "giữ", "xe", "tối", "om"))
        self.assertIn("<mark", answer.comment_html)

    def test_using_twice_is_using_once(self):
        model = self._better()
        model.action_use()
        stamp = self.env["cs.nps.theme"]._get_stamp()
        self.assertTrue(model.action_use())
        self.assertEqual(self.env["cs.nps.theme"]._get_stamp(), stamp)

    def test_what_is_not_better_is_not_offered(self):
        self._check([(sample.text, sample.expected) for sample in labelled("vi")])
        model = self._model()
        model.action_train()
        self.assertEqual(model.state, "refused")
        self.assertFalse(model.weights)
        self.assertGreater(model.f1_rules, model.f1_model)
        self.assertIn("it is not offered", model.verdict)
        self.assertIn("Delivery: phrases 0.94, learned", model.comparison)
        with self.assertRaisesRegex(UserError, "better than the phrases"):
            model.action_use()
        before = model.read(["f1_rules", "f1_model", "f1_both", "figures", "comments"])
        model.action_train()
        self.assertEqual(
            model.read(["f1_rules", "f1_model", "f1_both", "figures", "comments"]), before
        )

    def test_what_only_burdens_the_phrases_is_not_offered(self):
        model = self._better()
        model.sudo().write({"f1_rules": 0.8, "f1_model": 0.85, "f1_both": 0.8, "state": "refused"})
        self.assertIn("because phrases stay in use", model.verdict)

    def test_themes_left_to_the_phrases_are_told(self):
        self._check([(f"Hoá đơn số {number} sai tên", {"invoice"}) for number in range(4)])
        model = self._better()
        self.assertIn("Invoice: left to the phrases, 4 comments speak of it.", model.comparison)

    def test_too_little_to_learn_from_is_told_in_a_sentence(self):
        model = self._model()
        self._check(invented(40, self.parking.id))
        with self.assertRaisesRegex(UserError, "40 different comments .* takes 60"):
            model.action_train()
        self._check(invented(40, self.parking.id))  # the same words again teach nothing
        with self.assertRaisesRegex(UserError, "40 different comments"):
            model.action_train()
        self._check([(text, set()) for text, _themes in invented(60, seed=2)])
        self.env["cs.nps.response.theme"].search([("theme_id", "=", self.parking.id)]).unlink()
        with self.assertRaisesRegex(UserError, "no theme is spoken of in 10"):
            model.action_train()
        self.assertEqual((model.state, model.trained_at), ("draft", False))

    def test_without_the_library_a_sentence_says_so_and_the_rest_works(self):
        model = self._better()
        model.action_use()
        with patch.object(training, "find_spec", return_value=None):
            with self.assertRaisesRegex(UserError, "scikit-learn, which is not installed"):
                model.action_train()
            self._check_read()
        self.assertEqual(model.state, "active")

    def _of_parking(self, answer):
        return answer.theme_ids.filtered(lambda mention: mention.theme_id == self.parking)

    def _check_read(self):
        with patch.dict("sys.modules", {"sklearn": None, "scipy": None, "numpy": None}):
            answer = self._said(3, "cả nhà mua đèn, hầm xe ngập nước")
        self.assertEqual(answer.theme_ids.source, "model")

    def test_the_other_language_is_left_alone(self):
        self._better().action_use()
        find = self.env["cs.nps.theme.model"]._find
        self.assertTrue(find("hôm qua ghé xem, hầm xe ngập nước", self.company))
        for text in ("the ham xe was here and it is the one", "?!", "", False):
            with self.subTest(text=text):
                self.assertFalse(find(text, self.company))

    def test_what_phrases_find_stays_and_people_have_the_last_word(self):
        self._better().action_use()
        answer = self._said(3, "giao hàng chậm, bãi giữ xe ngập nước")
        self.assertEqual(
            {(mention.theme_id.name, mention.source) for mention in answer.theme_ids},
            {("Delivery", "rule"), ("Parking", "model")},
        )
        learned = answer.theme_ids.filtered(lambda mention: mention.source == "model")
        learned.with_user(self.reader).action_reject()
        self.assertEqual((learned.source, learned.guess), ("human", "negative"))
        self.env["cs.nps.theme"]._rules_changed()
        answer.theme_pending = True
        self._run_cron(JOB)
        answer._classify()
        self.assertEqual(answer.theme_ids.theme_id.name, "Delivery")
        self.assertFalse(learned.active)
        quality = self.env["cs.nps.theme.quality"].search([("theme_id", "=", self.parking.id)])
        self.assertEqual((quality.found, quality.right), (1, 0))

    def test_a_phrase_that_comes_to_know_it_takes_it_over(self):
        self._better().action_use()
        answer = self._said(3, "cả nhà mua đèn, hầm xe ngập nước")
        self.assertEqual(self._of_parking(answer).source, "model")
        self.env["cs.nps.theme.rule"].create({"theme_id": self.parking.id, "phrase": "hầm xe"})
        self._run_cron(JOB)
        self.assertEqual(self._of_parking(answer).source, "rule")

    def test_the_opinion_is_that_of_words_beside_it_else_of_the_score(self):
        self._better().action_use()
        for score, text, polarity in (
            (2, "hầm xe tuyệt vời", "positive"),
            (10, "hầm xe ngập nước", "positive"),
            (2, "hầm xe ngập nước", "negative"),
            (8, "hầm xe ngập nước", "neutral"),
        ):
            with self.subTest(score=score, text=text):
                answer = self._said(score, f"cả nhà mua đèn, {text}")
                self.assertEqual(self._of_parking(answer).polarity, polarity)

    def test_archiving_switches_it_off(self):
        model = self._better()
        model.action_use()
        answer = self._said(3, "cả nhà mua đèn, hầm xe ngập nước")
        self.assertTrue(answer.theme_ids)
        model.active = False
        self.assertEqual(model.state, "offered")
        with self.assertRaises(UserError):
            model.action_use()
        self._run_cron(JOB)
        self.assertFalse(answer.theme_ids)
        model.active = True
        model.action_use()
        self._run_cron(JOB)
        self.assertTrue(answer.theme_ids)
        model.action_stop()
        self._run_cron(JOB)
        self.assertFalse(answer.theme_ids)
        model.action_use()
        model.unlink()
        self._run_cron(JOB)
        self.assertFalse(answer.theme_ids)

    def test_trained_again_it_stays_in_use_while_it_is_better(self):
        model = self._better()
        model.action_use()
        stamp = self.env["cs.nps.theme"]._get_stamp()
        model.action_train()
        self.assertEqual(model.state, "active")
        self.assertNotEqual(self.env["cs.nps.theme"]._get_stamp(), stamp)
        answer = self._said(3, "cả nhà mua đèn, hầm xe ngập nước")
        self.env["cs.nps.theme.rule"].create({"theme_id": self.parking.id, "phrase": "xe"})
        model.action_train()
        self.assertEqual(model.state, "refused")
        self._run_cron(JOB)
        self.assertEqual(answer.theme_ids.source, "rule")

    def test_one_is_in_use_for_a_company_and_language(self):
        first = self._better()
        first.action_use()
        second = self._model()
        second.action_train()
        second.action_use()
        self.assertEqual((first.state, second.state), ("offered", "active"))

    def test_a_theme_that_is_archived_is_looked_for_no_more(self):
        self._better().action_use()
        self.parking.active = False
        self.assertFalse(self._said(3, "cả nhà mua đèn, hầm xe ngập nước").theme_ids)

    def test_killed_between_batches_nothing_is_lost_or_doubled(self):
        answers = [self._said(3, f"mua đèn số {turn}, hầm xe ngập nước") for turn in range(4)]
        self._better().action_use()
        self.responses._mark_for_new_rules()
        self.responses._read_themes(2)
        with self.cr.savepoint() as savepoint:
            self.responses._read_themes(2)
            savepoint.rollback()
        self.env.invalidate_all()
        self.assertEqual([len(answer.theme_ids) for answer in answers], [0, 0, 1, 1])
        self._read_all()
        for answer in answers:
            self.assertEqual(answer.theme_ids.mapped("source"), ["model"])

    def test_training_that_breaks_off_changes_nothing(self):
        model = self._better()
        model.action_use()
        weights, trained = model.weights, model.trained_at
        with patch.object(training, "_learn", side_effect=MemoryError):
            with self.assertRaises(MemoryError), self.cr.savepoint():
                model.action_train()
        self.env.invalidate_all()
        self.assertEqual((model.state, model.trained_at), ("active", trained))
        self.assertEqual(model.weights, weights)

    def test_the_number_of_queries_is_flat_in_comments(self):
        self._better().action_use()
        self._assert_reading_is_flat("cả nhà mua đèn, hầm xe ngập nước")

    def test_trying_a_sentence_shows_what_was_learned(self):
        self._better().action_use()
        trial = (
            self.env["cs.nps.theme.try"]
            .with_user(self.manager)
            .create({"text": "giao hàng chậm, bãi giữ xe ngập nước"})
        )
        self.assertIn("Delivery: Negative", trial.found)
        self.assertIn("Parking: ", trial.found)


@tagged("post_install", "-at_install")
class TestThemeModelRights(LearnedCommon, TransactionCase):
    """Managers train and use, for their companies; nobody writes figures or weights."""

    def test_only_managers_see_it(self):
        model = self._model()
        for user in (self.reader, self.seller):
            for call in ("action_train", "action_use", "action_stop"):
                with self.subTest(user=user.login, call=call), self.assertRaises(AccessError):
                    getattr(model.with_user(user), call)()
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                model.with_user(user).read(["state"])

    def test_figures_and_weights_are_written_by_training_alone(self):
        model = self._model()
        for values in ({"state": "active"}, {"weights": {}}, {"f1_model": 1.0}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                model.write(values)
            with self.subTest(create=values), self.assertRaises(AccessError):
                self._model(**values)
        model.lang = "en"
        with self.assertRaisesRegex(UserError, "better than the phrases"):
            model.action_use()

    def test_what_was_trained_keeps_its_language_and_company(self):
        model = self._better()
        for values in ({"lang": "en"}, {"company_id": False}):
            with self.subTest(values=values), self.assertRaises(UserError):
                model.write(values)
        copied = model.copy()
        self.assertEqual((copied.state, copied.weights), ("draft", False))

    def test_companies_are_apart(self):
        other = self._company("Elsewhere")
        program = self._program("Elsewhere", company_id=other.id, user_id=self.env.uid)
        self._check(invented(theme=self.parking.id), program)
        foreign = self.env["cs.nps.theme.model"].create({"company_id": other.id})
        with self.assertRaises(AccessError):
            foreign.with_user(self.manager).action_train()
        with self.assertRaisesRegex(UserError, "0 different comments"):
            self._model().action_train()
        with self.assertRaisesRegex(UserError, "0 different comments"):
            self._model(company_id=False).action_train()
        foreign.action_train()
        foreign.action_use()
        find = self.env["cs.nps.theme.model"]._find
        text = "hôm qua ghé xem, hầm xe ngập nước"
        self.assertTrue(find(text, other))
        self.assertFalse(find(text, self.company))

    def test_a_companys_own_goes_before_the_shared_one(self):
        self._check(invented(theme=self.parking.id))
        shared = self._model(company_id=False)
        shared.action_train()
        shared.action_use()
        find = self.env["cs.nps.theme.model"]._find
        text = "hôm qua ghé xem, hầm xe ngập nước"
        self.assertTrue(find(text, self._company("Elsewhere")))
        own = self._model()
        own.action_train()
        own.action_use()
        own.sudo().write({"weights": {}})
        self.env["cs.nps.theme"]._rules_changed()
        self.assertFalse(find(text, self.company))
        self.assertEqual(shared.display_name, "Vietnamese · All companies")
