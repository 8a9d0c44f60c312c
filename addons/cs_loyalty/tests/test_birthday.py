from datetime import date

from freezegun import freeze_time
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import LoyaltyCase


@tagged("post_install", "-at_install")
class TestBirthday(LoyaltyCase):
    """The next birthday, stored for automation rules; today is 15 June 2027."""

    def born(self, day, month, calendar="solar"):
        return self.make_partner(
            "Mai", cs_birth_day=day, cs_birth_month=month, cs_birth_calendar=calendar
        )

    def test_solar(self):
        self.assertEqual(self.born(20, 6).cs_next_birthday, date(2027, 6, 20))
        self.assertEqual(self.born(15, 6).cs_next_birthday, date(2027, 6, 15))
        self.assertEqual(self.born(14, 6).cs_next_birthday, date(2028, 6, 14))

    def test_29_february(self):
        mai = self.born(29, 2)
        self.assertEqual(mai.cs_next_birthday, date(2028, 2, 29))
        with freeze_time("2028-03-01"):
            self.env["res.partner"]._cron_next_birthdays()
            self.assertEqual(mai.cs_next_birthday, date(2029, 2, 28))

    def test_lunar(self):
        self.assertEqual(self.born(1, 1, "lunar").cs_next_birthday, date(2028, 1, 26))
        self.assertEqual(self.born(15, 8, "lunar").cs_next_birthday, date(2027, 9, 15))

    def test_a_leap_month_has_no_second_birthday(self):
        with freeze_time("2025-07-01"):
            # The sixth month of 2025 began on 25 June, and once more on 25 July.
            self.assertEqual(self.born(10, 6, "lunar").cs_next_birthday, date(2025, 7, 4))
        with freeze_time("2025-07-05"):
            self.assertEqual(self.born(10, 6, "lunar").cs_next_birthday.year, 2026)

    def test_day_30_of_a_month_of_29_days(self):
        with freeze_time("2026-03-01"):
            # The second month of 2026 ends with its day 29, on 16 April.
            self.assertEqual(self.born(30, 2, "lunar").cs_next_birthday, date(2026, 4, 16))

    def test_dates_that_do_not_exist(self):
        for day, month, calendar, words in (
            (31, 4, "solar", "Month 4 has no day 31"),
            (30, 2, "solar", "Month 2 has no day 30"),
            (31, 1, "lunar", "at most 30 days"),
            (1, 13, "lunar", "no month 13"),
            (-1, 3, "solar", "no day -1"),
            (5, 0, "solar", "enter both, or neither"),
        ):
            with self.assertRefused(ValidationError, words):
                self.born(day, month, calendar)

    def test_as_people_write_it(self):
        mai = self.make_partner("Mai", cs_birthday_text="20/6")
        self.assertEqual((mai.cs_birth_day, mai.cs_birth_month), (20, 6))
        self.assertEqual(mai.cs_birthday_text, "20/6")
        mai.cs_birthday_text = "5 tháng 12, 1990"
        self.assertEqual((mai.cs_birth_day, mai.cs_birth_month), (5, 12))
        mai.cs_birthday_text = False
        self.assertFalse(mai.cs_next_birthday)
        with self.assertRefused(ValidationError, "for example 20/6"):
            mai.cs_birthday_text = "June"

    def test_the_night_moves_all_in_three_statements(self):
        partners = self.env["res.partner"]
        for index in range(30):
            partners |= self.born(index % 28 + 1, 6, "lunar" if index % 2 else "solar")
        late = self.born(25, 12)
        self.env.flush_all()
        with freeze_time("2027-08-30"), self.assertQueryCount(2):
            partners._cron_next_birthdays()
        self.assertTrue(all(p.cs_next_birthday > date(2027, 8, 30) for p in partners))
        self.assertEqual(late.cs_next_birthday, date(2027, 12, 25))
        with freeze_time("2027-08-30"), self.assertQueryCount(1):
            partners._cron_next_birthdays()

    def test_writing_something_else_leaves_it_alone(self):
        mai = self.born(14, 6)
        self.env.flush_all()
        with freeze_time("2028-06-20"):
            mai.write({"name": "Mai Anh", "phone": "0912345678", "email": "mai@example.com"})
            self.env.flush_all()
            self.assertEqual(mai.cs_next_birthday, date(2028, 6, 14), "until the night")

    def test_soon(self):
        for day, words in ((15, "today"), (16, "tomorrow"), (20, "in 5 days")):
            self.assertIn(words, self.born(day, 6)._cs_birthday_sentence(7))
        self.assertFalse(self.born(25, 6)._cs_birthday_sentence(7))
        self.assertFalse(self.lan._cs_birthday_sentence(7))
