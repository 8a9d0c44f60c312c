"""Documents posted at once, and reviews that meet."""

SETUP = """
from datetime import timedelta
from odoo import Command, fields
today = fields.Date.context_today(env.user)
def invoice(partner, amount, days=0):
    return env["account.move"].create({
        "move_type": "out_invoice",
        "partner_id": partner.id,
        "invoice_date": today - timedelta(days=days),
        "invoice_line_ids": [Command.create({
            "name": "Hàng", "quantity": 1, "price_unit": amount, "tax_ids": False,
        })],
    })
"""

SHOP = (
    SETUP
    + """
env["cs.tier.group"].search([]).active = False
group = env["cs.tier.group"].create({
    "name": "Race", "partner_domain": "[('name', '=like', 'Race %')]",
    "metric": "spend", "period": "lifetime", "downgrade_policy": "earned",
    "retention_months": 0, "grace_days": 0,
    "tier_ids": [
        Command.create({"name": "Silver", "rank": 1, "threshold": 100}),
        Command.create({"name": "Gold", "rank": 2, "threshold": 1000}),
    ],
})
partners = env["res.partner"].create([{"name": f"Race {n}"} for n in range(40)])
moves = env["account.move"]
for number, partner in enumerate(partners):
    moves += invoice(partner, 50 * number, days=number)
moves.action_post()
env.cr.commit()
answer([group.id, partners.ids])
"""
)

MEMBERS = """
members = env["cs.tier.membership"].search([("group_id", "=", {group})])
events = env["cs.tier.event"].search([("group_id", "=", {group})])
answer([
    sorted([m.partner_id.id, m.tier_id.rank or 0, m.contribution] for m in members),
    len(events),
])
"""

REVIEW = """
from odoo.exceptions import UserError
try:
    moved = env["cs.tier.group"].browse({group}).cs_review()
    env.cr.commit()
    answer(len(moved))
except UserError:
    answer("busy")
"""


def test_case_6_two_reviews_at_once_log_each_move_once(db, sessions):
    group, partners = db.run(SHOP)
    for session in sessions:
        session.start(REVIEW.format(group=group))
    moved = [session.result() for session in sessions]
    # Both may be told the other one runs; a last review then finds what is left to do.
    moved.append(db.run(REVIEW.format(group=group)))
    in_tier = sum(50 * number >= 100 for number in range(40))
    assert sum(count for count in moved if count != "busy") == in_tier
    members, events = db.run(MEMBERS.format(group=group))
    assert events == in_tier
    ranks = {partner: rank for partner, rank, _contribution in members}
    for number, partner in enumerate(partners):
        assert ranks.get(partner, 0) == (50 * number >= 100) + (50 * number >= 1000)
    assert db.run(REVIEW.format(group=group)) == 0
    assert db.run(MEMBERS.format(group=group)) == [members, events]


def test_two_postings_of_one_customer_at_once_are_reviewed_once(db, sessions):
    group, partners = db.run(SHOP)
    db.run(REVIEW.format(group=group))
    post = (
        SETUP
        + f"""
journal = env["account.journal"].create({{
    "name": "Race %(number)s", "code": "RC%(number)s", "type": "sale",
}})
env.cr.commit()
move = invoice(env["res.partner"].browse({partners[0]}), 600)
move.journal_id = journal
move.action_post()
env.cr.commit()
answer(move.state)
"""
    )
    for number, session in enumerate(sessions):
        session.start(post % {"number": number})
    assert [session.result() for session in sessions] == ["posted", "posted"]
    process = """
done = env["cs.tier.pending"]._process_batch()
env.cr.commit()
answer(done)
"""
    for session in sessions:
        session.start(process)
    assert sum(session.result() for session in sessions) >= 2
    member = db.run(
        f"""
member = env["cs.tier.membership"].search([
    ("group_id", "=", {group}), ("partner_id", "=", {partners[0]}),
])
events = env["cs.tier.event"].search([
    ("group_id", "=", {group}), ("partner_id", "=", {partners[0]}),
])
answer([member.tier_id.rank, member.contribution, events.mapped("kind")])
"""
    )
    assert member == [2, 1200.0, ["enrol"]]
