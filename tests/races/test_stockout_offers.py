"""Many customers, few goods: last units, goods that come meanwhile, jobs that are killed."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

# Customers who miss what they ordered, and are offered one product that is in stock.
OFFERS = """
from odoo import Command
env = env(context={{**env.context, "lang": "en_US"}})
missing, last, plenty = env["product.product"].create([
    {{"name": "Quạt cũ", "is_storable": True, "list_price": 100}},
    {{"name": "Quạt cuối", "is_storable": True, "list_price": 100}},
    {{"name": "Quạt nhiều", "is_storable": True, "list_price": 100}},
])
stock = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1).lot_stock_id
env["stock.quant"]._update_available_quantity(last, stock, {stock})
env["stock.quant"]._update_available_quantity(plenty, stock, 500)
env["cs.substitution.rule"].create([
    {{"product_id": missing.id, "substitute_id": last.id, "rank": 1}},
    {{"product_id": missing.id, "substitute_id": plenty.id, "rank": 2}},
])
env.company.cs_stockout_offer = "manual"
env.company.cs_stockout_default_choice = "{default}"
partners = env["res.partner"].create([
    {{"name": f"Khách {{number}}", "email": f"khach{{number}}@example.com", "lang": "en_US"}}
    for number in range({customers})
])
orders = env["sale.order"].create([
    {{"partner_id": partner.id, "order_line": [
        Command.create({{"product_id": missing.id, "product_uom_qty": 1}})]}}
    for partner in partners
])
orders.action_confirm()
cases = orders.cs_stockout_case_ids
cases.action_offer()
offers = []
for case in cases:
    url = case.order_id._cs_stockout_url()
    option = case.option_ids.filtered(lambda one: one.product_id == last)
    offers.append({{"case": case.id, "order": case.order_id.id, "option": option.id,
                   "path": url[url.index("/cs/"):]}})
env.cr.commit()
answer({{"offers": offers, "last": last.id, "missing": missing.id, "plenty": plenty.id}})
"""

STATES = """
cases = env["cs.stockout.case"].browse({ids})
answer([[one.state, one.choice or "", one.times_asked, len(one.activity_ids)] for one in cases])
"""

PROMISED = """
moves = env["stock.move"].search([("product_id", "=", {product}), ("state", "!=", "cancel"),
    ("location_dest_id.usage", "=", "customer")])
answer([sum(moves.mapped("product_uom_qty")), len(moves)])
"""

CHOOSE = """
from odoo.service.model import retrying
case = env["cs.stockout.case"].browse({case})
result = retrying(lambda: case.with_user({user}).cs_choose("substitute", {option}), env)
answer(result["status"])
"""


def offer(db, customers, stock=1, default="wait"):
    return db.run(OFFERS.format(customers=customers, stock=stock, default=default))


def ids(given):
    return [one["case"] for one in given["offers"]]


def test_case_stockout_3_twenty_customers_accept_the_last_unit(db, server):
    given = offer(db, 20)
    posts = [(one["path"], {f"case_{one['case']}": str(one["option"])}) for one in given["offers"]]

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda post: server.request(*post), posts))
    assert {status for status, _text in answers} == {200}
    won = [text for _status, text in answers if "You chose 1 × Quạt cuối instead." in text]
    lost = [text for _status, text in answers if "Quạt cuối has just sold out" in text]
    assert (len(won), len(lost)) == (1, 19)
    assert all("1 × Quạt nhiều" in text for text in lost), "offered again, with what is left"
    states = db.run(STATES.format(ids=ids(given)))
    assert sorted(state for state, *_more in states) == ["done"] + ["offered"] * 19
    assert db.run(PROMISED.format(product=given["last"])) == [1.0, 1]


def test_case_stockout_3_two_colleagues_take_the_last_unit_for_two_customers(db, sessions):
    given = offer(db, 2)
    for session, one in zip(sessions, given["offers"], strict=True):
        session.start(CHOOSE.format(user=2, **one))
    assert sorted(session.result() for session in sessions) == ["done", "sold_out"]
    assert db.run(PROMISED.format(product=given["last"])) == [1.0, 1]


def test_case_stockout_2_customer_salesperson_and_deadline_job_at_once(db, sessions, server):
    given = offer(db, 6, stock=50)
    cases = ids(given)
    # The deadline passes while they choose: whoever comes too late is told so.
    db.run(
        f"""
env["cs.stockout.case"].browse({cases}[:3]).write({{"deadline": "2020-01-01 00:00:00"}})
env.cr.commit()
"""
    )
    sessions[0].start(
        """
env["cs.stockout.case"]._cron_deadline()
env.cr.commit()
answer("done")
"""
    )
    sessions[1].start(
        f"""
from odoo.service.model import retrying
found = []
for case in env["cs.stockout.case"].browse({cases}):
    found.append(retrying(lambda: case.with_user(2).cs_choose("cancel"), env)["status"])
answer(found)
"""
    )
    posts = [(one["path"], {f"case_{one['case']}": str(one["option"])}) for one in given["offers"]]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda post: server.request(*post), posts * 2))
    results = [session.result() for session in sessions]
    assert results[0] == "done"
    assert set(results[1]) <= {"done", "already"}
    assert {status for status, _text in answers} <= {200, 410}
    states = db.run(STATES.format(ids=cases))
    assert all(choice for _state, choice, *_more in states)
    taken = sum(choice == "substitute" for _state, choice, *_more in states)
    assert db.run(PROMISED.format(product=given["last"]))[0] == taken
    left = sum(choice == "wait" for _state, choice, *_more in states)
    assert db.run(PROMISED.format(product=given["missing"]))[0] == left


def test_case_stockout_8_goods_arrive_while_the_customer_chooses(db, sessions, server):
    (one,) = offer(db, 1, stock=50)["offers"]
    sessions[1].start(
        f"""
from odoo.service.model import retrying
order = env["sale.order"].browse({one["order"]})
def arrive():
    place = order.warehouse_id.lot_stock_id
    product = order.cs_stockout_case_ids.product_id
    env["stock.quant"]._update_available_quantity(product, place, 1)
    order.picking_ids.filtered(lambda one: one.state != "cancel").action_assign()
    for case in order.cs_stockout_case_ids.filtered(lambda one: one._cs_has_goods()):
        case._cs_serve_all()
retrying(arrive, env)
answer("arrived")
"""
    )
    status, text = server.request(one["path"], {f"case_{one['case']}": str(one["option"])})
    assert sessions[1].result() == "arrived"
    assert status == 200
    outcome = db.run(
        f"""
order = env["sale.order"].browse({one["order"]})
case = order.cs_stockout_case_ids
moves = order.order_line.move_ids.filtered(lambda move: move.state != "cancel")
answer([len(case), case.state, case.choice or "", sum(moves.mapped("product_uom_qty")),
        sum(order.order_line.mapped("cs_demand_qty")), len(moves.filtered(
            lambda move: move.location_id.usage == "customer"))])
"""
    )
    assert outcome[:2] == [1, "done"]
    assert outcome[2] in ("", "substitute")
    assert outcome[3:] == [1.0, 1.0, 0], "one of the two products, once, and no return"
    assert ("You chose" if outcome[2] else "goods are here") in text


@pytest.mark.parametrize("after", [0.0, 0.3, 0.8])
def test_a_deadline_job_that_is_killed_goes_on_and_asks_nobody_twice(database_copy, db, after):
    given = offer(db, 12, default="ask_again")
    cases = ids(given)
    db.run(
        f"""
env["cs.stockout.case"].browse({cases}).write({{"deadline": "2020-01-01 00:00:00"}})
env.cr.commit()
"""
    )
    job = """
env["cs.stockout.case"]._cron_deadline()
env.cr.commit()
answer(True)
"""
    with database_copy.session() as victim:
        victim.run("answer(True)")
        victim.start(job)
        time.sleep(after)
        victim.kill()
    assert db.run(job)
    states = db.run(STATES.format(ids=cases))
    assert states == [["offered", "", 2, 0]] * 12
    orders = [one["order"] for one in given["offers"]]
    mails = db.run(
        f"""
mails = env["mail.mail"].search([("model", "=", "sale.order"), ("res_id", "in", {orders}),
    ("body_html", "like", "/cs/stockout/")])
answer(sorted(mails.mapped("res_id")))
"""
    )
    assert mails == sorted(orders * 2), "each order was asked twice in all, and never thrice"
