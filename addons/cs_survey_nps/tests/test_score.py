import psycopg2
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .common import NpsCommon


@tagged("post_install", "-at_install")
class TestScore(NpsCommon, TransactionCase):
    """Case Survey 3, score integrity, below the page."""

    def _response_values(self, invitation, score):
        return invitation._prepare_response_values(score, "")

    def test_zero_is_a_detractor_as_number_and_as_text(self):
        for raw in (0, "0"):
            invitation = self._sent(self._partner(f"Zero {raw!r}", email=f"z{raw!r}@example.com"))
            response = invitation._record_answer(invitation._read_score(raw))
            self.assertEqual((response.score, response.category), (0, "detractor"))
            self.assertTrue(response.case_pending)

    def test_the_first_answer_counts_and_a_repetition_adds_nothing(self):
        invitation = self._sent()
        first = invitation._record_answer(3, "giao hàng chậm")
        for _click in range(5):
            self.assertEqual(invitation._record_answer(3, "giao hàng chậm"), first)
        self.assertEqual(invitation.response_ids, first)
        self.assertEqual(invitation.state, "answered")

    def test_another_score_later_is_kept_but_does_not_count(self):
        invitation = self._sent()
        first = invitation._record_answer(3, "chậm")
        invitation._record_answer(10, "tuyệt vời")
        invitation._record_answer(10, "tuyệt vời")
        other = invitation.response_ids - first
        self.assertEqual((other.score, other.status, other.flag_reason), (10, "flagged", "late"))
        self.assertEqual((first.score, first.comment, first.status), (3, "chậm", "confirmed"))

    def test_a_comment_may_follow_and_is_never_blanked_or_overwritten(self):
        invitation = self._sent()
        response = invitation._record_answer(3)
        invitation._record_answer(3, "nhân viên thờ ơ")
        self.assertEqual(response.comment, "nhân viên thờ ơ")
        invitation._record_answer(3, "")
        invitation._record_answer(3, "khác")
        self.assertEqual(response.comment, "nhân viên thờ ơ")
        self.assertEqual(len(invitation.response_ids), 2)

    def test_attempts_that_are_kept_are_limited(self):
        invitation = self._sent()
        for number in range(30):
            invitation._record_answer(5, f"comment {number}")
        self.assertEqual(len(invitation.response_ids), 20)

    def test_the_trap_flags_and_leaves_the_question_open(self):
        invitation = self._sent()
        self.assertFalse(invitation._record_answer(10, "spam", trapped=True))
        self.assertEqual(invitation.response_ids.flag_reason, "honeypot")
        self.assertEqual(invitation.state, "sent")
        human = invitation._record_answer(2)
        self.assertEqual((human.status, human.score), ("confirmed", 2))

    def test_the_database_refuses_scores_off_the_scale(self):
        invitation = self._sent()
        for score in (-1, 11):
            with self.assertRaises(psycopg2.errors.CheckViolation), mute_logger("odoo.sql_db"):
                with self.env.cr.savepoint():
                    self.env["cs.nps.response"].create(
                        {**self._response_values(invitation, 5), "score": score}
                    )

    def test_the_database_refuses_a_second_confirmed_answer(self):
        invitation = self._sent()
        invitation._record_answer(5)
        with self.assertRaises(psycopg2.errors.UniqueViolation), mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                self.env["cs.nps.response"].create(self._response_values(invitation, 6))

    def test_nobody_changes_what_was_answered(self):
        response = self._answered(3, "chậm")
        for values in ({"score": 10}, {"category": "promoter"}, {"comment": "nhanh"}):
            with self.assertRaises(UserError):
                response.sudo().write(values)
        self.assertEqual((response.score, response.comment), (3, "chậm"))
        self.assertEqual(response.category, "detractor")

    def test_the_dimensions_are_those_of_the_order_when_it_was_answered(self):
        invitation = self._sent()
        order = invitation.sale_order_id
        response = invitation._record_answer(9)
        for field in ("company_id", "team_id", "user_id", "warehouse_id", "partner_id"):
            self.assertEqual(response[field], order[field], field)
        order.user_id = self.manager
        self.assertEqual(response.user_id, self.seller)
