"""Two buyers press the button of one case at the same moment: one RFQ, asked for once."""

from .meeting import meet_at_once

SHOP = """
from odoo import Command
product = env["product.product"].create({"name": "Nồi cơm", "is_storable": True})
supplier = env["res.partner"].create({"name": "Gia dụng"})
product.product_tmpl_id.cs_alternative_supplier_id = supplier
env.company.cs_stockout_offer = "manual"
order = env["sale.order"].create({
    "partner_id": env["res.partner"].create({"name": "Lan"}).id,
    "order_line": [Command.create({"product_id": product.id, "product_uom_qty": 8})],
})
order.action_confirm()
env.cr.commit()
answer({"case": order.cs_stockout_case_ids.id, "supplier": supplier.id})
"""
BUY = 'env["cs.stockout.case"].browse({case}).action_cs_buy_alternative()'
OUTCOME = """
rfqs = env["purchase.order"].search([("partner_id", "=", {supplier})])
case = env["cs.stockout.case"].browse({case})
answer({{
    "asked": rfqs.order_line.mapped("product_qty"),
    "linked": case.purchase_line_id == rfqs.order_line,
    "told": sum("RFQ" in message.body for message in case.message_ids),
}})
"""


def test_two_buyers_at_once_ask_once(db, sessions):
    shop = db.run(SHOP)
    buy = BUY.format(**shop)
    seen = meet_at_once(sessions, buy, buy)
    assert seen == (True, 2), "the second waited for the first, and was run again"
    assert db.run(OUTCOME.format(**shop)) == {"asked": [8.0], "linked": True, "told": 1}
