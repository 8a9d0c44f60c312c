from . import test_questionnaire
