"""What programs send by mistake to the public methods is answered with a sentence."""

from odoo.addons.cs_base.tests.arguments import ArgumentsCase
from odoo.tests import TransactionCase, tagged

from .common import StockoutCommon


@tagged("post_install", "-at_install")
class TestArguments(ArgumentsCase, StockoutCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._rule()

    def test_every_method_of_cases_and_lines(self):
        case = self._offered()
        line, quotation = case.sale_line_id, self._order((self.cooker, 5)).order_line
        held = self._offered((self._product("Ấm", 100), 1))
        held.sudo().state = "approval"
        option = self._option(case)
        for user, records, method, good in (
            (self.seller, case, "cs_choose", {
                "choice": "substitute", "option_id": option.id, "note": "Cô ấy muốn bản mới."
            }),
            (self.boss, held, "cs_refuse", {"reason": "Đắt quá."}),
            (self.seller, line, "cs_substitutes", {"limit": 3}),
            (self.seller, quotation, "cs_substitutes", {"limit": 0}),
            (self.seller, quotation, "cs_shortage", {}),
            (self.seller, quotation, "cs_not_offered", {}),
        ):  # fmt: skip
            self.assert_answers(user, records, method, **good)

    def test_every_method_of_the_figures(self):
        self._offered()
        self.assert_answers(
            self.boss,
            self.env["cs.service.line"],
            "cs_measures",
            domain=[["in_full", ">=", 0]],
            date_from="2026-01-01",
            date_to="2026-12-31",
        )
