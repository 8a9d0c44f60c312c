"""Choices that meet: a customer who taps twice, a salesperson on the phone, the deadline job."""

from concurrent.futures import ThreadPoolExecutor

OFFER = """
from odoo import Command
product, other = env["product.product"].create([
    {"name": "Nồi cơm", "is_storable": True, "list_price": 100},
    {"name": "Nồi cơm 2026", "is_storable": True, "list_price": 120},
])
stock = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1).lot_stock_id
env["stock.quant"]._update_available_quantity(product, stock, 2)
env["stock.quant"]._update_available_quantity(other, stock, 3)
env["cs.substitution.rule"].create({"product_id": product.id, "substitute_id": other.id})
order = env["sale.order"].create({
    "partner_id": env["res.partner"].create({"name": "Lan", "email": "lan@example.com"}).id,
    "order_line": [Command.create({"product_id": product.id, "product_uom_qty": 5})],
})
order.action_confirm()
case = order.order_line.cs_stockout_case_ids
if case.state == "open":
    case.action_offer()
url = order._cs_stockout_url()
env.cr.commit()
answer({
    "case": case.id, "order": order.id, "state": case.state, "path": url[url.index("/cs/"):],
    "options": {option.kind: option.id for option in case.option_ids},
})
"""

OUTCOME = """
order = env["sale.order"].browse({order})
case = env["cs.stockout.case"].browse({case})
incoming = order.order_line.move_ids.filtered(lambda m: m.location_dest_id.usage != "customer"
    and m.location_id.usage == "customer")
answer({{
    "state": case.state, "choice": case.choice,
    "lines": sorted([l.product_id.name, l.product_uom_qty] for l in order.order_line),
    "moves": sorted([m.product_id.name, m.product_uom_qty] for m in
        order.order_line.move_ids.filtered(lambda m: m.state != "cancel")),
    "returns": len(incoming),
}})
"""


def test_case_stockout_2_everyone_chooses_at_once_and_one_thing_happens(db, server):
    offer = db.run(OFFER)
    assert offer["state"] == "offered"
    field = f"case_{offer['case']}"
    choices = [{field: str(option)} for option in offer["options"].values()] * 7

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda data: server.request(offer["path"], data), choices))
    assert {status for status, _text in answers} == {200}
    outcome = db.run(OUTCOME.format(**offer))
    assert outcome["choice"] in offer["options"]
    assert outcome["returns"] == 0
    lines, moves = {
        "wait": ([["Nồi cơm", 5.0]], [["Nồi cơm", 5.0]]),
        "split": ([["Nồi cơm", 5.0]], [["Nồi cơm", 2.0], ["Nồi cơm", 3.0]]),
        "cancel": ([["Nồi cơm", 2.0]], [["Nồi cơm", 2.0]]),
        "substitute": ([["Nồi cơm", 2.0], ["Nồi cơm 2026", 3.0]],) * 2,
    }[outcome["choice"]]
    assert outcome["lines"] == lines
    assert outcome["moves"] == moves


def test_case_stockout_2_the_deadline_job_and_a_salesperson_meet(db, sessions):
    offer = db.run(OFFER)
    db.run(
        f"""
env["cs.stockout.case"].browse({offer["case"]}).deadline = "2020-01-01 00:00:00"
env.cr.commit()
"""
    )
    sessions[0].start(
        """
try:
    env["cs.stockout.case"]._cron_deadline()
    env.cr.commit()
except Exception as error:
    answer(type(error).__name__)
else:
    answer("done")
"""
    )
    sessions[1].start(
        f"""
try:
    result = env["cs.stockout.case"].browse({offer["case"]}).cs_choose("cancel", note="Khách gọi")
    env.cr.commit()
    answer(result["status"])
except Exception as error:
    answer(type(error).__name__)
"""
    )
    results = [session.result() for session in sessions]
    outcome = db.run(OUTCOME.format(**offer))
    assert outcome["choice"] in ("cancel", "wait"), results
    assert outcome["lines"] == [["Nồi cơm", 2.0 if outcome["choice"] == "cancel" else 5.0]]
    assert outcome["moves"] == outcome["lines"]
    assert outcome["returns"] == 0
