from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from .common import NpsCommon


@tagged("post_install", "-at_install")
class TestFlag(NpsCommon, TransactionCase):
    """Which attempts are flagged, and what managers decide about them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invitation = cls._sent()
        cls.mailed = cls.invitation.sent_at

    def _send(self, score, comment="", after=3600, **signals):
        """An answer by the mailed link, so many seconds after the mail; returns its row."""
        before = self.invitation.response_ids
        with self._at(self.mailed + timedelta(seconds=after)):
            self.invitation._take_answer(score, comment, mailed=True, **signals)
        return self.invitation.response_ids - before

    def _rule(self, *args, **kwargs):
        response = self._send(*args, **kwargs)
        self.assertEqual(response.status == "flagged", bool(response.flag_reason))
        return response.flag_reason

    # ---- the rules ----

    def test_a_score_alone_soon_after_the_mail_is_flagged_and_does_not_lock(self):
        self.assertEqual(self._rule(0, after=1799), "early")
        self.assertEqual(self.invitation.state, "sent")
        self.assertFalse(self.invitation.response_ids.case_pending)
        self.assertEqual(self._rule(9, after=1800), "several", "still beside the other one")
        self.assertEqual(self._send(9, after=1815).status, "confirmed")

    def test_words_are_believed_at_once(self):
        self.assertEqual(self._send(2, "hàng vỡ", after=2).status, "confirmed")

    def test_a_program_can_leave_scanners_more_time_or_none(self):
        self.program.scanner_seconds = 3600
        self.assertEqual(self._rule(8, after=3599), "early")
        self.program.scanner_seconds = 0
        self.assertEqual(self._send(8, after=1).status, "confirmed")

    def test_the_scanners_time_begins_when_the_mail_leaves_the_queue(self):
        mail = self.env["mail.mail"].search(
            [("model", "=", "cs.nps.invitation"), ("res_id", "=", self.invitation.id)]
        )
        mail.state = "sent"
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_mail SET write_date = %s WHERE id = %s",
            [self.mailed + timedelta(minutes=30), mail.id],
        )
        self.assertEqual(self._rule(5, after=3599), "early")
        self.assertEqual(self._send(5, after=3600).status, "confirmed")

    def test_a_link_that_no_mail_brought_has_no_scanners(self):
        self.assertEqual(self.invitation._record_answer(5).status, "confirmed")

    def test_a_test_is_answered_at_once(self):
        self.invitation.is_test = True
        self.assertEqual(self._send(5, after=1).status, "confirmed")

    def test_several_scores_within_seconds(self):
        self.assertEqual(self._rule(3, after=10), "early")
        self.program.scanner_seconds = 0
        for number in (4, 5, 6):
            self.assertEqual(self._rule(number, after=10 + number), "several")
        self.assertEqual(self._send(6, after=60).status, "confirmed")

    def test_the_same_number_found_again_is_believed(self):
        self._send(3, after=10)
        self.assertEqual(self._rule(4, after=15, again=True), "several")
        second = self._send(3, after=40, again=True)
        self.assertEqual((second.status, second.flag_reason), ("confirmed", False))
        self.assertEqual(len(self.invitation.response_ids), 3)

    def test_a_number_never_sent_before_cannot_be_found_again(self):
        self.assertEqual(self._rule(3, after=10, again=True), "early")

    def test_programs_that_say_what_they_are(self):
        self.assertEqual(self._rule(7, scanner=True), "scanner")
        self.assertEqual(self._send(7, "cảm ơn", scanner=True).status, "confirmed")

    def test_a_colleagues_answer_waits_whatever_it_says(self):
        response = self._send(10, "tuyệt vời", sender=self.seller)
        self.assertEqual((response.flag_reason, response.sender_id), ("employee", self.seller))
        self.assertEqual(self._send(2).status, "confirmed")

    def test_neither_program_nor_colleague_adds_words_to_a_customers_score(self):
        counted = self._send(9)
        self._send(9, "spam", trapped=True)
        self._send(9, "great", sender=self.seller)
        self.assertFalse(counted.comment)
        self.assertEqual(len(self.invitation.response_ids), 3)

    def test_words_are_kept_whatever_a_storm_brought_before(self):
        for number in range(11):
            for second in range(3):
                self._send(number, after=second)
        self._send(10)
        late = self._send(1, "giao thiếu hàng")
        self.assertEqual((late.flag_reason, late.comment), ("late", "giao thiếu hàng"))

    # ---- case Survey 1, below the page ----

    def test_case_survey_1_a_bot_before_and_after_the_human(self):
        for number in range(11):
            self._send(number, after=3)
        human = self._send(3, "giao hàng chậm", after=30)
        for number in range(11):
            self._send(number, after=40)
            self._send(number, after=4000)
        confirmed = self.invitation.response_ids.filtered(lambda row: row.status == "confirmed")
        self.assertEqual(confirmed, human)
        self.assertEqual((human.score, human.comment), (3, "giao hàng chậm"))
        others = self.invitation.response_ids - human
        self.assertEqual(set(others.mapped("status")), {"flagged"})
        self.env["cs.nps.case"]._open_pending()
        answers = self.invitation.response_ids
        cases = self.env["cs.nps.case"].search([("response_id", "in", answers.ids)])
        self.assertEqual(cases.response_id, human)
        self.assertFalse(self.customer.cs_survey_opt_out)

    def test_case_survey_1_a_bot_alone_stays_flagged(self):
        for after in (3, 4, 5, 20, 50):
            for number in (0, 5, 10):
                self._send(number, after=after)
        self.assertEqual(set(self.invitation.response_ids.mapped("status")), {"flagged"})
        self.env["cs.nps.case"]._open_pending()
        self.assertFalse(self.invitation.response_ids.case_ids)
        self.assertEqual(self.invitation.state, "sent")

    # ---- managers ----

    def _flagged(self, score=2):
        return self._send(score, after=5)

    def test_a_manager_confirms_what_was_flagged(self):
        response = self._flagged()
        response.with_user(self.manager).action_confirm()
        self.assertEqual((response.status, response.flag_reason), ("confirmed", "early"))
        self.assertEqual(response.review_user_id, self.manager)
        self.assertTrue(response.reviewed_at)
        self.assertEqual(self.invitation.state, "answered")
        self.assertEqual(self.invitation.answered_at, response.answered_at)
        self.env["cs.nps.case"]._open_pending()
        self.assertEqual(len(response.case_ids), 1)
        response.with_user(self.manager).action_confirm()
        self.assertEqual(response.status, "confirmed")

    def test_a_happy_answer_that_is_confirmed_opens_no_case(self):
        response = self._flagged(10)
        response.with_user(self.manager).action_confirm()
        self.assertFalse(response.case_pending)

    def test_an_answer_counts_only_when_no_other_does(self):
        flagged = self._flagged()
        self._send(9)
        with self.assertRaisesRegex(UserError, "Reject that one first"):
            flagged.with_user(self.manager).action_confirm()
        self.assertEqual(flagged.status, "flagged")

    def test_a_manager_rejects_a_false_answer_and_the_customer_may_still_answer(self):
        false = self._send(10)
        false.with_user(self.manager).action_reject()
        self.assertEqual((false.status, false.review_user_id), ("rejected", self.manager))
        self.assertEqual(self.invitation.state, "sent")
        self.assertFalse(self.invitation.answered_at)
        self.assertEqual(self.env["cs.nps.program"].cs_score([("id", "=", false.id)])["n"], 0)
        self.assertEqual(self._send(1, "không đúng hàng").status, "confirmed")
        with self.assertRaises(UserError):
            false.with_user(self.manager).action_confirm()

    def test_a_rejected_answer_opens_no_case(self):
        false = self._send(0)
        self.assertTrue(false.case_pending)
        false.with_user(self.manager).action_reject()
        self.assertFalse(false.case_pending)
        false.with_user(self.manager).action_confirm()
        self.assertTrue(false.case_pending)

    def test_rejecting_after_the_link_expired_leaves_it_expired(self):
        false = self._send(10)
        self.invitation.expires_at = fields.Datetime.now() - timedelta(days=1)
        false.with_user(self.manager).action_reject()
        self.assertEqual(self.invitation.state, "expired")

    def test_rejecting_twice_keeps_who_was_first(self):
        false = self._flagged()
        false.with_user(self.manager).action_reject()
        other = self._user("nps_other_manager", "cs_survey_nps.cs_survey_nps_group_manager")
        false.with_user(other).action_reject()
        self.assertEqual(false.review_user_id, self.manager)
        self.assertEqual(self.invitation.state, "sent")

    def test_only_managers_decide(self):
        flagged = self._flagged()
        for user in (self.reader, self.seller, self._user("nps_nobody")):
            for action in ("action_confirm", "action_reject"):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    getattr(flagged.with_user(user), action)()
        self.assertEqual(flagged.status, "flagged")

    def test_the_hooks_are_called_when_there_is_something_to_do(self):
        called = []
        responses = self.env.registry["cs.nps.response"]
        self.patch(responses, "_after_comment", lambda self: called.append(("comment", self.id)))
        self.patch(
            responses, "_after_status_change", lambda self: called.append((self.status, self.id))
        )
        response = self._send(2)
        self.assertEqual(called, [])
        self._send(2, "thiếu hàng")
        self.assertEqual(called, [("comment", response.id)])
        response.with_user(self.manager).action_reject()
        response.with_user(self.manager).action_confirm()
        self.assertEqual(
            called[1:],
            [("rejected", response.id), ("confirmed", response.id), ("comment", response.id)],
        )

    def test_other_attempts_are_listed_beside_an_answer(self):
        flagged = self._flagged()
        counted = self._send(9)
        self.assertEqual(counted.with_user(self.reader).other_ids, flagged)
