"""A buyer, three suppliers, and a customer who waits for three cookers."""

from odoo import Command
from odoo.addons.cs_stockout.tests.common import StockoutCommon


class PurchaseCommon(StockoutCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls._user(
            "so_buyer",
            "purchase.group_purchase_user,cs_stockout.cs_stockout_group_user,"
            "sales_team.group_sale_salesman_all_leads",
            lang="en_US",
        )
        cls.usual = cls._partner("Usual Supplier", is_company=True)
        cls.other = cls._partner("Other Supplier", is_company=True)
        cls.third = cls._partner("Third Supplier", is_company=True)
        cls._sells(cls.usual, price=800_000, sequence=1, delay=6)
        cls._sells(cls.other, price=900_000, sequence=2, delay=2)
        cls.orders = cls.env["purchase.order"]

    @classmethod
    def _sells(cls, partner, product=None, **values):
        return cls.env["product.supplierinfo"].create(
            {
                "partner_id": partner.id,
                "product_tmpl_id": (product or cls.cooker).product_tmpl_id.id,
                **values,
            }
        )

    @classmethod
    def _name_alternative(cls, partner, product=None):
        (product or cls.cooker).product_tmpl_id.cs_alternative_supplier_id = partner

    def _buy(self, needs, user=None):
        """Press the button; return the RFQ, or the RFQs, that it opens."""
        action = needs.with_user(user or self.buyer).action_cs_buy_alternative()
        self.assertEqual(action["res_model"], "purchase.order")
        if action.get("res_id"):
            return self.orders.browse(action["res_id"])
        return self.orders.search(action["domain"])

    def _slipped(self, case):
        """Say that the receipt of the usual supplier made this line short."""
        receipt = self._receipt(case.product_id, 5, 3)
        receipt.partner_id = self.usual
        case.sudo().write({"receipt_id": receipt.id, "origin": "receipt"})

    @classmethod
    def _rfq(cls, partner, product, quantity, **values):
        return cls.env["purchase.order"].create(
            {
                "partner_id": partner.id,
                "user_id": False,
                "order_line": [
                    Command.create({"product_id": product.id, "product_qty": quantity})
                ],
                **values,
            }
        )
