"""Orders of one customer invoiced in the same moment, and reviews that die."""

import time

from .test_loyalty import REVIEW, SETUP, SHOP

ORDERS = (
    SETUP
    + """
product = env["product.product"].create({
    "name": "Hàng", "type": "service", "invoice_policy": "order", "taxes_id": False,
})
orders = env["sale.order"].create([{
    "partner_id": %(partner)s,
    "order_line": [Command.create({"product_id": product.id, "price_unit": 600})],
} for number in range(2)])
orders.action_confirm()
env.cr.commit()
answer(orders.ids)
"""
)

INVOICE = """
move = env["sale.order"].browse({order})._create_invoices()
move.action_post()
env.cr.commit()
answer(move.state)
"""

STANDING = """
env.invalidate_all()
member = env["cs.tier.membership"].search([
    ("group_id", "=", {group}), ("partner_id", "=", {partner}),
])
events = env["cs.tier.event"].search([
    ("group_id", "=", {group}), ("partner_id", "=", {partner}),
])
env.cr.rollback()
answer([member.tier_id.rank or 0, member.contribution, events.mapped("kind")])
"""


def test_two_orders_invoiced_at_once_are_both_posted_and_reviewed_within_five_seconds(
    database_copy, db, sessions
):
    group, partners = db.run(SHOP)
    db.run(REVIEW.format(group=group))
    partner = partners[0]
    orders = db.run(ORDERS % {"partner": partner})
    with database_copy.server(workers=0, crons=1) as server:
        # What a session raises, a conflict of two postings too, fails its result: nothing retries.
        for session, order in zip(sessions, orders, strict=True):
            session.start(INVOICE.format(order=order))
        assert [session.result() for session in sessions] == ["posted", "posted"]
        posted = time.monotonic()
        standing = STANDING.format(group=group, partner=partner)
        while (found := db.run(standing)) != [2, 1200.0, ["enrol"]]:
            assert time.monotonic() - posted < 5, found
            time.sleep(0.2)
        assert server.complaints() == []

MANY = (
    SETUP
    + """
env["cs.tier.group"].search([]).active = False
group = env["cs.tier.group"].create({
    "name": "Kills", "partner_domain": "[('name', '=like', 'Kill %%')]",
    "metric": "spend", "period": "lifetime", "downgrade_policy": "earned",
    "retention_months": 0, "grace_days": 0,
    "tier_ids": [Command.create({"name": "Silver", "rank": 1, "threshold": 100})],
})
group._review()
model = invoice(env["res.partner"].create({"name": "Model"}), 150)
model.action_post()
partners = env["res.partner"].create([{"name": f"Kill {n}"} for n in range(%(count)s)])
env.flush_all()
own = {"id", "name", "partner_id", "commercial_partner_id", "access_token"}
columns = [
    name for name, field in env["account.move"]._fields.items()
    if field.store and field.column_type and name not in own
]
copied = ", ".join(f'm."{name}"' for name in columns)
columns = ", ".join(f'"{name}"' for name in columns)
env.cr.execute(
    f"INSERT INTO account_move (name, partner_id, commercial_partner_id, {columns}) "
    f"SELECT 'KILL/' || p.id, p.id, p.id, {copied} FROM account_move m, res_partner p "
    "WHERE m.id = %%s AND p.id = ANY(%%s)", [model.id, partners.ids],
)
env["cs.tier.pending"].search([]).unlink()
env["cs.tier.pending"].create([{"partner_id": partner.id} for partner in partners])
env.cr.commit()
answer(group.id)
"""
)

WORK = """
env["cs.tier.pending"]._cron_review(batch=25)
env.cr.commit()
answer(True)
"""

LEDGER = """
env.cr.execute(
    "SELECT count(*), count(DISTINCT partner_id) FROM cs_tier_event WHERE group_id = %s",
    [{group}],
)
rows = env.cr.fetchone()
left = env["cs.tier.pending"].search_count([])
held = env["cs.tier.membership"].search_count([
    ("group_id", "=", {group}), ("tier_id", "!=", False),
])
env.cr.rollback()
answer([*rows, held, left])
"""


def test_a_review_killed_again_and_again_loses_no_customer_and_logs_none_twice(database_copy, db):
    count, kills = 1500, 4
    group = db.run(MANY % {"count": count})
    left = count
    for _kill in range(kills):
        with database_copy.session() as session:
            session.run("answer(True)")
            session.start(WORK)
            target = left - count // (kills + 2)
            while left > max(target, 0):
                left = db.run(LEDGER.format(group=group))[3]
            session.kill()
        assert left, "the review was over before it could be killed"
    db.run(WORK)
    assert db.run(LEDGER.format(group=group)) == [count, count, count, 0]
