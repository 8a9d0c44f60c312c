from odoo.addons.cs_stockout.tests.common import StockoutCommon
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestShortage(StockoutCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._rule()
        cls.env["cs.nps.program"].search([]).active = False
        cls.program = cls.env["cs.nps.program"].create(
            {"name": "After a shortage", "trigger": "stockout_resolved", "delay_hours": 0}
        )
        cls.reader = cls._user("so_reader", "cs_survey_nps.cs_survey_nps_group_user", lang="en_US")

    def _settle(self, case, choice="cancel"):
        option = self._option(case, choice)
        return case.sudo()._cs_choose(choice, option.id, by="customer")

    def _answer(self, case, score, comment=""):
        self._settle(case)
        [invitation] = self.program.invitation_ids
        return invitation._record_answer(score, comment)

    def test_a_settled_shortage_asks_once(self):
        case = self._offered()
        self.assertFalse(self.program.invitation_ids)
        self._settle(case)
        [invitation] = self.program.invitation_ids
        self.assertEqual(case.state, "done")
        self.assertEqual(invitation.sale_order_id, case.order_id)
        self.assertEqual(invitation.event_key, f"sale.order:{case.order_id.id}")
        self.assertEqual((invitation.res_model, invitation.res_id), (case._name, case.id))
        self.assertIn("Something was missing", invitation._cs_occasion())
        case.write({"state": "done"})
        self.assertEqual(len(self.program.invitation_ids), 1)

    def test_an_order_with_two_shortages_is_asked_about_after_the_last(self):
        other = self._product("Chảo", 200_000, 1)
        cases = self._offered((self.cooker, 5), (other, 3))
        self.assertEqual(len(cases), 2)
        self._settle(cases[0])
        self.assertFalse(self.program.invitation_ids)
        self._settle(cases[1])
        self.assertEqual(len(self.program.invitation_ids), 1)

    def test_what_waits_or_is_cancelled_asks_nothing(self):
        waiting, void = self._offered(), self._offered()
        self._settle(waiting, "wait")
        void._cs_void()
        self.assertFalse(self.program.invitation_ids)

    def test_answer_and_shortage_show_each_other(self):
        case = self._offered()
        answer = self._answer(case, 3, "Chờ lâu quá")
        shown = answer.with_user(self.reader)
        self.assertIn("Nồi cơm 1.8L was missing: Cancel the missing part", shown.cs_stockout_text)
        self.assertEqual(
            case.with_user(self.seller).cs_nps_text, "3 (After a shortage): Chờ lâu quá"
        )
        action = shown.action_view_cs_stockouts()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), case)

    def test_without_shortage_or_answer_nothing_is_shown(self):
        self.assertFalse(self._offered().cs_nps_text)
        program = self.program.copy({"trigger": "manual"})
        values = program._prepare_invitation_values("other", self.lan)
        invitation = self.env["cs.nps.invitation"].create({**values, "state": "sent"})
        self.assertFalse(invitation._record_answer(9).cs_stockout_text)

    def test_an_answer_without_comment_is_told(self):
        case = self._offered()
        self._answer(case, 9)
        self.assertEqual(case.cs_nps_text, "9 (After a shortage), without a comment")
