from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.addons.cs_base.tests.hostile import SEEDED, HostileCase, some_fields
from odoo.tests import HttpCase, TransactionCase, tagged

from ..tools import answer, scale, verdict
from .common import NpsCommon


@tagged("post_install", "-at_install")
class TestHostile(HostileCase, NpsCommon, HttpCase):
    """Whatever is sent to the public pages is answered, and never by a server error."""

    fields = some_fields("score", "comment", "website", "first", "done", "again", "page", "sure")

    def setUp(self):
        super().setUp()
        self.invitation = self._sent()
        self.invitation.sent_at -= timedelta(hours=1)
        self.url = f"/cs/nps/{self.invitation._cs_token()}"
        self.env.flush_all()

    def test_opening_the_page(self):
        self.get_anything(self.url)
        self.assertFalse(self.invitation.response_ids)

    def test_sending_an_answer(self):
        self.post_anything(self.url)
        confirmed = self.invitation.response_ids.filtered(lambda row: row.status == "confirmed")
        self.assertLessEqual(len(confirmed), 1)
        self.assertLessEqual(len(self.invitation.response_ids), 41)

    def test_the_unsubscribe_page(self):
        self.get_anything(f"{self.url}/unsubscribe")
        self.post_anything(f"{self.url}/unsubscribe")

    def test_links_that_do_not_exist(self):
        self.open_links_that_do_not_exist("/cs/nps/")

    def test_the_counter(self):
        program = self._program("Counter", trigger="counter")
        path = f"/cs/nps/c/{program.counter_code}"
        self.get_anything(path)
        self.post_anything(f"{path}/{program._new_visit()}")
        self.assertLessEqual(len(program.invitation_ids), 1)


@tagged("post_install", "-at_install")
class TestVerdictProperty(TransactionCase):
    """What holds for every series of attempts."""

    @settings(SEEDED, max_examples=400)
    @given(
        st.lists(
            st.builds(
                verdict.Attempt,
                score=st.integers(0, 10),
                at=st.integers(0, 4000),
                since_mail=st.none() | st.integers(0, 4000),
                words=st.booleans(),
                again=st.booleans(),
                trapped=st.booleans(),
                employee=st.booleans(),
                scanner=st.booleans(),
            ),
            max_size=12,
        )
    )
    def test_one_counts_at_most_and_the_first_locks(self, attempts):
        kept, counted = [], []
        for attempt in sorted(attempts, key=lambda attempt: attempt.at):
            status, rule = verdict.judge(attempt, kept, bool(counted))
            self.assertEqual(status == "flagged", rule is not None)
            if status == "confirmed":
                counted.append(attempt)
            else:
                kept.append(verdict.Kept(attempt.score, attempt.at, rule))
            if attempt.words and not (attempt.trapped or attempt.employee):
                self.assertTrue(counted, "who writes words is believed unless one counts")
        self.assertLessEqual(len(counted), 1)
        for attempt in counted:
            self.assertFalse(attempt.trapped or attempt.employee)

    @settings(SEEDED, max_examples=300)
    @given(st.integers(0, 10), st.integers(0, 1799), st.integers(0, 5), st.booleans())
    def test_a_lone_program_without_words_stays_flagged(self, score, delay, repeats, scanner):
        kept = []
        for turn in range(repeats + 1):
            at = delay + turn / 10
            attempt = verdict.Attempt(score, at, since_mail=at, scanner=scanner)
            status, rule = verdict.judge(attempt, kept)
            self.assertEqual(status, "flagged" if at < 1800 or scanner else "confirmed")
            kept.append(verdict.Kept(score, at, rule))

    @settings(SEEDED, max_examples=400)
    @given(st.sampled_from(list(scale.SCALES)), st.text(max_size=12) | st.integers() | st.none())
    def test_reading_a_score_never_fails_and_never_guesses(self, metric, raw):
        ends = scale.SCALES[metric]
        score = answer.parse_score(raw, ends.lowest, ends.highest)
        if score is not None:
            self.assertTrue(scale.contains(metric, score))
            self.assertEqual(str(raw).strip(), str(score))
            self.assertIn(scale.category(metric, score), scale.GROUPS)

    @settings(SEEDED, max_examples=400)
    @given(st.text(max_size=60) | st.binary(max_size=20) | st.none())
    def test_a_comment_can_be_stored_and_exported(self, raw):
        text = answer.clean_comment(raw)
        text.encode()
        self.assertNotIn("\x00", text)
        self.assertEqual(answer.clean_comment(text), text)
        self.assertNotIn(str(answer.inert(text)).lstrip()[:1], ("=", "@"))
