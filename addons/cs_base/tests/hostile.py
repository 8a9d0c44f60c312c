"""Requests of no good will, for the public pages of every module of the suite."""

import os
import tempfile
from pathlib import Path
from urllib.parse import quote

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir

# What it notes about our code is for no repository.
set_hypothesis_home_dir(Path(tempfile.gettempdir(), "hypothesis"))
# So many requests to each route and method; 5,000 of each is the goal of a full run.
REQUESTS = int(os.environ.get("CS_HOSTILE_REQUESTS", "80"))
SEEDED = settings(
    max_examples=REQUESTS,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TEXT = st.text(max_size=200) | st.sampled_from(
    ["", "0", "10", "-1", "٣", "\x00", "\ud83d", "[]", "{{7*7}}", "<script>", "' OR 1=1 --", "1e9"]
)
HEADERS = st.dictionaries(
    st.sampled_from(["User-Agent", "Accept-Language", "Content-Type", "Cookie", "X-Forwarded-For"]),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60).map(str.strip),
    max_size=3,
)


def some_fields(*names):
    """Return the strategy of a form: the page's own ``names`` and any others, in any number."""
    name = st.sampled_from([*names, "token", "lang", "self"]) | st.text(min_size=1, max_size=20)
    return st.lists(st.tuples(name, TEXT), max_size=8)


def encoded(fields):
    """Return the fields as a form's body, bytes that are no text included."""
    pairs = [(_quoted(name), _quoted(text)) for name, text in fields]
    return "&".join(f"{name}={text}" for name, text in pairs)


def _quoted(text):
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


class HostileCase:
    """Mixed into an HttpCase: whatever is sent is answered, and never by a server error."""

    fields = some_fields()

    def ask(self, method, path, fields=(), headers=None, body=None):
        form = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        query = f"?{encoded(fields)}" if body is None and fields else ""
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
        return reply

    def get_anything(self, path):
        @SEEDED
        @given(fields=self.fields, headers=HEADERS)
        def ask(fields, headers):
            self.ask("GET", path, fields, headers)

        with self.assertNoLogs("odoo", level="ERROR"):
            ask()

    def post_anything(self, path):
        @SEEDED
        @given(fields=self.fields, headers=HEADERS, raw=st.none() | st.binary(max_size=300))
        def ask(fields, headers, raw):
            body = raw if raw is not None else encoded(fields).encode()
            self.ask("POST", path, fields, headers, body)

        with self.assertNoLogs("odoo", level="ERROR"):
            ask()

    def open_links_that_do_not_exist(self, prefix):
        @SEEDED
        @example(token="0/\x00", fields=[])  # no route: a file is sought
        @example(token="0?/0", fields=[])  # taken for another address by the error page
        @given(token=st.text(min_size=1, max_size=80), fields=self.fields)
        def ask(token, fields):
            self.env["cs.rate.limit"].sudo().search([]).unlink()
            path = prefix + _quoted(token)
            for method, body in (("GET", None), ("POST", encoded(fields).encode())):
                self.assertGreaterEqual(self.ask(method, path, body=body).status_code, 300)

        with self.assertNoLogs("odoo", level="ERROR"):
            ask()
