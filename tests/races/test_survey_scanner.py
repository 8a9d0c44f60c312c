"""Programs and persons who answer one invitation at the same moment, with two workers."""

import random
from concurrent.futures import ThreadPoolExecutor

SEED = 4
ROUNDS = 16


def _invitations(db):
    """Return [id, path, whether the mail left long ago] of the invitations of all rounds."""
    return db.run(
        f"""
import uuid
from odoo import fields
wave = uuid.uuid4().hex
now = fields.Datetime.now()
program = env["cs.nps.program"].create({{"name": "Scanners", "trigger": "manual"}})
rows = []
for number in range({ROUNDS}):
    old = number % 2
    partner = env["res.partner"].create({{"name": f"S{{number}}", "email": f"s{{number}}@x.vn"}})
    invitation = env["cs.nps.invitation"].create({{
        **program._prepare_invitation_values(f"scan:{{wave}}:{{number}}", partner),
        "state": "sent", "sent_at": fields.Datetime.subtract(now, hours=old),
    }})
    rows.append([invitation.id, "/cs/nps/" + invitation._cs_token(), bool(old)])
env.cr.commit()
answer(rows)
"""
    )


def _rows(db, invitation_id):
    return db.run(
        f"""
env.invalidate_all()
invitation = env["cs.nps.invitation"].browse({invitation_id})
rows = [[r.score, r.comment or "", r.status, r.flag_reason or ""] for r in invitation.response_ids]
answer([rows, invitation.state, invitation.partner_id.cs_survey_opt_out])
env.cr.rollback()
"""
    )


def _storm(dice, path):
    """Return what a program asks for: opening every link, sending what it finds, no words."""
    links = [(f"{path}?score={score}", None, method) for score in range(11)
             for method in ("HEAD", "GET")]
    forms = [(path, {"score": str(dice.randrange(11))}, "POST") for _form in range(3)]
    forms.append((f"{path}/unsubscribe", {"page": "1"}, "POST"))
    requests = dice.sample(links, 6) + forms
    dice.shuffle(requests)
    return requests


def test_case_survey_1_storms_around_a_human(db, server):
    dice = random.Random(SEED)
    for number, (invitation_id, path, _old) in enumerate(_invitations(db)):
        words = f"giao hàng chậm {number}"
        human = (path, {"score": "3", "comment": words}, "POST")
        before, during, after = (_storm(dice, path) for _turn in range(3))
        during.insert(dice.randrange(len(during)), human)
        with ThreadPoolExecutor(6) as pool:
            for requests in (before, during, after):
                sent = list(pool.map(lambda ask: server.request(*ask), requests))
                assert {status for status, _text in sent} <= {200}
        rows, state, opted_out = _rows(db, invitation_id)
        confirmed = [row for row in rows if row[2] == "confirmed"]
        assert len(confirmed) == 1, rows
        assert [3, words] in [row[:2] for row in rows], "the human's words are kept"
        assert state == "answered"
        assert not opted_out
        if not number % 2:  # the mail has just left: only words are believed
            assert confirmed[0][:2] == [3, words], rows


def test_case_survey_1_storms_alone_stay_flagged(db, server):
    dice = random.Random(SEED + 1)
    for invitation_id, path, old in _invitations(db)[:6]:
        if old:
            continue
        requests = [ask for _turn in range(3) for ask in _storm(dice, path)]
        with ThreadPoolExecutor(6) as pool:
            assert {status for status, _text in pool.map(lambda ask: server.request(*ask),
                                                         requests)} == {200}
        rows, state, opted_out = _rows(db, invitation_id)
        assert {row[2] for row in rows} == {"flagged"}
        assert state == "sent"
        assert not opted_out


def test_case_survey_3_a_hundred_numbers_at_once_are_one_answer(db, server):
    [_first, (invitation_id, path, _old), *_others] = _invitations(db)
    with ThreadPoolExecutor(20) as pool:
        sent = list(pool.map(lambda n: server.request(path, {"score": str(n % 11)}), range(100)))
    assert {status for status, _text in sent} == {200}
    rows, state, _opted_out = _rows(db, invitation_id)
    assert len([row for row in rows if row[2] == "confirmed"]) == 1
    assert state == "answered"
