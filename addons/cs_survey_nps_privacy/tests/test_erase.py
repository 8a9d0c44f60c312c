from odoo.addons.cs_survey_nps.tests.common import NpsCommon
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestErase(NpsCommon, TransactionCase):
    """Odoo's own look-up of personal data finds the surveys, and erases them rightly."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.answer = cls._sent()._record_answer(2, "Call me: Lan, 0912345678")
        cls.env["cs.nps.case"]._open_pending()
        cls.case = cls.answer.case_ids
        cls.invitation = cls.answer.invitation_id
        cls.invitation._unsubscribe()
        cls.wizard = cls.env["privacy.lookup.wizard"].create(
            {"name": cls.customer.name, "email": cls.customer.email}
        )
        cls.wizard.action_lookup()

    def _line(self, model):
        return self.wizard.line_ids.filtered(lambda line: line.res_model == model)

    def _assert_forgotten(self):
        self.env.invalidate_all()
        self.assertEqual((self.answer.score, self.answer.status), (2, "confirmed"))
        for record in (self.answer, self.invitation, self.case):
            self.assertTrue(record.exists())
            self.assertFalse(record.partner_id)
            self.assertFalse(record.sale_order_id)
        self.assertFalse(self.answer.comment)
        self.assertFalse(self.invitation.email_normalized)
        score = self.env["cs.nps.program"].cs_score([("program_id", "=", self.program.id)])
        self.assertEqual((score["n"], score["detractors"], score["invited"]), (1, 1, 1))

    def test_each_document_of_a_survey_leads_to_all_of_it(self):
        for model in ("cs.nps.invitation", "cs.nps.response", "cs.nps.case"):
            with self.subTest(model=model), self.env.cr.savepoint() as savepoint:
                self._line(model).action_unlink()
                self._assert_forgotten()
                self.assertIn("Removed the name", self._line(model).execution_details)
                self.assertTrue(self.wizard.log_id)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_all_at_once(self):
        lines = self.wizard.line_ids.filtered(lambda line: line.res_model.startswith("cs."))
        lines.action_unlink_all()
        self._assert_forgotten()

    def test_deleting_the_contact_takes_the_surveys_along(self):
        friend = self._partner("Chị Hoa", email="hoa@example.com")
        answer = self._answered(9, "Hoa says hello", partner=friend)
        wizard = self.env["privacy.lookup.wizard"].create(
            {"name": friend.name, "email": friend.email}
        )
        wizard.action_lookup()
        wizard.line_ids.filtered(lambda line: line.res_model == "res.partner").action_unlink()
        self.assertFalse(friend.exists())
        self.env.invalidate_all()
        self.assertFalse(answer.comment)
        self.assertFalse(answer.invitation_id.email_normalized)

    def test_a_complaint_that_came_by_phone_is_forgotten_too(self):
        friend = self._partner("Chị Hoa", email="hoa@example.com")
        for model in ("cs.nps.case", "res.partner"):
            case = self._by_hand(partner_id=friend.id, description="Hoa here, 0912345678")
            case.with_user(case.user_id).message_post(body="Called Hoa")
            wizard = self.env["privacy.lookup.wizard"].create(
                {"name": friend.name, "email": friend.email}
            )
            wizard.action_lookup()
            wizard.line_ids.filtered(lambda line, model=model: line.res_model == model)[
                :1
            ].action_unlink()
            self.env.invalidate_all()
            self.assertTrue(case.exists(), "it stays in the measures")
            self.assertFalse(case.partner_id or case.description or case.message_ids, model)

    def test_a_refusal_is_kept(self):
        line = self._line("cs.consent")
        line.action_unlink()
        self.assertIn("proves", line.execution_details)
        self.assertTrue(self.customer.cs_survey_opt_out)
        self.assertFalse(line.is_unlinked)
