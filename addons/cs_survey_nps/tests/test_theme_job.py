from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from .test_theme import ThemeCommon

JOB = "ir_cron_themes"


@tagged("post_install", "-at_install")
class TestThemeJob(ThemeCommon, TransactionCase):
    """Comments are read by a job, soon after they were written and when phrases change."""

    def test_the_answer_waits_for_the_job_and_wakes_it(self):
        woken = self.env["ir.cron.trigger"].search_count([])
        answer = self._answered(3, "giao hàng chậm, nhân viên thờ ơ")
        self.assertTrue(answer.theme_pending)
        self.assertFalse(answer.theme_ids)
        self.assertGreater(self.env["ir.cron.trigger"].search_count([]), woken)
        self._run_cron(JOB)
        self.assertFalse(answer.theme_pending)
        self.assertEqual(
            {(self._key(m.theme_id.id), m.polarity, m.source) for m in answer.theme_ids},
            {("delivery", "negative", "rule"), ("staff_attitude", "negative", "rule")},
        )

    def test_a_comment_added_later_is_read(self):
        invitation = self._answered(3).invitation_id
        answer = invitation._get_confirmed()
        self.assertFalse(answer.theme_pending)
        invitation._record_answer(3, "giao hàng chậm")
        self.assertTrue(answer.theme_pending)

    def test_an_answer_without_a_comment_is_left_alone(self):
        answer = self._said(3, "")
        self.assertFalse(answer.theme_pending)
        self.assertFalse(answer.theme_ids)

    def test_new_phrases_read_all_comments_again(self):
        answer = self._said(3, "Bãi giữ xe")
        self.assertFalse(answer.theme_ids)
        theme = self.env["cs.nps.theme"].create({"name": "Parking"})
        rule = self.env["cs.nps.theme.rule"].create({"theme_id": theme.id, "phrase": "bãi giữ xe"})
        self._run_cron(JOB)
        self.assertEqual(answer.theme_ids.theme_id, theme)
        rule.unlink()
        self._run_cron(JOB)
        self.assertFalse(answer.theme_ids)

    def test_reading_again_without_changes_changes_nothing(self):
        answer = self._said(3, "giao hàng chậm, nhân viên thờ ơ")
        before = answer.theme_ids
        answer.theme_pending = True
        self._run_cron(JOB)
        self.assertEqual(answer.theme_ids, before)
        self.assertTrue(before.exists())

    def test_batches_tell_their_progress_and_reach_the_end(self):
        for number in range(5):
            self._answered(number, "giao hàng chậm")
        told = []
        crons = type(self.env["ir.cron"])
        with patch.object(
            crons, "_commit_progress", lambda _self, done, remaining: told.append((done, remaining))
        ):
            for _turn in range(4):
                self.responses._cron_themes(batch_size=2)
        self.assertEqual(told, [(2, 3), (2, 1), (1, 0), (0, 0)])

    def test_killed_between_batches_nothing_is_lost_or_doubled(self):
        answers = [self._answered(number, "giao hàng chậm") for number in range(4)]
        self.responses._read_themes(2)
        with self.cr.savepoint() as savepoint:
            self.responses._read_themes(2)
            savepoint.rollback()
        self.env.invalidate_all()
        self._read_all()
        for answer in answers:
            self.assertEqual(len(answer.theme_ids), 1)

    def test_the_number_of_queries_is_flat_in_comments(self):
        self._assert_reading_is_flat("giao hàng chậm")

    def test_an_answer_that_was_checked_is_not_read_again(self):
        answer = self._said(3, "giao hàng chậm")
        answer.with_user(self.reader).action_confirm_themes()
        self.env["cs.nps.theme"]._rules_changed()
        self._theme("delivery").rule_ids.unlink()
        self._run_cron(JOB)
        self.assertEqual(answer.theme_ids.theme_id, self._theme("delivery"))

    def test_an_answer_erased_keeps_its_themes_without_words(self):
        answer = self._said(3, "giao hàng chậm")
        self.env.cr.execute("UPDATE cs_nps_response SET comment = NULL WHERE id = %s", [answer.id])
        self.env.invalidate_all()
        self.env["cs.nps.theme"]._rules_changed()
        self._run_cron(JOB)
        self.assertEqual(answer.theme_ids.theme_id, self._theme("delivery"))
        self.assertFalse(answer.theme_ids.words)
