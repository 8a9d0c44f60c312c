"""A small shop for the tests: products, stock, receipts, rules, orders."""

from datetime import timedelta

from odoo import Command, fields
from odoo.addons.cs_base.tests.common import CsCommon


class StockoutCommon(CsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.cs_stockout_offer = "manual"
        cls.company.cs_stockout_default_choice = "wait"
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.seller = cls._user("so_seller", "sales_team.group_sale_salesman")
        cls.boss = cls._user(
            "so_boss",
            "cs_stockout.cs_stockout_group_manager,sales_team.group_sale_salesman_all_leads",
        )
        # The texts checked are English, whatever the database speaks.
        (cls.seller | cls.boss).lang = "en_US"
        cls.lan = cls._partner("Chị Lan", email="lan@example.com", lang="en_US")
        cls.kitchen = cls.env["product.category"].create({"name": "Bếp"})
        cls.cooker = cls._product("Nồi cơm 1.8L", 1_250_000, 2)
        cls.newer = cls._product("Nồi cơm 1.8L bản 2026", 1_300_000, 14)

    @classmethod
    def _product(cls, name, price=100.0, on_hand=0.0, **values):
        product = cls.env["product.product"].create(
            {
                "name": name,
                "type": "consu",
                "is_storable": True,
                "list_price": price,
                "taxes_id": False,
                "categ_id": cls.kitchen.id,
                **values,
            }
        )
        if on_hand:
            cls._add_stock(product, on_hand)
        return product

    @classmethod
    def _add_stock(cls, product, quantity, warehouse=None):
        location = (warehouse or cls.warehouse).lot_stock_id
        cls.env["stock.quant"]._update_available_quantity(product, location, quantity)

    @classmethod
    def _receipt(cls, product, quantity, days):
        date = fields.Datetime.now() + timedelta(days=days)
        source = cls.env.ref("stock.stock_location_suppliers")
        picking = cls.env["stock.picking"].create(
            {
                "picking_type_id": cls.warehouse.in_type_id.id,
                "location_id": source.id,
                "location_dest_id": cls.warehouse.lot_stock_id.id,
                "scheduled_date": date,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "location_id": source.id,
                            "location_dest_id": cls.warehouse.lot_stock_id.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        return picking

    @classmethod
    def _receive(cls, picking):
        picking.move_ids.write({"picked": True})
        picking._action_done()

    @classmethod
    def _rule(cls, product=None, substitute=None, **values):
        return cls.env["cs.substitution.rule"].create(
            {
                "product_id": (product or cls.cooker).id,
                "substitute_id": (substitute or cls.newer).id,
                **values,
            }
        )

    @classmethod
    def _order(cls, *lines, **values):
        """Return a quotation of the seller: lines are (product, quantity[, line values])."""
        commands = [
            Command.create(
                {
                    "product_id": product.id,
                    "product_uom_qty": quantity,
                    **(more[0] if more else {}),
                }
            )
            for product, quantity, *more in lines
        ]
        return cls.env["sale.order"].create(
            {
                "partner_id": cls.lan.id,
                "user_id": cls.seller.id,
                "order_line": commands,
                **values,
            }
        )

    def _short(self, *lines, **values):
        """Return what each line of a new quotation is short of.

        What a confirmation knows of the products must be what detection asks for.
        """
        lines = self._order(*lines, **values).order_line
        facts = lines.product_id._cs_facts(lines.company_id)
        self.assertEqual(
            lines.product_id._cs_known_facts(lines.company_id),
            {key: fact._replace(category_ids=()) for key, fact in facts.items()},
        )
        return lines.mapped("cs_short_qty")

    @classmethod
    def _case(cls, *lines, **values):
        """Return the case of a confirmed order, by default 5 cookers of which 3 are short."""
        order = cls._order(*(lines or [(cls.cooker, 5)]), **values)
        order.action_confirm()
        return order.cs_stockout_case_ids

    @classmethod
    def _offered(cls, *lines, **values):
        case = cls._case(*lines, **values)
        case.action_offer()
        return case

    def _pick_all(self, case):
        """Have all goods come in and be picked, so that nothing can be taken off any more."""
        self._add_stock(self.cooker, 9)
        picking = case.order_id.picking_ids
        picking.action_assign()
        picking.move_ids.move_line_ids.picked = True

    def _option(self, case, kind="substitute"):
        return case.option_ids.filtered(lambda option: option.kind == kind)[:1]

    def _returns(self, order):
        """Return the moves that would bring goods back from the customer."""
        return self.env["stock.move"].search(
            [
                ("sale_line_id", "in", order.order_line.ids),
                ("location_id.usage", "=", "customer"),
            ]
        )

    def _forecast(self, product):
        product.invalidate_recordset(["virtual_available"])
        return product.with_context(warehouse_id=self.warehouse.id).virtual_available
