from datetime import datetime, timedelta

from odoo import Command, fields
from odoo.tests import TransactionCase, tagged

from .common import NpsCommon


@tagged("post_install", "-at_install")
class TestCaseOwner(NpsCommon, TransactionCase):
    """Who looks after a case, by the rule of its program."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leader = cls._user("nps_leader", "sales_team.group_sale_salesman")
        cls.mates = cls.env["res.users"]
        for name in ("mate_a", "mate_b"):
            cls.mates += cls._user(name, "sales_team.group_sale_salesman")
        cls.team = cls.env["crm.team"].create(
            {
                "name": "Shop",
                "user_id": cls.leader.id,
                "crm_team_member_ids": [
                    Command.create({"user_id": user.id}) for user in cls.mates
                ],
            }
        )
        cls.visitors = 0

    def owner(self, **values):
        """The owner of the case of a new customer."""
        type(self).visitors += 1
        partner = self._partner(f"V{self.visitors}", email=f"v{self.visitors}@example.com")
        return self._case(partner=partner, **{"team_id": self.team.id, **values}).user_id

    def away(self, user):
        """Let ``user`` be on leave now."""
        resource = self.env["resource.resource"].create(
            {"name": user.name, "user_id": user.id, "company_id": self.company.id}
        )
        now = fields.Datetime.now()
        return self._day_off(
            resource.calendar_id,
            now - timedelta(days=1),
            now + timedelta(days=1),
            resource_id=resource.id,
        )

    def test_the_salesperson_then_the_responsible_then_the_leader(self):
        self.assertEqual(self.owner(), self.seller)
        self.away(self.seller)
        self.assertEqual(self.owner(), self.manager)
        self.away(self.manager)
        self.assertEqual(self.owner(), self.leader)

    def test_where_all_are_away_the_rule_holds(self):
        for user in self.seller + self.manager + self.leader:
            self.away(user)
        self.assertEqual(self.owner(), self.seller)

    def test_who_is_back_is_not_away(self):
        leave = self.away(self.seller)
        leave.date_to = fields.Datetime.now() - timedelta(minutes=1)
        self.assertEqual(self.owner(), self.seller)

    def test_the_leader_of_the_team(self):
        self.program.case_owner = "leader"
        self.assertEqual(self.owner(), self.leader)
        self.leader.active = False
        self.assertEqual(self.owner(), self.manager)

    def test_always_the_responsible(self):
        self.program.case_owner = "responsible"
        self.assertEqual(self.owner(), self.manager)
        self.assertEqual(self.owner(user_id=False), self.manager)

    def test_a_team_shares_by_load(self):
        self.program.case_owner = "round_robin"
        first, second = self.mates
        self.assertEqual([self.owner() for _ in range(4)], [first, second, first, second])
        busy = self.env["cs.nps.case"].search([("user_id", "=", second.id)])
        busy[0].write({"stage": "closed", "resolution": "Done"})
        self.assertEqual(self.owner(), second, "who has fewer open ones")
        self.away(first)
        self.assertEqual([self.owner() for _ in range(2)], [second, second])
        second.active = False
        self.assertEqual(self.owner(), self.leader)

    def test_whoever_owns_it_reads_the_answer_behind_it(self):
        self.program.case_owner = "round_robin"
        case = self._case(team_id=self.team.id)
        self._run_cron("ir_cron_themes")
        form = {
            "score": {},
            "comment_html": {},
            "theme_ids": {"fields": {"display_name": {}}},
            "response_id": {"fields": {"display_name": {}}},
            "facts": {},
        }
        for user in (self.mates[0], self.leader):
            [values] = case.with_user(user).web_read(form)
            self.assertTrue(values["theme_ids"])
            self.assertTrue(case.response_id.with_user(user).has_access("read"))
        self.assertFalse(case.response_id.with_user(self.mates[1]).has_access("read"))

    def test_a_chosen_team_shares_instead_of_the_orders(self):
        self.program.write({"case_owner": "round_robin", "case_team_id": self.team.id})
        other = self.env["crm.team"].create({"name": "Web"})
        self.assertEqual(self.owner(team_id=other.id), self.mates[0])

    def test_nobody_of_the_rule_may_see_it(self):
        outsider = self._user("outsider")
        self.program.user_id = outsider
        self.team.user_id = outsider
        owner = self.owner(user_id=outsider.id)
        self.assertTrue(owner.has_group("cs_survey_nps.cs_survey_nps_group_manager"))
        self.assertTrue(owner.active)

    def test_a_case_without_anyone_is_opened_all_the_same(self):
        self.patch(
            type(self.env["cs.nps.case"]), "_get_managers", lambda self, _: self.env["res.users"]
        )
        outsider = self._user("outsider")
        self.program.user_id = outsider
        self.team.user_id = outsider
        case = self._case(user_id=outsider.id, team_id=self.team.id)
        self.assertFalse(case.user_id)
        self.assertFalse(case.activity_ids)
        case.user_id = self.seller
        self.assertEqual(case.user_id, self.seller)

    def test_another_companys_salesperson_gets_none(self):
        other = self._company("Elsewhere")
        self.seller.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        response = self._answered(3)
        program, company = self.program, self.company
        cases = self.env["cs.nps.case"]
        self.assertFalse(cases._may_own(self.seller, company))
        owner = cases._choose_owner(program, company, self.seller, response.team_id)
        self.assertEqual(owner, self.manager)

    def test_a_deadline_skips_tet(self):
        calendar = self._office_hours()
        self._day_off(calendar, datetime(2026, 2, 16, 0, 0), datetime(2026, 2, 21, 0, 0))
        with self._at(datetime(2026, 2, 13, 12, 0)):
            case = self._by_hand()
        self.assertEqual(case.deadline, datetime(2026, 2, 23, 12, 0))
