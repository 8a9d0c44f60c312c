from odoo.addons.cs_survey_nps.tests.common import NpsCommon
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestQuestionnaire(NpsCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey = cls.env["survey.survey"].create(
            {
                "title": "Tell us more",
                "question_and_page_ids": [
                    Command.create({"title": "Packaging?", "question_type": "char_box"})
                ],
            }
        )
        cls.program.survey_id = cls.survey
        cls.invitation = cls._sent()
        cls.url = f"/cs/nps/{cls.invitation._cs_token()}"

    def _answered_page(self):
        self.invitation._record_answer(9)
        self.env.flush_all()
        return self.url_open(self.url).text

    def _begin(self):
        self.env.flush_all()
        answer = self.url_open(f"{self.url}/questionnaire", data={"x": "y"}, allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
        self.env.invalidate_all()
        return answer.headers["Location"]

    def test_a_manager_sets_the_questionnaire_of_a_program(self):
        program = self.program.with_user(self.manager)
        program.survey_id = False
        program.survey_id = self.survey
        with self.assertRaises(AccessError):
            program.with_user(self.reader).survey_id = False

    def test_the_questionnaire_is_offered_once_the_score_is_safe(self):
        self.assertNotIn("a few more questions", self.url_open(self.url).text)
        self.assertTrue(self._begin().endswith(self.url), "nothing begins without a score")
        self.assertFalse(self.env["survey.user_input"].search([("survey_id", "=", self.survey.id)]))
        self.assertIn("a few more questions", self._answered_page())

    def test_opening_the_thanks_page_begins_nothing(self):
        self._answered_page()
        self.url_open(f"{self.url}/questionnaire")
        self.assertFalse(self.env["survey.user_input"].search([("survey_id", "=", self.survey.id)]))

    def test_it_is_begun_once_and_known_beside_the_answer(self):
        self._answered_page()
        first, second = self._begin(), self._begin()
        self.assertEqual(first, second)
        questionnaire = self.invitation._get_confirmed().questionnaire_id
        self.assertEqual(questionnaire.partner_id, self.customer)
        self.assertIn("Tell us more", self.url_open(first).text)
        action = self.invitation._get_confirmed().with_user(self.manager)
        self.assertEqual(action.action_view_questionnaire()["res_id"], questionnaire.id)

    def test_none_is_offered_that_strangers_cannot_fill_in(self):
        self.survey.users_login_required = True
        self.assertNotIn("a few more questions", self._answered_page())
        self.assertTrue(self._begin().endswith(self.url))

    def test_a_wrong_link_begins_nothing(self):
        answer = self.url_open("/cs/nps/1-x/questionnaire", data={"x": "y"})
        self.assertEqual(answer.status_code, 404)

    def test_only_those_who_may_read_the_answer_open_it(self):
        self._answered_page()
        response = self.invitation._get_confirmed()
        with self.assertRaises(AccessError):
            response.with_user(self._user("nps_clerk")).action_view_questionnaire()

    def test_what_was_filled_in_is_handed_over_and_forgotten_with_the_answer(self):
        self.survey.question_and_page_ids = [
            Command.create({"title": "Again?", "question_type": "numerical_box", "sequence": 20}),
            Command.create({"title": "More?", "question_type": "text_box", "sequence": 30}),
        ]
        self._answered_page()
        self._begin()
        filled = self.invitation.response_ids.questionnaire_id
        words, number, more = self.survey.question_ids
        story = "A long story. " * 20
        filled._save_lines(words, "Call Lan on 0912345678")
        filled._save_lines(number, "7")
        filled._save_lines(more, story)
        customer = self.customer.with_user(self.manager)
        [data] = customer.cs_survey_export()
        said = [line["answer"].strip() for line in data["questionnaires"]]
        self.assertEqual(said, ["Call Lan on 0912345678", "7.0", story.strip()])
        customer.cs_survey_erase()
        self.env.invalidate_all()
        self.assertFalse(self.invitation.response_ids.questionnaire_id)
        self.assertFalse(filled.partner_id or filled.email or filled.nickname)
        self.assertEqual(filled.user_input_line_ids.mapped("value_numerical_box"), [7])
