from odoo import Command
from odoo.tests import TransactionCase, tagged

from ..tools import ranking
from .common import StockoutCommon


@tagged("post_install", "-at_install")
class TestRank(StockoutCommon, TransactionCase):
    """The parts of the score that come from history and attributes."""

    def _parts(self, product=None, **values):
        found = self._order((self.cooker, 5), **values).order_line.cs_substitutes()
        parts = {one["id"]: one["parts"] for one in found}
        return parts[(product or self.newer).id]

    def _answer(self, choice, **values):
        """Have a customer answer an offer of the newer cooker."""
        case = self._offered(**values)
        option = self._option(case) if choice == "substitute" else None
        case.cs_choose(choice, option.id if option else False)
        return case

    def test_every_part_has_its_reason_and_the_parts_make_the_score(self):
        self._rule()
        (found,) = self._order((self.cooker, 5)).order_line.cs_substitutes()
        self.assertEqual(set(found["parts"]), set(ranking.WEIGHTS))
        self.assertAlmostEqual(sum(found["parts"].values()), found["score"])
        for weight in ranking.WEIGHTS.values():
            self.assertTrue(any(f"of {weight})" in one for one in found["reasons"]))

    def test_points_have_the_decimal_sign_of_the_reader(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self._rule()
        line = self._order((self.cooker, 5)).order_line
        for lang, points in (("en_US", "(7.5 of 15)"), ("vi_VN", "(7,5/15 điểm)")):
            (found,) = line.with_context(lang=lang).cs_substitutes()
            self.assertTrue(any(points in one for one in found["reasons"]), found["reasons"])

    def test_what_nothing_is_known_of_counts_half(self):
        self._rule()
        parts = self._parts()
        self.assertEqual((parts["accepted"], parts["customer"]), (7.5, 5))

    def test_what_customers_took_rises_and_what_they_refused_falls(self):
        self._rule()
        minh = self._partner("Anh Minh")
        self._answer("substitute", partner_id=minh.id)
        self.assertEqual(self._parts()["accepted"], round(15 * 2 / 3, 1))
        self._answer("cancel", partner_id=minh.id)
        self._answer("wait", partner_id=minh.id)
        self.assertEqual(self._parts()["accepted"], round(15 * 2 / 5, 1))

    def test_silence_is_no_answer(self):
        self._rule()
        case = self._answer("cancel", partner_id=self._partner("Anh Minh").id)
        case.sudo().chosen_by = "deadline"
        self.assertEqual(self._parts()["accepted"], 7.5)

    def test_the_same_customer_took_it_or_did_not_want_it(self):
        self._rule()
        contact = self._partner("Kế toán", parent_id=self.lan.id)
        self._answer("cancel", partner_id=contact.id)
        self.assertEqual(self._parts()["customer"], 0, "refused by the same company")
        self._order((self.newer, 1)).action_confirm()
        self.assertEqual(self._parts()["customer"], 10, "bought since")
        self.assertEqual(self._parts(partner_id=self._partner("Mai").id)["customer"], 5)

    def test_a_quotation_is_not_bought(self):
        self._rule()
        self._order((self.newer, 1))
        self.assertEqual(self._parts()["customer"], 5)

    def test_products_of_another_category_and_with_other_attributes_are_less_alike(self):
        size = self.env["product.attribute"].create(
            {
                "name": "Dung tích",
                "create_variant": "no_variant",
                "value_ids": [Command.create({"name": name}) for name in ("1.8L", "1.2L")],
            }
        )

        def give(product, value):
            # Not the context of the product's creation, which makes no values.
            template = self.env["product.template"].browse(product.product_tmpl_id.id)
            template.attribute_line_ids = [
                Command.clear(),
                Command.create({"attribute_id": size.id, "value_ids": [Command.set(value.ids)]}),
            ]

        self._rule()
        self.assertEqual(self._parts()["likeness"], 10)
        give(self.cooker, size.value_ids[0])
        self.assertEqual(self._parts()["likeness"], 10, "the other one says nothing")
        give(self.newer, size.value_ids[1])
        self.assertEqual(self._parts()["likeness"], 5)
        self.newer.categ_id = self.env["product.category"].create({"name": "Khác"})
        self.assertEqual(self._parts()["likeness"], 0)

    def test_variants_are_compared_by_their_own_values(self):
        color = self.env["product.attribute"].create(
            {"name": "Màu", "value_ids": [Command.create({"name": n}) for n in ("Đỏ", "Xanh")]}
        )
        template = self.env["product.template"].create(
            {
                "name": "Ca",
                "is_storable": True,
                "categ_id": self.kitchen.id,
                "attribute_line_ids": [
                    Command.create(
                        {
                            "attribute_id": color.id,
                            "value_ids": [Command.set(color.value_ids.ids)],
                        }
                    )
                ],
            }
        )
        red, blue = template.product_variant_ids
        self._add_stock(blue, 9)
        self._rule(red, blue)
        (found,) = self._order((red, 1)).order_line.cs_substitutes()
        self.assertEqual(found["parts"]["likeness"], 5)
        self.assertIn("similar product (5 of 10)", found["reasons"])
