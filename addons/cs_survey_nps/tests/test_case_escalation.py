from datetime import datetime, timedelta

from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import NpsCommon

START = datetime(2026, 3, 4, 5, 0)


@tagged("post_install", "-at_install")
class TestCaseEscalation(NpsCommon, TransactionCase):
    """Overdue cases are told once a level, and to those who may see them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id = False  # around the clock, so that hours are hours
        cls.leader = cls._user("nps_leader", "sales_team.group_sale_salesman", lang="en_US")
        cls.team = cls.env["crm.team"].create({"name": "Shop", "user_id": cls.leader.id})
        cls.boss = cls._user("nps_boss", "cs_survey_nps.cs_survey_nps_group_manager")
        cls.program.write({"escalation_user_id": cls.boss.id, "escalation_again_hours": 4})

    def setUp(self):
        super().setUp()
        with self._at(START):
            self.case = self._case(team_id=self.team.id)

    def escalate(self, hours):
        """Run the job ``hours`` after the complaint; return who is told in all."""
        with self._at(START + timedelta(hours=hours)):
            self.env["cs.nps.case"]._escalate_due()
        kind = self.env.ref("cs_survey_nps.mail_activity_type_escalation")
        return self.case.activity_ids.filtered(lambda one: one.activity_type_id == kind).user_id

    def test_the_leader_then_the_person_above_once_each(self):
        self.assertFalse(self.escalate(7.9))
        self.assertEqual(self.escalate(8), self.leader)
        self.assertEqual(self.case.escalation_level, 1)
        self.assertIn(self.leader.name, self.case.message_ids[0].body)
        self.assertEqual(self.escalate(11.9), self.leader)
        self.assertEqual(self.escalate(12), self.leader + self.boss)
        notes = len(self.case.message_ids)
        self.assertEqual(self.escalate(1000), self.leader + self.boss)
        self.assertEqual((self.case.escalation_level, len(self.case.message_ids)), (2, notes))
        self.assertFalse(self.case.escalate_at)

    def test_the_leader_may_read_and_take_it(self):
        self.escalate(8)
        case = self.case.with_user(self.leader)
        self.assertIn("chậm", case.comment)
        case.user_id = self.leader
        self.assertEqual(self.case.user_id, self.leader)

    def test_the_job_does_so(self):
        self.case.deadline = datetime(2020, 1, 1)
        self._run_cron("ir_cron_escalate")
        self.assertEqual(self.case.escalation_level, 1)

    def test_hours_after_the_deadline(self):
        self.program.escalation_hours = 3
        self.case.deadline += timedelta(hours=1)
        self.assertFalse(self.escalate(11.9))
        self.assertEqual(self.escalate(12), self.leader)

    def test_what_is_resolved_or_switched_off_is_not_told(self):
        self.case.write({"stage": "resolved", "resolution": "Done"})
        self.assertFalse(self.escalate(100))
        self.program.case_escalation = False
        with self._at(START):
            other = self._by_hand()
        self.assertFalse(other.escalate_at)

    def test_resolving_ends_what_was_told(self):
        self.escalate(8)
        self.case.write({"stage": "resolved", "resolution": "Done"})
        self.assertFalse(self.case.activity_ids)

    def test_reopened_it_is_told_anew(self):
        self.escalate(8)
        self.case.write({"stage": "resolved", "resolution": "Done"})
        with self._at(START + timedelta(hours=100)):
            self.case.action_reopen()
        self.assertFalse(self.escalate(107))
        self.assertEqual(self.escalate(108), self.leader)

    def test_without_a_leader_the_responsible(self):
        self.team.user_id = False
        self.assertEqual(self.escalate(8), self.manager)

    def test_an_owner_who_leads_is_not_told_of_himself(self):
        self.case.user_id = self.leader
        self.assertEqual(self.escalate(8), self.manager)

    def test_a_leader_who_may_not_see_it_is_passed_over(self):
        self.team.user_id = self._user("outsider")
        self.assertEqual(self.escalate(8), self.manager)

    def test_nobody_above_is_noted(self):
        self.team.user_id = False
        self.program.write({"user_id": self.seller.id, "escalation_user_id": False})
        self.assertFalse(self.escalate(8))
        self.assertIn("nobody above", self.case.message_ids[0].body)
        self.assertEqual(self.case.escalation_level, 1)
        self.assertFalse(self.case.escalate_at)

    def test_what_is_noted_is_in_the_language_of_those_who_read_it(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.team.user_id = False
        self.seller.lang = self.case.user_id.lang = "vi_VN"
        self.program.write({"user_id": self.seller.id, "escalation_user_id": False})
        self.escalate(8)
        self.assertIn("Quá hạn", self.case.message_ids[0].body)

    def test_without_an_owner_the_company_is_written_to_in_its_language(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        nobody = self.env["res.users"]
        self.case.company_id.partner_id.lang = "vi_VN"
        self.assertEqual(self.case._in_words_of(nobody).env.lang, "vi_VN")
        self.seller.lang = "en_US"
        self.assertEqual(self.case._in_words_of(self.seller).env.lang, "en_US")

    def test_one_that_fails_stops_no_other(self):
        with self._at(START):
            other = self._by_hand()
        model = type(self.case)
        original = model._escalate

        def escalate(case):
            if case == self.case:
                raise ValueError("no")
            return original(case)

        self.patch(model, "_escalate", escalate)
        with (
            mute_logger("odoo.addons.cs_survey_nps.models.cs_nps_case_escalate"),
            self._at(START + timedelta(hours=9)),
        ):
            self.assertEqual(self.env["cs.nps.case"]._escalate_due(), (1, 1))
        self.assertEqual((self.case.escalation_level, other.escalation_level), (0, 1))

    def test_negative_times_are_refused(self):
        for name in ("case_delay_minutes", "escalation_hours", "resurvey_days"):
            with (
                self.subTest(name),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self.program.write({name: -1})
                self.env.flush_all()

    def test_shipped_rules_are_off_and_work_when_switched_on(self):
        alarm = self.env.ref("cs_survey_nps.base_automation_detractor")
        overdue = self.env.ref("cs_survey_nps.base_automation_overdue")
        self.assertFalse((alarm + overdue).filtered("active"))
        (alarm + overdue).active = True
        mails = self.env["mail.mail"].search([])
        case = self._case(partner=self._partner("Bà Tư", email="tu@example.com"))
        [mail] = self.env["mail.mail"].search([]).filtered(
            lambda mail: mail not in mails and mail.model == "cs.nps.case"
            and self.manager.partner_id in mail.recipient_ids
        )
        self.assertIn("Bà Tư", mail.subject)
        self.assertIn("giao hàng chậm", mail.body_html)
        before = case.activity_ids
        case.deadline = datetime(2020, 1, 1)
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("base_automation.ir_cron_data_base_automation_check").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((case.activity_ids - before).user_id, self.seller)
