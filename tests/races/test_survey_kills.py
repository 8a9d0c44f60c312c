"""Case Survey 2: senders that are killed between the mail server's yes and their commit."""

import collections
import contextlib
import json
import os
import subprocess
import sys
import time
from email import message_from_string, policy
from pathlib import Path

from .harness import free_port

KILLER = Path(__file__).with_name("smtp_kills.py")
MAILS = int(os.environ.get("CS_KILLS_MAILS", "400"))
KILLS = int(os.environ.get("CS_KILLS", "6"))
SETUP = """
env["cs.nps.program"].search([]).active = False
env["mail.mail"].search([("state", "=", "outgoing")]).state = "cancel"
env["ir.config_parameter"].set_param("mail.mail.queue.batch.size", 100)
env["ir.mail_server"].search([]).active = False
env["ir.mail_server"].create({{
    "name": "Sink", "smtp_host": "127.0.0.1", "smtp_port": {port}, "smtp_encryption": "none",
    "smtp_authentication": "login", "sequence": 1,
}})
program = env["cs.nps.program"].create({{
    "name": "Kills", "trigger": "manual", "delay_hours": 0, "send_from_hour": 0,
    "send_to_hour": 24,
}})
partners = env["res.partner"].create([
    {{"name": f"Kill {{n}}", "email": f"kill{{n}}@example.com", "lang": "en_US"}}
    for n in range({mails})
])
program.cs_invite(partners.ids)
env.cr.commit()
answer(program.id)
"""
AFTER = """
sent = env["cs.nps.invitation"].search([("program_id", "=", {program})])
mails = env["mail.mail"].search([("model", "=", "cs.nps.invitation"), ("res_id", "in", sent.ids)])
answer({{
    "states": sorted(set(sent.mapped("state"))), "invitations": len(sent), "mails": len(mails),
    "mail_states": sorted(set(mails.mapped("state"))),
    "message_ids": len(set(mails.mapped("message_id"))),
}})
"""


@contextlib.contextmanager
def _killer(database):
    process = subprocess.Popen(
        [sys.executable, str(KILLER), "-c", database.config, "-d", database.name],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=database.environ,
    )
    try:
        yield process
    finally:
        process.stdin.close()
        process.wait(30)


def _check_mail(text):
    """The mail as it arrived: one click to stop, and a link for each score in both parts."""
    mail = message_from_string(text, policy=policy.default)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"].endswith("/unsubscribe>")
    plain = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    for score in range(11):
        [link] = [line for line in plain.splitlines() if line.startswith(f"{score}: ")]
        assert link.endswith(f"?score={score}")
        assert f"?score={score}\"" in html
    assert "unsubscribe" in plain
    assert "<img" not in html


def test_case_survey_2_killed_senders_lose_nothing_and_repeat_one_mail_each(database_copy, db):
    port = free_port()
    program = db.run(SETUP.format(port=port, mails=MAILS))
    started = time.monotonic()
    with _killer(database_copy) as process:
        order = {"kills": KILLS, "mails": MAILS, "seed": 19, "port": port}
        process.stdin.write(json.dumps(order) + "\n")
        process.stdin.flush()
        reply = json.loads(process.stdout.readline())
    assert "error" not in reply, reply["error"]
    received = reply["received"]
    killed = [message_id for message_id, _to, kill in received if kill]
    times = collections.Counter(message_id for message_id, _to, _kill in received)
    asked = collections.Counter(to for _id, to, _kill in received)
    repeated = {message_id for message_id, count in times.items() if count > 1}
    print(
        f"{MAILS} invitations, {len(killed)} kills, {len(repeated)} repeated mails, "
        f"{time.monotonic() - started:.0f} s"
    )
    _check_mail(reply["first"])
    assert reply["lives"] == len(killed) + 1
    assert len(killed) == KILLS, "each kill was met"
    assert len(asked) == MAILS, "nobody was lost"
    assert len(times) == MAILS, "one mail an invitation, under one Message-Id"
    assert sum(times.values()) - MAILS <= KILLS, "one repeat a kill at most"
    assert repeated <= set(killed), "only a mail whose sender was killed came again"
    assert db.run(AFTER.format(program=program)) == {
        "states": ["sent"], "invitations": MAILS, "mails": MAILS, "mail_states": ["sent"],
        "message_ids": MAILS,
    }
