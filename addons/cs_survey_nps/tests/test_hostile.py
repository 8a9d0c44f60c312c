import os
import tempfile
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir
from odoo.tests import HttpCase, TransactionCase, tagged

from ..tools import answer, scale, verdict
from .common import NpsCommon

set_hypothesis_home_dir(Path(tempfile.gettempdir(), "hypothesis"))
# So many requests to each route and method; 5,000 of each is the goal of a full run.
REQUESTS = int(os.environ.get("CS_HOSTILE_REQUESTS", "80"))
HTTP = settings(
    max_examples=REQUESTS,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

_TEXT = st.text(max_size=200) | st.sampled_from(
    ["", "0", "10", "-1", "٣", "\x00", "\ud83d", "[]", "{{7*7}}", "<script>", "' OR 1=1 --", "1e9"]
)
_NAMES = st.sampled_from(
    ["score", "comment", "website", "first", "done", "again"]
    + ["page", "sure", "self", "token", "lang"]
) | st.text(min_size=1, max_size=20)
_FIELDS = st.lists(st.tuples(_NAMES, _TEXT), max_size=8)
_HEADERS = st.dictionaries(
    st.sampled_from(["User-Agent", "Accept-Language", "Content-Type", "Cookie", "X-Forwarded-For"]),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60).map(str.strip),
    max_size=3,
)


def _encoded(fields):
    """Return the fields as a form's body, bytes that are no text included."""
    pairs = [
        (quote(name.encode("utf-8", "surrogatepass")), quote(text.encode("utf-8", "surrogatepass")))
        for name, text in fields
    ]
    return "&".join(f"{name}={text}" for name, text in pairs)


@tagged("post_install", "-at_install")
class TestHostile(NpsCommon, HttpCase):
    """Whatever is sent to the public pages is answered, and never by a server error."""

    def setUp(self):
        super().setUp()
        self.invitation = self._sent()
        self.invitation.sent_at -= timedelta(hours=1)
        self.url = f"/cs/nps/{self.invitation._cs_token()}"
        self.env.flush_all()

    def _ask(self, method, path, fields, headers, body=None):
        form = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        query = "" if body is not None else f"?{_encoded(fields)}"
        reply = self.opener.request(
            method,
            self.base_url() + path + query,
            data=body,
            headers=form if body is not None else headers,
            allow_redirects=False,
            timeout=60,
        )
        self.assertLess(reply.status_code, 500, (method, path, fields, headers, body))
        self.assertNotIn("Traceback", reply.text)

    def _get(self, path):
        @HTTP
        @given(fields=_FIELDS, headers=_HEADERS)
        def ask(fields, headers):
            self._ask("GET", path, fields, headers)

        with self.assertNoLogs("odoo", level="ERROR"):
            ask()

    def _post(self, path):
        @HTTP
        @given(fields=_FIELDS, headers=_HEADERS, raw=st.none() | st.binary(max_size=300))
        def ask(fields, headers, raw):
            body = raw if raw is not None else _encoded(fields).encode()
            self._ask("POST", path, fields, headers, body)

        with self.assertNoLogs("odoo", level="ERROR"):
            ask()

    def test_opening_the_page(self):
        self._get(self.url)
        self.assertFalse(self.invitation.response_ids)

    def test_sending_an_answer(self):
        self._post(self.url)
        confirmed = self.invitation.response_ids.filtered(lambda row: row.status == "confirmed")
        self.assertLessEqual(len(confirmed), 1)
        self.assertLessEqual(len(self.invitation.response_ids), 41)

    def test_the_unsubscribe_page(self):
        self._get(f"{self.url}/unsubscribe")
        self._post(f"{self.url}/unsubscribe")

    def test_links_that_do_not_exist(self):
        @HTTP
        @example(token="0/\x00", fields=[])  # no route: a file is sought
        @given(token=st.text(min_size=1, max_size=80), fields=_FIELDS)
        def ask(token, fields):
            path = f"/cs/nps/{quote(token.encode('utf-8', 'surrogatepass'), safe='')}"
            self._ask("GET", path, [], {})
            self._ask("POST", path, fields, {}, _encoded(fields).encode())

        with self.assertNoLogs("odoo", level="ERROR"):
            ask()


@tagged("post_install", "-at_install")
class TestVerdictProperty(TransactionCase):
    """What holds for every series of attempts."""

    @settings(HTTP, max_examples=400)
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

    @settings(HTTP, max_examples=300)
    @given(st.integers(0, 10), st.integers(0, 1799), st.integers(0, 5), st.booleans())
    def test_a_lone_program_without_words_stays_flagged(self, score, delay, repeats, scanner):
        kept = []
        for turn in range(repeats + 1):
            at = delay + turn / 10
            attempt = verdict.Attempt(score, at, since_mail=at, scanner=scanner)
            status, rule = verdict.judge(attempt, kept)
            self.assertEqual(status, "flagged" if at < 1800 or scanner else "confirmed")
            kept.append(verdict.Kept(score, at, rule))

    @settings(HTTP, max_examples=400)
    @given(st.sampled_from(list(scale.SCALES)), st.text(max_size=12) | st.integers() | st.none())
    def test_reading_a_score_never_fails_and_never_guesses(self, metric, raw):
        ends = scale.SCALES[metric]
        score = answer.parse_score(raw, ends.lowest, ends.highest)
        if score is not None:
            self.assertTrue(scale.contains(metric, score))
            self.assertEqual(str(raw).strip(), str(score))
            self.assertIn(scale.category(metric, score), scale.GROUPS)

    @settings(HTTP, max_examples=400)
    @given(st.text(max_size=60) | st.binary(max_size=20) | st.none())
    def test_a_comment_can_be_stored_and_exported(self, raw):
        text = answer.clean_comment(raw)
        text.encode()
        self.assertNotIn("\x00", text)
        self.assertEqual(answer.clean_comment(text), text)
        self.assertNotIn(str(answer.inert(text)).lstrip()[:1], ("=", "@"))
