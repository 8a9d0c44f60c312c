import re

from odoo.tests import HttpCase, tagged

from .common import NpsCommon


@tagged("post_install", "-at_install")
class TestCounter(NpsCommon, HttpCase):
    """The sign at the counter: opening the link writes nothing, a visit answers once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.counter = cls._program("At the counter", trigger="counter")
        cls.path = f"/cs/nps/c/{cls.counter.counter_code}"

    def setUp(self):
        super().setUp()
        self.env["cs.rate.limit"].search([]).unlink()

    def _open(self, path=None):
        response = self.url_open(path or self.path)
        found = re.search(r'action="([^"]+/cs/nps/c/[^"]+|/cs/nps/c/[^"]+)"', response.text)
        return response, found and found[1]

    def _answers(self):
        self.env.invalidate_all()
        return self.env["cs.nps.response"].search([("program_id", "=", self.counter.id)])

    def test_opening_shows_the_question_and_writes_nothing(self):
        before = self.env["cs.nps.invitation"].search_count([])
        response, action = self._open()
        self.assertEqual(response.status_code, 200)
        self.assertIn(self.counter.question, response.text)
        self.assertTrue(action)
        self.assertNotIn("/unsubscribe", response.text, "nothing is sent that could be stopped")
        self.assertEqual(self.url_open(self.path, method="HEAD").status_code, 200)
        self.assertEqual(self.env["cs.nps.invitation"].search_count([]), before)

    def test_a_visit_answers_once_however_often_it_is_sent(self):
        _response, action = self._open()
        thanks = self.url_open(action, data={"score": "9", "comment": "Nhanh"})
        self.assertEqual(thanks.status_code, 200)
        self.assertIn("/cs/nps/", thanks.url)
        self.url_open(action, data={"score": "9", "comment": "Nhanh"})
        [answer] = self._answers()
        self.assertEqual((answer.score, answer.comment, answer.status), (9, "Nhanh", "confirmed"))
        invitation = answer.invitation_id
        self.assertEqual((invitation.state, invitation.channel), ("answered", "counter"))
        self.assertTrue(invitation.event_key.startswith("visit:"))
        self.assertFalse(invitation.partner_id)
        self._open()
        _response, another = self._open()
        self.url_open(another, data={"score": "2"})
        self.assertEqual(len(self._answers()), 2)

    def test_a_quick_tap_without_words_counts(self):
        _response, action = self._open()
        self.url_open(action, data={"score": "10"})
        self.assertEqual(self._answers().status, "confirmed")

    def test_bad_scores_and_old_visits_are_answered_with_the_question(self):
        _response, action = self._open()
        for score in ("11", "-1", "abc", ""):
            refused = self.url_open(action, data={"score": score, "comment": "giữ lại"})
            self.assertEqual(refused.status_code, 422)
            self.assertIn("giữ lại", refused.text)
        forged = self.url_open(f"{self.path}/forged", data={"score": "9", "comment": "giữ lại"})
        self.assertEqual(forged.status_code, 422)
        self.assertIn("giữ lại", forged.text)
        self.assertEqual(self.url_open(action).status_code, 200, "reloading shows it again")
        self.assertFalse(self._answers())

    def test_the_visit_of_another_sign_is_refused(self):
        other = self._program("Other", trigger="counter")
        _response, action = self._open(f"/cs/nps/c/{other.counter_code}")
        visit = action.rsplit("/", 1)[1]
        refused = self.url_open(f"{self.path}/{visit}", data={"score": "9"})
        self.assertEqual(refused.status_code, 422)
        self.assertFalse(self._answers())

    def test_a_flood_from_one_address_is_stopped(self):
        statuses = []
        for _number in range(12):
            action = f"{self.path}/{self.counter._new_visit()}"
            statuses.append(self.url_open(action, data={"score": "0"}).status_code)
        self.assertEqual(statuses, [200] * 10 + [429] * 2)
        self.assertEqual(len(self._answers()), 10)

    def test_codes_that_are_not_in_use(self):
        self.assertEqual(self.url_open("/cs/nps/c/22222222").status_code, 404)
        self.assertEqual(self.url_open("/cs/nps/c/x/y", data={"score": "9"}).status_code, 404)
        old = self.path
        self.counter.action_renew_counter_code()
        self.assertNotIn(self.counter.counter_code, old)
        self.assertEqual(self.url_open(old).status_code, 404)
        self.counter.active = False
        self.assertEqual(self.url_open(f"/cs/nps/c/{self.counter.counter_code}").status_code, 404)

    def test_the_sign_shows_the_code_and_the_link(self):
        reader = self.counter.with_user(self.reader)
        action = reader.action_print_sign()
        self.assertEqual(action["report_name"], "cs_survey_nps.report_counter")
        html, _kind = self.env["ir.actions.report"].with_user(self.reader)._render_qweb_html(
            action["report_name"], self.counter.ids
        )
        text = html.decode()
        self.assertIn("data:image/png;base64,", text)
        self.assertIn(self.counter.counter_url.split("://")[1], text)
        self.assertIn(self.counter.question, text)

    def test_a_program_that_comes_to_the_counter_gets_its_code(self):
        program = self._program("Later", trigger="manual")
        self.assertFalse(program.counter_url)
        program.trigger = "counter"
        self.assertTrue(program.counter_url.endswith(program.counter_code))
        self.assertNotEqual(program.copy().counter_code, program.counter_code)
