"""Until when the customer may choose, where a person said so."""

from datetime import timedelta

from odoo import fields
from odoo.tests import TransactionCase, freeze_time, tagged

from .common import StockoutCommon


@tagged("post_install", "-at_install")
class TestDeadline(StockoutCommon, TransactionCase):
    """Asked on a Wednesday morning; the settings give 48 hours around the clock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-06-10 03:00:00"))
        cls.now = fields.Datetime.now()
        cls.company.resource_calendar_id = False
        cls.company.write({"cs_stockout_deadline_hours": 48, "cs_stockout_reminder_hours": 4})
        cls.kettle = cls._product("Ấm", 100)

    def _prepared(self, *lines):
        cases = self._case(*lines)
        cases._cs_make_options()
        return cases.with_user(self.seller)

    def _in(self, **hours):
        return self.now + timedelta(**hours)

    def test_a_shorter_deadline_by_hand_is_kept_with_its_reminder(self):
        case = self._prepared()
        case.deadline = self._in(hours=10)
        self.assertTrue(case.deadline_given)
        case.action_offer()
        self.assertEqual((case.state, case.deadline), ("offered", self._in(hours=10)))
        self.assertEqual(case.remind_at, self._in(hours=6))

    def test_a_longer_deadline_by_hand_is_kept_with_its_reminder(self):
        case = self._prepared()
        case.deadline = self._in(days=9)
        case.action_offer()
        self.assertEqual(case.deadline, self._in(days=9))
        self.assertEqual(case.remind_at, self._in(days=9, hours=-4))

    def test_without_a_hand_the_time_counts_from_the_offer(self):
        case = self._prepared()
        with freeze_time("2026-06-11 03:00:00"):
            case.action_offer()
        self.assertEqual((case.deadline, case.deadline_given), (self._in(hours=72), False))

    def test_a_deadline_that_is_over_or_too_near_is_set_anew(self):
        for minutes in (-30, 30):
            case = self._prepared((self._product("Quạt"), 1))
            case.deadline = self._in(minutes=minutes)
            case.action_offer()
            self.assertEqual((case.deadline, case.deadline_given), (self._in(hours=48), False))

    def test_a_deadline_that_is_too_near_for_a_reminder_has_none(self):
        case = self._prepared()
        case.deadline = self._in(hours=2)
        case.action_offer()
        self.assertEqual((case.deadline, case.remind_at), (self._in(hours=2), False))

    def test_cases_of_one_order_have_the_one_that_was_given(self):
        cases = self._prepared((self.cooker, 5), (self.kettle, 1))
        cases[0].deadline = self._in(hours=10)
        cases.action_offer()
        self.assertEqual(cases.mapped("deadline"), [self._in(hours=10)] * 2)
        self.assertEqual(cases.mapped("deadline_given"), [True, True])

    def test_of_several_that_were_given_the_latest_counts(self):
        cases = self._prepared((self.cooker, 5), (self.kettle, 1))
        cases[0].deadline, cases[1].deadline = self._in(hours=20), self._in(hours=10)
        cases.action_offer()
        self.assertEqual(cases.mapped("deadline"), [self._in(hours=20)] * 2)

    def test_offering_again_keeps_it_until_it_is_over(self):
        case = self._prepared()
        case.deadline = self._in(hours=10)
        case.action_offer()
        case.action_offer_again()
        self.assertEqual((case.times_asked, case.deadline), (2, self._in(hours=10)))
        with freeze_time("2026-06-10 14:00:00"):
            case.action_offer_again()
        self.assertEqual((case.deadline, case.deadline_given), (self._in(hours=59), False))

    def test_a_deadline_changed_after_the_offer_moves_the_reminder(self):
        case = self._prepared()
        case.action_offer()
        self.assertEqual(case.remind_at, self._in(hours=44))
        case.deadline = self._in(hours=12)
        self.assertEqual(case.remind_at, self._in(hours=8))
        case.deadline = self._in(days=9)
        self.assertEqual(case.remind_at, self._in(days=9, hours=-4))

    def test_who_was_reminded_is_not_reminded_again(self):
        case = self._prepared()
        case.action_offer()
        before = case.remind_at
        case.sudo().reminded_at = self.now
        case.deadline = self._in(days=9)
        self.assertEqual(case.remind_at, before)

    def test_a_deadline_that_is_emptied_is_the_settings_again(self):
        case = self._prepared()
        case.deadline = self._in(hours=10)
        case.deadline = False
        self.assertFalse(case.deadline_given)
        case.action_offer()
        self.assertEqual(case.deadline, self._in(hours=48))
