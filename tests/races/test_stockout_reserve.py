"""Stock-out 1: two workers promise, reserve and choose from the same stock at the same time."""

import pytest

from .meeting import meet_at_once

SHOP = """
from odoo import Command
product, other = env["product.product"].create([
    {{"name": "Nồi cơm", "is_storable": True, "list_price": 100}},
    {{"name": "Nồi cơm 2026", "is_storable": True, "list_price": 120}},
])
warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
quant = env["stock.quant"]
if {stock}:
    quant._update_available_quantity(product, warehouse.lot_stock_id, {stock})
if {substitutes}:
    quant._update_available_quantity(other, warehouse.lot_stock_id, {substitutes})
    env["cs.substitution.rule"].create({{"product_id": product.id, "substitute_id": other.id}})
env.company.cs_stockout_offer = "manual"
partner = env["res.partner"].create({{"name": "Lan", "email": "lan@example.com"}})
orders = env["sale.order"].create([
    {{
        "partner_id": partner.id,
        "order_line": [Command.create({{"product_id": product.id, "product_uom_qty": 8}})],
    }}
    for _number in range(2)
])
if {confirmed}:
    orders.action_confirm()
    orders.cs_stockout_case_ids.filtered(lambda case: case.state == "open").action_offer()
if {freed}:
    orders.picking_ids.do_unreserve()
env.cr.commit()
answer({{
    "orders": orders.ids, "product": product.id, "other": other.id,
    "cases": orders.cs_stockout_case_ids.ids,
}})
"""

OUTCOME = """
orders = env["sale.order"].browse({orders})
quants = env["stock.quant"].search([
    ("product_id", "=", {product}), ("location_id.usage", "=", "internal"),
])
answer({{
    "reserved": sum(quants.mapped("reserved_quantity")),
    "taken": sorted(sum(order.order_line.move_ids.filtered(
        lambda move: move.state != "cancel").mapped("quantity")) for order in orders),
    "short": orders.cs_stockout_case_ids.mapped("short_qty"),
    "states": sorted(orders.cs_stockout_case_ids.mapped("state")),
    "forecast": env["product.product"].browse({other}).virtual_available,
    "lines": sorted([line.product_id.id, line.product_uom_qty] for line in orders.order_line),
}})
"""


@pytest.fixture
def meet(db, sessions):
    """Return a function that lets two processes work at once and tells what became of it."""

    def run(shop, first, second):
        seen = meet_at_once(sessions, first, second)
        assert seen == (True, 2), "the second waited for the first, and was run again"
        return db.run(OUTCOME.format(**shop))

    return run


def _shop(db, stock, substitutes=0, confirmed=False, freed=False):
    return db.run(
        SHOP.format(stock=stock, substitutes=substitutes, confirmed=confirmed, freed=freed)
    )


def test_case_stockout_1_eight_are_promised_and_two_never_sixteen(db, meet):
    shop = _shop(db, 10)
    confirm = 'env["sale.order"].browse({}).action_confirm()'
    outcome = meet(shop, *(confirm.format(order) for order in shop["orders"]))
    assert outcome["reserved"] == 10
    assert outcome["taken"] == [2, 8]
    assert outcome["short"] == [6], "the second is told that six are missing"


def test_case_stockout_1_orders_for_what_is_sold_out_do_not_wait_for_each_other(db, sessions):
    shop = _shop(db, 0)
    confirm = 'env["sale.order"].browse({}).action_confirm()'
    first, second = (confirm.format(order) for order in shop["orders"])
    seen = meet_at_once(sessions, first, second, second_is_done=True)
    assert seen == (True, 1), "the second was done, at once, while the first was open"
    assert db.run(OUTCOME.format(**shop))["short"] == [8, 8]


def test_case_stockout_1_reserving_by_hand_takes_ten_not_sixteen(db, meet):
    shop = _shop(db, 10, confirmed=True, freed=True)
    assign = 'env["sale.order"].browse({}).picking_ids.action_assign()'
    outcome = meet(shop, *(assign.format(order) for order in shop["orders"]))
    assert outcome["reserved"] == 10
    assert outcome["taken"] == [2, 8]


def test_case_stockout_1_the_last_substitutes_go_to_one_customer(db, meet):
    """Nothing of the product is there, and eight of the substitute: one gets them."""
    shop = _shop(db, 0, substitutes=8, confirmed=True)
    choose = (
        'case = env["cs.stockout.case"].browse({}); '
        'case.cs_choose("substitute", case.option_ids.filtered("product_id").id)'
    )
    outcome = meet(shop, *(choose.format(case) for case in shop["cases"]))
    assert outcome["states"] == ["done", "offered"], "the other one is asked again"
    assert outcome["forecast"] == 0
    assert [quantity for product, quantity in outcome["lines"] if product == shop["other"]] == [8]
