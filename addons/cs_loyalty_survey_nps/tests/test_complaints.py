from datetime import datetime

from odoo.addons.cs_survey_nps.tests.common import NpsCommon
from odoo.fields import Command
from odoo.tests import TransactionCase, tagged

ANSWERED = datetime(2026, 3, 4, 5, 0)


@tagged("post_install", "-at_install")
class TestComplaints(NpsCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.tier.group"].search([]).is_primary = False
        cls.company.resource_calendar_id = False  # around the clock, so that hours are hours
        cls.group = cls.env["cs.tier.group"].create(
            {
                "name": "Retail",
                "is_primary": True,
                "tier_ids": [
                    Command.create({"name": "Silver", "rank": 1, "threshold": 40}),
                    Command.create(
                        {"name": "Gold", "rank": 2, "threshold": 100, "case_deadline_hours": 2}
                    ),
                ],
            }
        )
        cls.silver, cls.gold = cls.group.tier_ids

    def hold(self, tier, partner=None):
        return self.env["cs.tier.membership"].create(
            {
                "partner_id": (partner or self.customer).id,
                "group_id": self.group.id,
                "tier_id": tier.id,
            }
        )

    def complain(self, partner=None):
        response = self._answered(2, partner=partner or self.customer, answered_at=ANSWERED)
        return self.env["cs.nps.case"]._open(response)

    def banner(self, user=None):
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "user_id": self.seller.id}
        )
        return order.with_user(user or self.seller).cs_loyalty_banner

    def hours(self, case):
        return (case.deadline - case.answered_at).total_seconds() / 3600

    def test_tier_sets_the_deadline(self):
        self.hold(self.gold)
        case = self.complain()
        self.assertEqual(case.cs_tier_id, self.gold)
        self.assertEqual(self.hours(case), 2)

    def test_tier_sets_the_deadline_of_a_complaint_by_phone_too(self):
        self.hold(self.gold)
        with self._at(ANSWERED):
            case = self._by_hand()
        self.assertEqual((case.deadline - ANSWERED).total_seconds() / 3600, 2)

    def test_without_hours_of_its_own_the_programs_hold(self):
        self.hold(self.silver)
        self.assertEqual(self.hours(self.complain()), self.program.case_deadline_hours)
        stranger = self._partner("Stranger")
        self.assertEqual(self.hours(self.complain(stranger)), self.program.case_deadline_hours)

    def test_tier_of_another_company_counts_for_nothing(self):
        other = self._company("Other")
        self.group.company_id = other
        self.hold(self.gold)
        case = self.complain()
        self.assertFalse(case.cs_tier_id)
        self.assertEqual(self.hours(case), self.program.case_deadline_hours)

    def test_banner_links_the_case_for_its_owner(self):
        self.hold(self.gold)
        self.assertNotIn("complaint", self.banner())
        case = self.complain()
        case.user_id = self.seller
        banner = self.banner()
        self.assertIn("1 open complaint", banner)
        self.assertIn(f'href="/odoo/cs.nps.case/{case.id}"', banner)

    def test_banner_tells_others_only_that_there_is_one(self):
        self.hold(self.gold)
        case = self.complain()
        case.user_id = self.manager
        banner = self.banner()
        self.assertIn("1 open complaint", banner)
        self.assertNotIn(f"cs.nps.case/{case.id}", banner)

    def test_several_open_a_list(self):
        self.hold(self.gold)
        for _number in range(2):
            self.complain().user_id = self.seller
        banner = self.banner()
        self.assertIn("2 open complaints", banner)
        self.assertIn(f"/odoo/res.partner/{self.customer.id}/open-complaints", banner)

    def test_resolved_ones_are_not_told(self):
        self.hold(self.gold)
        case = self.complain()
        case.write({"resolution": "Called, voucher given", "stage": "resolved"})
        self.assertNotIn("complaint", self.banner())

    def test_complaint_of_a_contact_is_the_entitys(self):
        self.hold(self.gold)
        child = self._partner("Child", parent_id=self.customer.id)
        self.complain(child)
        self.assertIn("1 open complaint", self.banner())

    def test_tiers_of_many_cases_cost_no_more(self):
        self.hold(self.gold)
        cases = self.complain()
        for number in range(5):
            partner = self._partner(f"P{number}")
            self.hold(self.silver, partner)
            cases |= self.complain(partner)
        self.env.flush_all()
        for chosen in (cases[:1], cases):
            self.env.invalidate_all()
            chosen.fetch(["partner_id", "company_id"])
            with self.assertQueryCount(4):
                self.assertTrue(all(case.cs_tier_id for case in chosen))

    def test_tier_is_asked_for_it_on_its_form(self):
        form = self.env["cs.tier"].get_view(view_type="form")["arch"]
        self.assertIn('name="case_deadline_hours"', form)
