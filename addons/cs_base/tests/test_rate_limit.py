from datetime import timedelta

from freezegun import freeze_time
from odoo import fields
from odoo.tests import HttpCase, TransactionCase, tagged

from ..models.cs_rate_limit import WRONG_TOKENS_A_MINUTE
from .common import CsCommon


@tagged("post_install", "-at_install")
class TestRateLimitCounter(TransactionCase):
    def test_the_eleventh_wrong_token_of_a_minute_is_too_many(self):
        with self.enter_registry_test_mode(), freeze_time("2026-05-10 10:00:30"):
            limiter = self.env["cs.rate.limit"]
            answers = [limiter._count_wrong_token("198.51.100.7") for _try in range(11)]
            self.assertEqual(answers, [False] * WRONG_TOKENS_A_MINUTE + [True])
            self.assertFalse(limiter._count_wrong_token("198.51.100.8"), "another address")
        with self.enter_registry_test_mode(), freeze_time("2026-05-10 10:01:31"):
            self.assertFalse(limiter._count_wrong_token("198.51.100.7"), "a minute later")

    def test_a_flood_does_not_fill_the_table(self):
        with self.enter_registry_test_mode(), freeze_time("2026-05-10 10:00:30"):
            for _try in range(50):
                self.env["cs.rate.limit"]._count_wrong_token("198.51.100.7")
        self.assertEqual(self.env["cs.rate.limit"].search_count([]), WRONG_TOKENS_A_MINUTE)

    def test_addresses_are_not_stored_as_such(self):
        with self.enter_registry_test_mode():
            self.env["cs.rate.limit"]._count_wrong_token("198.51.100.7")
        self.assertFalse(self.env["cs.rate.limit"].search([("key", "like", "198.51")]))

    def test_old_tries_are_swept(self):
        limiter = self.env["cs.rate.limit"]
        long_ago = fields.Datetime.now() - timedelta(days=2)
        old = limiter.create({"key": "old", "date": long_ago})
        new = limiter.create({"key": "new", "date": fields.Datetime.now()})
        self.assertEqual(limiter._gc_old_tries(), (1, False))
        self.assertFalse(old.exists())
        self.assertTrue(new.exists())


@tagged("post_install", "-at_install")
class TestRateLimitPage(CsCommon, HttpCase):
    def test_guessing_is_answered_429_and_a_good_link_still_opens(self):
        good = f"/cs/preferences/{self._partner()._cs_token()}"
        wrong = "/cs/preferences/1-" + "0" * 40
        with freeze_time("2026-05-10 10:00:30"):
            codes = [self.url_open(wrong).status_code for _try in range(11)]
            self.assertEqual(codes, [404] * WRONG_TOKENS_A_MINUTE + [429])
            self.assertEqual(self.url_open(good).status_code, 200)
