"""Two processes whose transactions are open at the same moment.

The first does its work and commits only when the second waits for it, or is done; the second
reads the world as it was before. Both are repeated by Odoo's own loop, as a request is.
"""

WAITS = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
IS_DONE = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4712"
FIRST = """
import time
from odoo.service.model import retrying

def work():
    {work}
    env.flush_all()
    env.cr.execute("SELECT pg_advisory_xact_lock(4711)")
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        env.cr.execute({until!r})
        if env.cr.fetchone()[0]:
            return True
        time.sleep(0.05)
    return False

answer(retrying(work, env))
"""
SECOND = """
import time
from odoo.service.model import retrying

tries = []

def work():
    tries.append(1)
    env.cr.execute("SELECT count(*) FROM sale_order")
    deadline = time.monotonic() + 60
    while len(tries) == 1 and time.monotonic() < deadline:
        env.cr.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711")
        if env.cr.fetchone()[0]:
            break
        time.sleep(0.05)
    {work}
    return len(tries)

answer(retrying(work, env))
"""
# Told apart from the first one's lock, until that is committed.
AND_SAYS_SO = """
env.cr.execute("SELECT pg_advisory_lock(4712)")
deadline = time.monotonic() + 60
while time.monotonic() < deadline:
    env.cr.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711")
    if not env.cr.fetchone()[0]:
        break
    time.sleep(0.05)
env.cr.execute("SELECT pg_advisory_unlock(4712)")
"""


def meet_at_once(sessions, first, second, second_is_done=False):
    """Let both do their work; return whether they met, and how often the second was tried.

    :param sessions: two ``Session``
    :param first: Python text of one line, run while the second's transaction is open
    :param second: Python text of one line
    :param second_is_done: the first waits until the second has committed, not until it waits
    """
    until, last = (IS_DONE, AND_SAYS_SO) if second_is_done else (WAITS, "")
    sessions[1].start((SECOND + last).format(work=second))
    sessions[0].start(FIRST.format(work=first, until=until))
    return sessions[0].result(), sessions[1].result()
