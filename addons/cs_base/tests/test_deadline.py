from datetime import date, datetime

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .common import CsCommon


@tagged("post_install", "-at_install")
class TestDeadline(CsCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls._company("Cửa hàng trong bài thử")
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "Hà Nội",
                "tz": "Asia/Ho_Chi_Minh",
                "company_id": cls.company.id,
                "attendance_ids": [
                    (
                        0,
                        0,
                        {"name": "x", "dayofweek": str(day), "hour_from": 8, "hour_to": 17},
                    )
                    for day in range(5)
                ],
            }
        )
        cls.company.resource_calendar_id = cls.calendar

    def test_the_weekend_does_not_count(self):
        friday_16h = datetime(2026, 5, 8, 9)  # 16:00 in Hà Nội
        self.assertEqual(self.company._cs_deadline(friday_16h, 2), datetime(2026, 5, 11, 2))

    def test_a_public_holiday_does_not_count(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Giỗ tổ",
                "calendar_id": self.calendar.id,
                "company_id": self.company.id,
                "date_from": datetime(2026, 5, 10, 17),
                "date_to": datetime(2026, 5, 11, 16, 59, 59),
            }
        )
        friday_16h = datetime(2026, 5, 8, 9)
        self.assertEqual(self.company._cs_deadline(friday_16h, 2), datetime(2026, 5, 12, 2))

    def test_without_calendar_hours_are_hours(self):
        self.company.resource_calendar_id = False
        start = datetime(2026, 5, 8, 9)
        self.assertEqual(self.company._cs_deadline(start, 2), datetime(2026, 5, 8, 11))

    def test_no_time_left_is_now(self):
        start = datetime(2026, 5, 9, 9)
        self.assertEqual(self.company._cs_deadline(start, 0), start)

    def test_a_day_is_read_or_refused_with_a_sentence(self):
        read = self.env["res.company"]._cs_read_day
        self.assertEqual(read("2026-03-31"), date(2026, 3, 31))
        self.assertEqual(read(date(2026, 3, 31)), date(2026, 3, 31))
        for nothing in (False, None, ""):
            self.assertIs(read(nothing), False)
        for wrong in ("soon", "2026-13-45", 5, True, ["2026-03-31"]):
            with self.assertRaisesRegex(UserError, "is no day: write it like"):
                read(wrong)
        for far in ("0001-01-01", "9999-12-31"):
            with self.assertRaisesRegex(UserError, "too far away"):
                read(far)
