from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

from .common import NpsCommon

MODELS = ("program", "invitation", "response", "report", "case")


@tagged("post_install", "-at_install")
class TestSecurity(NpsCommon, TransactionCase):
    """Who may do what; what is not listed is refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._user("nps_clerk")
        cls.portal = new_test_user(cls.env, login="nps_portal", groups="base.group_portal")
        cls.answer = cls._sent()._record_answer(3, "chậm")
        cls.env["cs.nps.case"]._open_pending()
        cls.case = cls.answer.case_ids
        cls.records = {
            "program": cls.program,
            "invitation": cls.answer.invitation_id,
            "response": cls.answer,
            "report": cls.env["cs.nps.report"].browse(cls.answer.id),
            "case": cls.case,
        }
        cls.env.flush_all()

    def _may(self, user, model, operation):
        record = self.records[model].with_user(user)
        return record.has_access(operation)

    def test_rights_of_each_role_on_each_model(self):
        read = {"read"}
        expected = {
            self.portal: {},
            self.env.ref("base.public_user"): {},
            self.clerk: {},
            self.seller: {"response": read, "case": {"read", "write", "create"}},
            self.reader: {
                "program": read,
                "invitation": read,
                "response": read,
                "report": read,
                "case": {"read", "write", "create"},
            },
            self.manager: {
                "program": {"read", "write", "create", "unlink"},
                "invitation": read,
                "response": read,
                "report": read,
                "case": {"read", "write", "create"},
            },
        }
        for user, rights in expected.items():
            for model in MODELS:
                for operation in ("read", "write", "create", "unlink"):
                    with self.subTest(user=user.login, model=model, operation=operation):
                        self.assertEqual(
                            self._may(user, model, operation),
                            operation in rights.get(model, set()),
                        )

    def test_salespeople_see_only_their_own(self):
        other = self._user("nps_other_seller", "sales_team.group_sale_salesman_all_leads")
        for model in ("response", "case"):
            name = f"cs.nps.{model}"
            self.assertIn(self.records[model], self.env[name].with_user(self.seller).search([]))
            self.assertFalse(self.env[name].with_user(other).search([]))
            self.assertFalse(self._may(other, model, "read"))

    def test_who_has_both_roles_sees_all(self):
        both = self._user(
            "nps_both", "sales_team.group_sale_salesman,cs_survey_nps.cs_survey_nps_group_user"
        )
        self.assertTrue(self._may(both, "case", "read"))

    def test_another_companys_records_are_hidden(self):
        other = self._company("Elsewhere")
        foreigner = self._user(
            "nps_foreigner",
            "cs_survey_nps.cs_survey_nps_group_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        for model in MODELS:
            with self.subTest(model=model):
                self.assertFalse(self.env[f"cs.nps.{model}"].with_user(foreigner).search([]))
                self.assertFalse(self._may(foreigner, model, "read"))
        score = self.env["cs.nps.program"].with_user(foreigner).cs_score()
        self.assertEqual(score["n"], 0)

    def test_public_methods_check_access(self):
        program, invitation = self.program, self.answer.invitation_id
        calls = (
            (program, "cs_invite", [[self.customer.id]]),
            (program, "action_send_test", []),
            (self.env["cs.nps.program"], "cs_score", []),
            (self.env["cs.nps.program"], "cs_compare", [[], []]),
            (invitation, "action_open_page", []),
            (invitation, "action_send_now", []),
            (self.answer, "action_view_order", []),
            (self.answer, "action_view_case", []),
            (self.case, "action_contacted", []),
            (self.case, "action_resolve", []),
            (self.case, "action_close", []),
            (self.case, "action_reopen", []),
        )
        for user in (self.portal, self.clerk):
            for records, method, arguments in calls:
                with self.subTest(user=user.login, method=method), self.assertRaises(AccessError):
                    getattr(records.with_user(user), method)(*arguments)

    def test_only_managers_invite_send_and_open_pages(self):
        program, invitation = self.program, self.answer.invitation_id
        for records, method, arguments in (
            (program, "cs_invite", [[self.customer.id]]),
            (program, "action_send_test", []),
            (invitation, "action_open_page", []),
            (invitation, "action_send_now", []),
        ):
            with self.subTest(method=method):
                with self.assertRaises(AccessError):
                    getattr(records.with_user(self.reader), method)(*arguments)
                self.assertTrue(getattr(records.with_user(self.manager), method)(*arguments))

    def test_readers_get_figures(self):
        program = self.env["cs.nps.program"].with_user(self.reader)
        self.assertEqual(program.cs_score([("id", "=", self.answer.id)])["n"], 1)

    def test_the_wizard_is_for_managers(self):
        values = {"program_id": self.program.id, "partner_ids": self.customer.ids}
        with self.assertRaises(AccessError):
            self.env["cs.nps.invite"].with_user(self.reader).create(values)
        self.env["cs.nps.invite"].with_user(self.manager).create(values)

    def test_the_nonce_and_the_link_are_hidden_from_survey_users(self):
        invitation = self.answer.invitation_id.with_user(self.manager)
        with self.assertRaises(AccessError):
            invitation.read(["cs_token_nonce"])
        with self.assertRaises(AccessError):
            self.env["mail.mail"].with_user(self.manager).search(
                [("model", "=", "cs.nps.invitation")]
            )

    def test_a_seller_works_on_the_own_case(self):
        case = self.case.with_user(self.seller)
        case.write({"resolution": "Called", "stage": "contacted"})
        self.assertEqual(case.score, 3)
        self.assertEqual(case.comment, "chậm")

    def test_fields_on_shared_models_are_for_survey_users(self):
        for record, field in (
            (self.customer, "cs_nps_last_score"),
            (self.answer.sale_order_id, "cs_nps_invitation_count"),
        ):
            with self.assertRaises(AccessError):
                record.with_user(self.seller).read([field])
            record.sudo().with_user(self.reader).sudo().read([field])

    def test_a_delivery_by_a_warehouse_worker_invites(self):
        worker = self._user("nps_worker", "stock.group_stock_user")
        order = self._order(self._partner("X", email="x@example.com"))
        self._deliver(order.picking_ids.with_user(worker))
        self.assertEqual(len(self._invitations(order)), 1)
