from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.addons.cs_base.tests.hostile import REQUESTS, SEEDED
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import StockoutCommon

# Written out, because tables of all of Unicode take half a minute to build.
_SIGNS = "abcXYZ019 _-.,;:!%&=+'\"<>[]{}()|@$^~*#?/\\\0\t\n\r\x1béđấ٣漢😀\ufffe"
_IN_PATH = "".join(sign for sign in _SIGNS if sign not in "/?#\\")
# Placeholders for what only the test knows: names of fields, ids of options, good tokens.
_NAMES = st.sampled_from(["own", "other", "case_", "case_0", "case_-1", "case_9999999999", "x"])
_VALUES = st.one_of(
    st.sampled_from(["own", "foreign", "", "0", "-1", "1e9", "0x1", "99999999999", "٣", "1;2"]),
    st.text(_SIGNS, max_size=40),
)
_TOKENS = st.one_of(
    st.sampled_from(["good", "good", "good", "cut", "swapped", "1-0", "-", "%00", "../x"]),
    st.text(_IN_PATH, min_size=1, max_size=60),
)
_BODIES = st.dictionaries(st.one_of(_NAMES, st.text(_SIGNS, max_size=12)), _VALUES, max_size=5)
_VERBS = st.sampled_from(["GET", "POST", "POST", "HEAD"])
_TAILS = st.sampled_from(["", "", "", "/image/0", "/image/99999999", "/image/x", "?a=b", "/"])


@tagged("post_install", "-at_install")
class TestHostile(StockoutCommon, HttpCase):
    """Whatever a stranger sends to the page is answered, and changes nothing it must not."""

    def test_whatever_is_sent_is_answered(self):
        self._rule()
        case, foreign = self._offered(), self._offered()
        token = case.order_id._cs_token()
        names = {"own": f"case_{case.id}", "other": f"case_{foreign.id}"}
        values = {"own": case.option_ids[-1].id, "foreign": foreign.option_ids[0].id}
        other = foreign.order_id._cs_token().split("-")[1]
        tokens = {"good": token, "cut": token[:-1], "swapped": f"{case.order_id.id}-{other}"}
        seen = set()

        @settings(SEEDED, max_examples=2 * REQUESTS)
        @given(_TOKENS, _VERBS, _TAILS, _BODIES)
        def send(name, verb, tail, body):
            self.env["cs.rate.limit"].sudo().search([]).unlink()
            data = {names.get(key, key): values.get(value, value) for key, value in body.items()}
            url = f"{self.base_url()}/cs/stockout/{tokens.get(name, name)}{tail}"
            answer = self.opener.request(verb, url, data=data if verb == "POST" else None)
            seen.add(answer.status_code)
            self.assertLess(answer.status_code, 500, (name, verb, tail, body))
            self.assertNotIn("Traceback", answer.text)

        with mute_logger("odoo.http"):
            send()
        self.env.invalidate_all()
        self.assertEqual(foreign.state, "offered", "one order's link settles nothing of another")
        self.assertIn(200, seen)
        self.assertIn(404, seen)

    def test_a_file_in_the_place_of_a_choice_is_no_choice(self):
        self._rule()
        case = self._offered()
        url = f"{self.base_url()}/cs/stockout/{case.order_id._cs_token()}"
        name = f"case_{case.id}"
        answer = self.opener.post(url, files={name: ("1", b"1", "text/plain")})
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Please choose", answer.text)
        self.env.invalidate_all()
        self.assertEqual(case.state, "offered")
