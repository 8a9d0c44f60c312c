from odoo.addons.cs_survey_nps.tests.common import NpsCommon
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestQuestionnaire(NpsCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey = cls.env["survey.survey"].create({"title": "Tell us more"})

    def test_a_manager_sets_the_questionnaire_of_a_program(self):
        program = self.program.with_user(self.manager)
        program.survey_id = self.survey
        self.assertEqual(program.survey_id, self.survey)
        with self.assertRaises(AccessError):
            program.with_user(self.reader).survey_id = False
