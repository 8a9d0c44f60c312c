from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

from .common import NpsCommon

ALL = {"read", "write", "create", "unlink"}


@tagged("post_install", "-at_install")
class TestCaseSecurity(NpsCommon, TransactionCase):
    """Who may do what with cases, their causes, their mails and their figures."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._user("nps_clerk")
        cls.portal = new_test_user(cls.env, login="nps_portal", groups="base.group_portal")
        answer = cls._sent()._record_answer(3, "chậm")
        cls.env["cs.nps.case"]._open_pending()
        cls.case = answer.case_ids
        cls.cause = cls.env["cs.nps.cause"].create(
            {"name": "Ours", "company_id": cls.company.id}
        )
        cls.env.flush_all()
        cls.row = cls.env["cs.nps.case.report"].browse(cls.case.id)

    def rights(self, record, user):
        record = record.with_user(user)
        return {
            operation
            for operation in ("read", "write", "create", "unlink")
            if record.has_access(operation)
        }

    def test_rights_of_each_role(self):
        nobody = self.portal, self.env.ref("base.public_user"), self.clerk
        work = {"read", "write", "create"}
        expected = {
            **{user: (set(), set(), set()) for user in nobody},
            self.seller: (work, {"read"}, set()),
            self.reader: (work, {"read"}, {"read"}),
            self.manager: (work, ALL, {"read"}),
        }
        for user, (case, cause, row) in expected.items():
            with self.subTest(user=user.login):
                self.assertEqual(self.rights(self.case, user), case)
                self.assertEqual(self.rights(self.cause, user), cause)
                self.assertEqual(self.rights(self.row, user), row)

    def test_the_mail_is_its_writers(self):
        self.case.resolution = "Done"
        for user, may in ((self.seller, True), (self.reader, True), (self.manager, True)):
            wizard = self.case.with_user(user).action_tell()["res_id"]
            wizard = self.env["cs.nps.case.tell"].browse(wizard)
            self.assertEqual(wizard.with_user(user).has_access("write"), may)
            others = (self.seller + self.reader + self.manager + self.clerk) - user
            for other in others:
                self.assertFalse(wizard.with_user(other).has_access("read"))
                with self.assertRaises(AccessError):
                    wizard.with_user(other).action_send()
        for user in (self.portal, self.clerk):
            self.assertFalse(self.env["cs.nps.case.tell"].with_user(user).has_access("create"))

    def test_a_leader_sees_the_teams_and_another_seller_none(self):
        leader = self._user("nps_leader", "sales_team.group_sale_salesman")
        other = self._user("nps_other", "sales_team.group_sale_salesman")
        self.case.team_id = self.env["crm.team"].create({"name": "T", "user_id": leader.id})
        self.env.flush_all()
        self.assertEqual(self.env["cs.nps.case"].with_user(leader).search([]), self.case)
        self.assertFalse(self.env["cs.nps.case"].with_user(other).search([]))
        for operation in ("read", "write"):
            self.assertFalse(self.case.with_user(other).has_access(operation))

    def test_another_companys_are_hidden_and_shared_causes_are_not(self):
        other = self._company("Elsewhere")
        foreigner = self._user(
            "nps_foreigner",
            "cs_survey_nps.cs_survey_nps_group_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        for record in (self.case, self.cause, self.row):
            self.assertFalse(record.with_user(foreigner).has_access("read"), record._name)
        shared = self.env["cs.nps.cause"].create({"name": "Everybody's"})
        self.assertTrue(shared.with_user(foreigner).has_access("write"))
        cases = self.env["cs.nps.case"].with_user(foreigner)
        self.assertEqual(cases.cs_measures()["cases"], 0)

    def test_public_methods_check_access(self):
        partner = self.customer
        calls = (
            (self.case, "action_tell"),
            (self.case, "cs_tell"),
            (self.case, "cs_measures"),
            (self.case, "action_view_order"),
            (self.case, "action_view_answer"),
            (self.case, "action_view_resurvey"),
            (self.case, "action_view_customer_cases"),
            (self.cause, "action_view_cases"),
            (self.row, "action_open_case"),
        )
        self.case.resolution = "Done"
        for user in (self.portal, self.clerk):
            for record, method in calls:
                with (
                    self.subTest(user=user.login, method=method),
                    self.assertRaises(AccessError),
                ):
                    getattr(record.with_user(user), method)()
        with self.assertRaises(AccessError):
            partner.with_user(self.portal).action_cs_nps_cases()

    def test_counts_on_customers_are_for_those_who_see_cases(self):
        for user, count in ((self.seller, 1), (self.reader, 1)):
            found = self.customer.with_user(user).read(["cs_nps_case_count"])
            self.assertEqual(found[0]["cs_nps_case_count"], count)
        with self.assertRaises(AccessError):
            self.customer.with_user(self.clerk).read(["cs_nps_case_count"])
