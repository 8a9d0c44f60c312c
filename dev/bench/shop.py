"""A shop whose orders are confirmed, invoiced and opened, to be timed."""

import gc
import time

from dev.real_data.session import transaction

LINES = (1, 50)
ALL_LINES = (1, 10, 50, 200)  # at full scale
HISTORY = 20  # orders that the customer has had
SELLER = (
    "sales_team.group_sale_salesman_all_leads",
    "stock.group_stock_user",
    "account.group_account_invoice",
    "cs_loyalty.cs_loyalty_group_user",
    "cs_survey_nps.cs_survey_nps_group_user",
    "cs_stockout.cs_stockout_group_user",
)


class Shop:
    """One database with products in stock and a customer who has bought before.

    What is measured is done by a salesperson: with access rights, tracking and messages.

    :param dict ids: what :meth:`fill` returned; it may have been JSON meanwhile
    """

    def __init__(self, registry, ids):
        self.registry = registry
        self.ids = ids
        with transaction(registry) as env:
            self.form = fields_of_form(env(user=ids["seller"]), "sale.order")

    @classmethod
    def fill(cls, registry):
        """Create products, a customer with her history, quotations to open, a salesperson."""
        with transaction(registry) as env:
            products = cls._products(env)
            partner = env["res.partner"].create({"name": "Chị Lan", "phone": "0912345678"})
            for _number in range(HISTORY):
                order = cls._order(env, partner.id, products.ids[:1])
                order.action_confirm()
                order._create_invoices().action_post()
            quotations = {
                str(lines): cls._order(env, partner.id, products.ids[:lines]).id
                for lines in ALL_LINES
            }
            return {
                "partner": partner.id,
                "products": products.ids,
                "quotations": quotations,
                "seller": cls._seller(env).id,
            }

    @classmethod
    def _seller(cls, env):
        found = [env.ref(name, raise_if_not_found=False) for name in SELLER]
        return env["res.users"].create(
            {
                "name": "Anh Minh",
                "login": "seller",
                "group_ids": [(4, group.id) for group in found if group],
            }
        )

    @classmethod
    def _products(cls, env):
        products = env["product.product"].create(
            [
                {
                    "name": f"Hàng {number}",
                    "is_storable": True,
                    "list_price": 100,
                    "invoice_policy": "order",
                    "taxes_id": False,
                }
                for number in range(max(ALL_LINES))
            ]
        )
        cls._stock(env, products)
        return products

    @classmethod
    def _stock(cls, env, products):
        warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
        quants = env["stock.quant"].with_context(inventory_mode=True)
        quants.create(
            [
                {
                    "product_id": product.id,
                    "location_id": warehouse.lot_stock_id.id,
                    "inventory_quantity": 100_000,
                }
                for product in products
            ]
        ).action_apply_inventory()

    @staticmethod
    def _order(env, partner_id, product_ids):
        return env["sale.order"].create(
            {
                "partner_id": partner_id,
                "order_line": [
                    (0, 0, {"product_id": product_id, "product_uom_qty": 1})
                    for product_id in product_ids
                ],
            }
        )

    def measure(self, work, lines):
        """Return (seconds, queries) of one piece of work, which is then taken back."""
        from odoo.api import Environment

        context = {"lang": "en_US", "tz": "Asia/Ho_Chi_Minh"}
        with self.registry.cursor() as cr:
            env = Environment(cr, self.ids["seller"], context)
            act = getattr(self, f"_{work}")(env, lines)
            env.flush_all()
            cr.precommit.run()
            env.invalidate_all()
            gc.collect()
            queries, started = cr.sql_log_count, time.perf_counter()
            act()
            env.flush_all()
            cr.precommit.run()
            took, asked = time.perf_counter() - started, cr.sql_log_count - queries
            cr.rollback()
        return took, asked

    def _new_order(self, env, lines):
        return self._order(env, self.ids["partner"], self.ids["products"][:lines])

    def _confirm(self, env, lines):
        return self._new_order(env, lines).action_confirm

    def _invoice(self, env, lines):
        order = self._new_order(env, lines)
        order.action_confirm()
        return order._create_invoices().action_post

    def _form(self, env, lines):
        order = env["sale.order"].browse(self.ids["quotations"][str(lines)])
        return lambda: order.web_read(self.form)


class ShortShop(Shop):
    """The same shop with empty shelves."""

    @classmethod
    def _stock(cls, env, products):
        """Leave them empty."""


def fields_of_form(env, model):
    """Return what a browser asks for when it opens the form of ``model``."""
    from lxml import etree

    arch = env[model].get_view(view_type="form")["arch"]
    return _specification(env, model, etree.fromstring(arch))


def _specification(env, model, tree):
    wanted = {}
    for node in tree.iter("field"):
        if _nested(node, tree):
            continue
        field = env[model]._fields.get(node.get("name"))
        if field is None:
            continue
        if field.type == "many2one":
            wanted[field.name] = {"fields": {"display_name": {}}}
        elif field.type in ("one2many", "many2many"):
            views = node.findall("list") or node.findall("kanban")
            below = _specification(env, field.comodel_name, views[0]) if views else {}
            wanted[field.name] = {"fields": {"id": {}, **below}}
        else:
            wanted[field.name] = {}
    return wanted


def _nested(node, tree):
    """Tell whether a field belongs to the view of another field inside ``tree``."""
    above = node.getparent()
    while above is not None and above is not tree:
        if above.tag == "field":
            return True
        above = above.getparent()
    return False
