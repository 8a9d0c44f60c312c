"""Answers that arrive at once, and two workers that send or deliver at the same moment."""

from concurrent.futures import ThreadPoolExecutor

SETUP = """
from odoo import Command
program = env["cs.nps.program"].create({
    "name": "Race", "delay_hours": 0, "send_from_hour": 0, "send_to_hour": 24,
})
"""


def _invitation(db, name):
    return db.run(
        SETUP
        + f"""
partner = env["res.partner"].create({{"name": "{name}", "email": "{name}@example.com"}})
invitation = env["cs.nps.invitation"].create({{
    **program._prepare_invitation_values("race:{name}", partner),
    "state": "sent", "sent_at": "2026-01-01 00:00:00",
}})
path = "/cs/nps/" + invitation._cs_token()
env.cr.commit()
answer([invitation.id, path])
"""
    )


def test_a_hundred_answers_at_once_are_one(db, server):
    invitation_id, path = _invitation(db, "hundred")

    def post(number):
        return server.request(path, {"score": str(number % 11), "comment": f"số {number}"})

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(post, range(100)))
    assert {status for status, _text in answers} == {200}
    confirmed = db.run(
        f"""
responses = env["cs.nps.response"].search([("invitation_id", "=", {invitation_id})])
answer([[r.score, r.comment] for r in responses if r.status == "confirmed"])
"""
    )
    assert len(confirmed) == 1
    score, comment = confirmed[0]
    assert int(comment.split()[1]) % 11 == score, "score and comment are of one request"


def test_opening_the_links_at_once_writes_nothing(db, server):
    invitation_id, path = _invitation(db, "scanner")
    links = [f"{path}?score={score}" for score in range(11)] * 3
    count = f"""
env.cr.execute('''SELECT (SELECT count(*) FROM cs_nps_response), (SELECT count(*) FROM cs_consent),
    (SELECT xmin::text FROM cs_nps_invitation WHERE id = {invitation_id})''')
answer(env.cr.fetchone())
"""
    before = db.run(count)
    with ThreadPoolExecutor(11) as pool:
        opened = list(pool.map(server.request, links))
        opened += pool.map(lambda link: server.request(link, method="HEAD"), links)
    assert {status for status, _text in opened} == {200}
    assert db.run(count) == before


def test_hostile_scores_never_fail(db, server):
    _id, path = _invitation(db, "hostile")
    for score in ("11", "-1", "6.5", "abc", "", "٣", "1" * 5000, "0x1", "\x00", "null", "[]"):
        status, text = server.request(path, {"score": score, "comment": "giữ lại nhé"})
        assert 400 <= status < 500, score
        assert "giữ lại nhé" in text, "what was typed is not lost"
    assert server.request(path, {"score": "0"})[0] == 200


def test_two_jobs_send_each_invitation_once(db, sessions):
    db.run(
        SETUP
        + """
partners = env["res.partner"].create([
    {"name": f"Send {n}", "email": f"send{n}@example.com"} for n in range(60)
])
env["cs.nps.invitation"].create([
    program._prepare_invitation_values(f"send:{p.id}", p) for p in partners
])
env.cr.commit()
"""
    )
    # As the job does: one sender at a time, each seeing what the one before has committed.
    job = """
import time
invitations, done, left = env["cs.nps.invitation"], 0, True
while left:
    with invitations._sending_alone() as alone:
        if alone:
            batch = invitations._send_due(limit=7)
            done, left = done + len(batch), bool(batch)
            env.cr.commit()
    time.sleep(0.01)
answer(done)
"""
    for session in sessions:
        session.start(job)
    done = [session.result() for session in sessions]
    assert sum(done) == 60
    state = db.run(
        """
sent = env["cs.nps.invitation"].search([("event_key", "like", "send:")])
mails = env["mail.mail"].sudo().search([("email_to", "like", "send")])
answer([sorted(set(sent.mapped("state"))), len(sent), len(mails)])
"""
    )
    assert state == [["sent"], 60, 60]
