"""What programs send by mistake to the public methods is answered with a sentence."""

from odoo.addons.cs_base.tests.arguments import ArgumentsCase
from odoo.tests import TransactionCase, tagged

from .common import NpsCommon


@tagged("post_install", "-at_install")
class TestArguments(ArgumentsCase, NpsCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.domain = [["program_id", "=", cls.program.id]]
        cls.days = {"date_from": "2026-01-01", "date_to": "2026-12-31"}

    def test_every_method_of_figures(self):
        program, figures = self.program, {"domain": self.domain, **self.days}
        for method, good in (
            ("cs_score", {**figures, "latest_per_contact": True, "metric": "nps"}),
            ("cs_trend", {**figures, "interval": "week", "metric": "nps"}),
            ("cs_compare", {"domain_a": self.domain, "domain_b": []}),
        ):
            self.assert_answers(self.reader, program, method, **good)
        cases = self.env["cs.nps.case"]
        self.assert_answers(
            self.reader, cases, "cs_measures", domain=[["stage", "=", "new"]], **self.days
        )

    def test_every_method_that_writes(self):
        case = self._case(comment="Broken").with_user(self.seller)
        case.write({"resolution": "We brought a new cooker.", "stage": "resolved"})
        partners = self.customer.ids
        for user, records, method, good in (
            (self.manager, self.program, "cs_invite", {"partner_ids": partners, "batch": "May"}),
            (self.seller, case, "cs_tell", {"again": True}),
            (self.manager, self.customer, "cs_survey_export", {}),
            (self.manager, self.customer, "cs_survey_erase", {}),
        ):
            self.assert_answers(user, records, method, **good)
