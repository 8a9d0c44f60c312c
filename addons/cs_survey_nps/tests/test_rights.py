from odoo.addons.cs_base.tests.rights import RightsCase
from odoo.tests import TransactionCase, tagged

from .common import NpsCommon


@tagged("post_install", "-at_install")
class TestRights(RightsCase, NpsCommon, TransactionCase):
    """Who may do what with every model, method and route, held against ``rights.json``."""

    addon = "cs_survey_nps"
    manager_groups = "cs_survey_nps.cs_survey_nps_group_manager,sales_team.group_sale_manager"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.answer = cls._sent()._record_answer(3, "chậm")
        cls.env["cs.nps.case"]._open_pending()
        cls._set_roles(cls.customer, seller=cls.seller, user=cls.reader, manager=cls.manager)

    def known_records(self):
        return {
            "res.partner": self.customer,
            "sale.order": self.answer.sale_order_id,
            "cs.nps.program": self.program,
            "cs.nps.response": self.answer,
            "cs.nps.invitation": self.answer.invitation_id,
            "cs.nps.case": self.answer.case_ids,
        }

    def company_records(self):
        known = self.known_records()
        names = ("program", "invitation", "response", "case")
        found = {f"cs.nps.{name}": known[f"cs.nps.{name}"] for name in names}
        found["cs.nps.report"] = self.env["cs.nps.report"].browse(self.answer.ids)
        found["cs.nps.trend"] = self.env["cs.nps.trend"].sudo().search([], limit=1)
        return found

    def test_answers_and_figures_are_written_by_no_one(self):
        for name in ("invitation", "response", "report", "scale.report", "trend", "funnel"):
            for role, rights in self.snapshot["models"][f"cs.nps.{name}"].items():
                self.assertIn(rights, ("", "read"), f"{role} {name}")
        for name, rights in self.snapshot["models"].items():
            self.assertEqual(rights["employee"], "", name)
