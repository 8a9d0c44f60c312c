from odoo.tests import TransactionCase, tagged

from .common import NpsCommon


@tagged("post_install", "-at_install")
class TestCaseOfRejectedAnswer(NpsCommon, TransactionCase):
    """A manager found that the customer did not answer so."""

    def reject(self, case):
        case.response_id.with_user(self.manager).action_reject()

    def test_an_untouched_case_is_closed_with_a_note(self):
        case = self._case()
        self.reject(case)
        self.assertEqual(case.stage, "closed")
        self.assertIn("rejected", case.resolution)
        self.assertTrue(case.message_ids.filtered(lambda one: "rejected" in (one.body or "")))
        self.assertFalse(case.activity_ids)
        self.assertFalse(case.resurvey_at)

    def test_a_touched_one_is_left_to_its_owner(self):
        case = self._case()
        case.action_contacted()
        self.reject(case)
        self.assertEqual(case.stage, "contacted")
        task = case.activity_ids.filtered(lambda one: "rejected" in (one.summary or ""))
        self.assertEqual(task.user_id, self.seller)
        self.assertTrue(case.message_ids.filtered(lambda one: "rejected" in (one.body or "")))

    def test_a_word_of_a_colleague_is_a_touch(self):
        case = self._case()
        case.with_user(self.seller).message_post(body="I will call", message_type="comment")
        self.reject(case)
        self.assertEqual(case.stage, "new")

    def test_what_ended_stays(self):
        case = self._case()
        case.write({"stage": "resolved", "resolution": "New cooker"})
        self.reject(case)
        self.assertEqual((case.stage, case.resolution), ("resolved", "New cooker"))

    def test_confirmed_after_all_it_is_taken_up_again(self):
        case = self._case()
        self.reject(case)
        case.response_id.with_user(self.manager).action_confirm()
        self.assertEqual(case.stage, "new")
        self.assertFalse(case.resolution)
        self.assertEqual(case.activity_ids.user_id, self.seller)

    def test_what_a_person_closed_stays_closed_with_its_words(self):
        case = self._case()
        case.write({"stage": "closed", "resolution": "She meant another shop"})
        self.reject(case)
        case.response_id.with_user(self.manager).action_confirm()
        self.assertEqual((case.stage, case.resolution), ("closed", "She meant another shop"))

    def test_no_case_opens_for_an_answer_rejected_before(self):
        response = self._answered(3)
        response.with_user(self.manager).action_reject()
        self.assertEqual(self.env["cs.nps.case"]._open_pending(), (0, 0))
