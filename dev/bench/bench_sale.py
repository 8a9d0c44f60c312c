"""Confirming and invoicing an order, and opening its form: with the suite and without it."""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from dev.bench import measure  # noqa: E402
from dev.real_data.reader import InputError  # noqa: E402
from dev.real_data.session import boot, transaction  # noqa: E402

LINES = (1, 50)
ALL_LINES = (1, 10, 50, 200)  # at full scale
FAST = 50  # from so many lines on, the customer's wait is that of bare Odoo
HISTORY = 20  # orders that the customer has had
WORK = ("confirm", "invoice", "form")
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
    """

    def __init__(self, registry):
        self.registry = registry
        with transaction(registry) as env:
            self.products = self._stock(env)
            self.partner = env["res.partner"].create({"name": "Chị Lan", "phone": "0912345678"})
            for _number in range(HISTORY):
                order = self._order(env, 1)
                order.action_confirm()
                order._create_invoices().action_post()
            self.partner_id = self.partner.id
            self.product_ids = self.products.ids
            self.seller_id = self._seller(env).id
        with transaction(registry) as env:
            self.form = fields_of_form(env(user=self.seller_id), "sale.order")

    def _seller(self, env):
        found = [env.ref(name, raise_if_not_found=False) for name in SELLER]
        return env["res.users"].create(
            {
                "name": "Anh Minh",
                "login": "seller",
                "group_ids": [(4, group.id) for group in found if group],
            }
        )

    def _stock(self, env):
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
        return products

    def _order(self, env, lines):
        return env["sale.order"].create(
            {
                "partner_id": self.partner.id,
                "order_line": [
                    (0, 0, {"product_id": product.id, "product_uom_qty": 1})
                    for product in self.products[:lines]
                ],
            }
        )

    def measure(self, work, lines):
        """Return (seconds, queries) of one piece of work, which is then taken back."""
        from odoo.api import Environment

        with self.registry.cursor() as cr:
            env = Environment(cr, self.seller_id, {"lang": "en_US", "tz": "Asia/Ho_Chi_Minh"})
            self.partner = env["res.partner"].browse(self.partner_id)
            self.products = env["product.product"].browse(self.product_ids)
            order = self._order(env, lines)
            act = getattr(self, f"_{work}")(order)
            env.flush_all()
            cr.precommit.run()
            env.invalidate_all()
            queries, started = cr.sql_log_count, time.perf_counter()
            act()
            env.flush_all()
            cr.precommit.run()
            took, asked = time.perf_counter() - started, cr.sql_log_count - queries
            cr.rollback()
        return took, asked

    def _confirm(self, order):
        return order.action_confirm

    def _invoice(self, order):
        order.action_confirm()
        return order._create_invoices().action_post

    def _form(self, order):
        return lambda: order.web_read(self.form)


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


def main():
    """Fill both databases, measure in turn, show."""
    options = measure.options(__doc__)
    if not options.bare:
        raise InputError("--bare names a database of the same add-ons without the suite.")
    shops = {
        "bare": Shop(boot(options.config, options.bare, ("sale_stock",))),
        "suite": Shop(boot(options.config, options.database)),
    }
    rows, seconds = [], {}
    for work in WORK:
        for lines in ALL_LINES if options.scale == 1 else LINES:
            print(f"{work}, {lines} lines", flush=True)
            more, taken = compare(shops, work, lines)
            rows += more
            seconds.update(taken)
    measure.show("Orders", rows)
    if options.json:
        measure.save(options.json, "sale", options.scale, rows, seconds)


def goals(work, lines):
    """Return how many more queries, and how many times the time of bare Odoo."""
    if work == "form":
        return 5, 1.15
    if work == "invoice":
        return 2, 1.02 if lines >= FAST else 1.05
    return 8, 1.05


def compare(shops, work, lines, goals_of=goals, what=""):
    """Return the rows of one piece of work with and without the suite, and the timings.

    :param goals_of: what gives the goals of ``work`` and ``lines``: :func:`goals`, or another
    :param str what: which orders these are, for the title
    """
    queries = {}

    def run(name):
        took, queries[name] = shops[name].measure(work, lines)
        return took

    seconds = measure.interleaved(
        {name: (lambda name=name: run(name)) for name in shops}, turns(lines)
    )
    median = measure.medians(seconds)
    ratio = median["suite"] / median["bare"]
    more = queries["suite"] - queries["bare"]
    title = f"{work}{what}, {lines} lines"
    most, time_goal = goals_of(work, lines)
    return [
        measure.Row(f"{title}, bare", median["bare"] * 1000, "ms"),
        measure.at_most(title, ratio, time_goal, "x bare"),
        measure.at_most(f"{title}: more queries", more, most, "q"),
    ], {f"{title}, {name}": values for name, values in seconds.items()}


def turns(lines):
    """Return how often to measure: what is short oftenest, a busy moment upsets it most.

    Single values differ by a tenth and more: so many are needed to tell 1.03 from 1.05.
    """
    return measure.ROUNDS * (18 if lines < FAST else 5 if lines == FAST else 1)


if __name__ == "__main__":
    try:
        main()
    except InputError as error:
        sys.exit(str(error))
