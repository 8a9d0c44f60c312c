from odoo.tests import Form, TransactionCase, tagged

from .common import NpsCommon


@tagged("post_install", "-at_install")
class TestPartner(NpsCommon, TransactionCase):
    """What a customer's form says of the answers, without costing anything elsewhere."""

    def test_last_score_on_the_customer_tells_zero_from_none(self):
        silent = self._partner("Silent")
        self.assertFalse(silent.cs_nps_last_category)
        self._answered(9, partner=silent)
        self._answered(0, partner=silent)
        silent.invalidate_recordset()
        self.assertEqual((silent.cs_nps_last_score, silent.cs_nps_last_category), (0, "detractor"))
        self.assertEqual(silent.cs_nps_response_count, 2)

    def test_the_computes_cost_the_same_for_many(self):
        partners = self.env["res.partner"].browse()
        for number in range(10):
            partners += self._partner(f"P{number}")
            self._answered(9, partner=partners[-1])
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(2):
            partners.mapped("cs_nps_last_category")

    def test_a_new_partner_form_opens(self):
        with Form(self.env["res.partner"]) as form:
            form.name = "New"

    def test_the_order_tells_answers_and_cases(self):
        invitation = self._sent()
        order = invitation.sale_order_id.with_user(self.reader).sudo().with_user(self.reader)
        silent = self._sent(self._partner("S", email="s@example.com")).sale_order_id
        invitation._record_answer(2)
        self.env["cs.nps.case"]._open_pending()
        orders = (order + silent).sudo()
        orders.invalidate_recordset()
        self.assertEqual(orders.mapped("cs_nps_response_count"), [1, 0])
        self.assertEqual(orders.mapped("cs_nps_last_score"), [2, 0])
        self.assertEqual(orders.mapped("cs_nps_case_count"), [1, 0])
        for action, model in (
            (orders[0].action_cs_nps_responses(), "cs.nps.response"),
            (orders[0].action_cs_nps_cases(), "cs.nps.case"),
            (orders[0].action_cs_nps_invitations(), "cs.nps.invitation"),
        ):
            self.assertEqual(action["res_model"], model)
            self.assertEqual(self.env[model].search_count(action["domain"]), 1)
        self.env.flush_all()
        orders.invalidate_recordset()
        with self.assertQueryCount(3):
            orders.mapped("cs_nps_last_score")
            orders.mapped("cs_nps_case_count")
