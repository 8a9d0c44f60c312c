"""Price, unit, minimum, currency, taxes and lead time are those of Odoo's own purchases."""

from datetime import timedelta

from freezegun import freeze_time
from odoo import Command, fields
from odoo.tests import TransactionCase, tagged

from .common import PurchaseCommon


@tagged("post_install", "-at_install")
class TestBuyTerms(PurchaseCommon, TransactionCase):
    def _price(self):
        return self.cooker.seller_ids.filtered(lambda seller: seller.partner_id == self.other)

    def setUp(self):
        super().setUp()
        self._name_alternative(self.other)

    def test_never_less_than_the_minimum(self):
        self._price().min_qty = 10
        line = self._buy(self._case()).order_line
        self.assertEqual((line.product_qty, line.price_unit), (10, 900_000))

    def test_what_is_listed_counts_towards_the_minimum(self):
        self._price().min_qty = 10
        rfq = self._buy(self._case())
        self.assertEqual(self._buy(self._case()), rfq)
        self.assertEqual(rfq.order_line.product_qty, 15)
        rfq.order_line.product_qty = 2
        third = self._case((self.cooker, 1))
        self._buy(third)
        self.assertEqual((rfq.order_line.product_qty, rfq.order_line.price_unit), (10, 900_000))

    def test_the_best_price_whose_minimum_is_reached(self):
        self._sells(self.other, price=700_000, sequence=2, min_qty=3)
        self._sells(self.other, price=600_000, sequence=2, min_qty=100)
        line = self._buy(self._case()).order_line
        self.assertEqual((line.product_qty, line.price_unit), (3, 700_000))

    def test_a_supplier_whose_minimum_is_reached_goes_first(self):
        self._name_alternative(False)
        self.cooker.seller_ids.filtered(
            lambda seller: seller.partner_id == self.usual
        ).min_qty = 50
        self.assertEqual(self._buy(self._case()).partner_id, self.other)
        self.cooker.seller_ids.min_qty = 50
        rfq = self._buy(self._case())
        self.assertEqual((rfq.partner_id, rfq.order_line.product_qty), (self.usual, 50))

    def test_the_suppliers_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self._price().write({"product_uom_id": dozen.id, "price": 9_600_000})
        line = self._buy(self._case()).order_line
        self.assertEqual((line.product_qty, line.product_uom_id), (1, dozen))
        self.assertEqual(line.price_unit, 9_600_000)
        self.assertEqual(line.product_uom_qty, 12)

    def test_a_minimum_in_the_suppliers_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self._price().write({"product_uom_id": dozen.id, "min_qty": 2})
        self.assertEqual(self._buy(self._case()).order_line.product_qty, 2)

    def test_dozens_that_were_sold_are_missing_as_pieces(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        case = self._case((self.cooker, 1, {"product_uom_id": dozen.id}))
        self.assertEqual(self._buy(case).order_line.product_qty, 10)

    def test_a_foreign_currency(self):
        money = self.env.ref("base.CHF")
        money.active = True
        self._price().write({"currency_id": money.id, "price": 30})
        rfq = self._buy(self._case())
        self.assertEqual((rfq.currency_id, rfq.order_line.price_unit), (money, 30))

    def test_taxes_are_mapped(self):
        taxes = self.env["account.tax"]
        position = self.env["account.fiscal.position"].create({"name": "Abroad"})
        domestic = taxes.create({"name": "10 in", "amount": 10, "type_tax_use": "purchase"})
        abroad = taxes.create(
            {
                "name": "0 in",
                "amount": 0,
                "type_tax_use": "purchase",
                "fiscal_position_ids": position.ids,
                "original_tax_ids": domestic.ids,
            }
        )
        self.cooker.supplier_taxes_id = domestic
        self.other.property_account_position_id = position
        rfq = self._buy(self._case())
        self.assertEqual(rfq.fiscal_position_id, position)
        self.assertEqual(rfq.order_line.tax_ids, abroad)

    @freeze_time("2026-06-01 05:00:00")
    def test_the_lead_time(self):
        rfq = self._buy(self._case())
        self.assertEqual(
            rfq.order_line.date_planned, fields.Datetime.now() + timedelta(days=2)
        )
        self.assertEqual(rfq.date_order, fields.Datetime.now())

    def test_no_price_is_known_yet(self):
        money = self.env.ref("base.CHF")
        money.active = True
        self.third.property_purchase_currency_id = money
        self._name_alternative(self.third)
        rfq = self._buy(self._case())
        self.assertEqual((rfq.partner_id, rfq.currency_id), (self.third, money))
        self.assertEqual((rfq.order_line.product_qty, rfq.order_line.price_unit), (3, 0))
        self.assertFalse(
            self.cooker.seller_ids.filtered(lambda seller: seller.partner_id == self.third)
        )

    def test_a_price_of_another_variant_is_none(self):
        attribute = self.env["product.attribute"].create(
            {
                "name": "Colour",
                "value_ids": [Command.create({"name": name}) for name in ("Red", "Blue")],
            }
        )
        template = self.env["product.template"].create(
            {
                "name": "Kettle",
                "is_storable": True,
                "attribute_line_ids": [
                    Command.create(
                        {
                            "attribute_id": attribute.id,
                            "value_ids": attribute.value_ids.ids,
                        }
                    )
                ],
            }
        )
        red, blue = template.product_variant_ids
        self._sells(self.usual, red, price=5, product_id=blue.id)
        self._sells(self.other, red, price=7, product_id=red.id)
        rfq = self._buy(self._case((red, 2)))
        self.assertEqual((rfq.partner_id, rfq.order_line.price_unit), (self.other, 7))
