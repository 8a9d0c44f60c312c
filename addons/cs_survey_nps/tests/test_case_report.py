from datetime import datetime, timedelta

from odoo.tests import TransactionCase, tagged

from .common import NpsCommon

MONDAY = datetime(2026, 3, 2, 8, 0)


@tagged("post_install", "-at_install")
class TestCaseReport(NpsCommon, TransactionCase):
    """Times, shares, repetition and hours, exact under any grouping."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.nps.case"].search([]).company_id = cls._company("Of others")
        cls.company.partner_id.tz = "Asia/Ho_Chi_Minh"
        cls.report = cls.env["cs.nps.case.report"]

    def setUp(self):
        super().setUp()
        self._office_hours()

    def complain(self, hours=0, contact=None, resolve=None, partner=None, **values):
        """A complaint ``hours`` after Monday morning, reached and helped so many hours later."""
        start = MONDAY + timedelta(hours=hours)
        with self._at(start):
            case = self._by_hand(partner_id=(partner or self._partner("X")).id, **values)
        if contact is not None:
            with self._at(start + timedelta(hours=contact)):
                case.action_contacted()
        if resolve is not None:
            with self._at(start + timedelta(hours=resolve)):
                case.write({"stage": "resolved", "resolution": "Done"})
        return case

    def measures(self, *args, at=MONDAY + timedelta(days=30), **kwargs):
        self.env.invalidate_all()
        with self._at(at):
            return self.env["cs.nps.case"].with_user(self.reader).cs_measures(*args, **kwargs)

    def test_no_figure_without_complaints(self):
        found = self.measures()
        self.assertEqual((found["cases"], found["complainants"]), (0, 0))
        self.assertIs(found["contact_hours"], False)
        self.assertIs(found["in_time"], False)
        self.assertEqual((found["hours"], found["weekdays"]), ([], []))

    def test_times_in_working_hours_and_by_the_clock(self):
        self.complain(0, contact=2, resolve=26)  # 2 h; Tuesday 10:00 is 10 working hours
        self.complain(0, contact=4)
        self.complain(0)
        found = self.measures()
        self.assertEqual((found["contact_hours"], found["contact_clock_hours"]), (3, 3))
        self.assertEqual((found["resolve_hours"], found["resolve_clock_hours"]), (10, 26))
        self.assertEqual(
            [found[name] for name in ("cases", "open", "contacted", "resolved")], [3, 2, 2, 1]
        )

    def test_the_share_in_time(self):
        self.complain(resolve=8)  # in time, on the minute
        self.complain(resolve=25)  # late
        closed = self.complain()
        closed.write({"stage": "closed", "resolution": "Nothing"})  # without help: late
        self.complain()  # open, and late once it is due
        due = MONDAY + timedelta(hours=8)
        self.assertAlmostEqual(self.measures(at=due)["in_time"], 100 / 3)
        self.assertEqual(self.measures(at=due + timedelta(seconds=1))["in_time"], 25)
        self.assertEqual(self.measures()["overdue"], 1)

    def test_a_later_deadline_makes_nothing_in_time(self):
        case = self.complain()
        case.with_user(self.manager).deadline = MONDAY + timedelta(days=9)
        with self._at(MONDAY + timedelta(days=2)):
            case.write({"stage": "resolved", "resolution": "Done"})
        self.assertEqual(self.measures()["in_time"], 0)

    def test_reopened_the_first_times_count(self):
        case = self.complain(contact=1, resolve=2)
        case.action_reopen()
        case.action_resolve()
        found = self.measures()
        self.assertEqual((found["resolve_hours"], found["reopened"]), (2, 1))

    def test_who_complains_again_within_the_days(self):
        self.company.cs_nps_repeat_days = 10
        firm = self._partner("Firm", is_company=True)
        self.complain(0, partner=firm)
        again = self.complain(24 * 10, partner=self._partner("Clerk", parent_id=firm.id))
        self.complain(24 * 21, partner=firm)  # 11 days after
        other = self._partner("Other")
        self.complain(0, partner=other)
        found = self.measures(at=MONDAY + timedelta(days=60))
        self.assertEqual(
            [found[name] for name in ("cases", "complainants", "repeated", "repeat_complainants")],
            [4, 2, 1, 1],
        )
        self.assertEqual(self.report.search([("repeat_cases", "=", 1)]).ids, again.ids)
        since = self.measures(date_from="2026-03-10", at=MONDAY + timedelta(days=60))
        self.assertEqual(since["repeat_complainants"], 1, "the one before may lie outside")

    def test_the_busiest_hours_by_the_companys_clock(self):
        for hours in (0, 0.5, 24, 10):  # 15:00, 15:30, Tuesday 15:00, 01:00 of Tuesday
            self.complain(hours)
        found = self.measures()
        self.assertEqual(found["hours"], [{"id": 15, "cases": 3}, {"id": 1, "cases": 1}])
        self.assertEqual(found["weekdays"], [{"id": 1, "cases": 2}, {"id": 2, "cases": 2}])

    def test_days_are_the_companys_and_included(self):
        self.complain(8.9)  # 23:54 of Monday, there
        self.complain(9.1)  # 00:06 of Tuesday
        self.assertEqual(self.measures(date_from="2026-03-02", date_to="2026-03-02")["cases"], 1)
        self.assertEqual(self.measures(date_from="2026-03-03")["cases"], 1)

    def test_exact_under_any_grouping(self):
        late, wrong = self.env["cs.nps.cause"].create([{"name": "A"}, {"name": "B"}])
        self.complain(contact=1, cause_id=late.id)
        for _number in range(3):
            self.complain(contact=5, cause_id=wrong.id)
        self.complain(cause_id=wrong.id)
        groups = self.report._read_group([], ["cause_id"], ["contact_hours:avg", "cases:sum"])
        self.assertEqual(groups, [(late, 1.0, 1), (wrong, 5.0, 4)])
        self.assertEqual(self.report._read_group([], [], ["contact_hours:avg"]), [(4.0,)])
        self.assertEqual(self.measures([("cause_id", "=", late.id)])["contact_hours"], 1)
        for dimension in ("hour", "weekday", "origin", "user_id", "received_at:month", "stage"):
            counted = self.report._read_group([], [dimension], ["cases:sum"])
            self.assertEqual(sum(count for _key, count in counted), 5, dimension)

    def test_answers_rejected_or_of_tests_do_not_count(self):
        response = self._answered(3)
        self.env["cs.nps.case"]._open_pending()
        self.assertEqual(self.measures()["cases"], 1)
        response.status = "rejected"
        self.assertEqual(self.measures()["cases"], 0)

    def test_the_records_are_behind_the_figures(self):
        case = self.complain()
        row = self.report.with_user(self.reader).search([])
        self.assertEqual(row.ids, case.ids)
        action = row.action_open_case()
        self.assertEqual((action["res_model"], action["res_id"]), ("cs.nps.case", case.id))

    def test_figures_of_many_cost_no_more(self):
        self.complain()
        self.measures()
        for _number in range(5):
            self.complain()
        self.env.flush_all()
        cases = self.env["cs.nps.case"].with_user(self.reader)
        cases.cs_measures()
        with self.assertQueryCount(4):
            cases.cs_measures()
