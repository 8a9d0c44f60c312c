"""One of the processes that post documents; started by the importer, not by hand.

It reads one JSON line of rows from standard input, which the importer keeps open as long
as it lives, posts the rows that are not there yet in batches of one transaction each, and
prints the number of rows behind it after each batch.
"""

import argparse
import json
import os
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from dev.real_data import company as companies  # noqa: E402
from dev.real_data import moves, session  # noqa: E402
from dev.real_data.reader import InputError  # noqa: E402


def main():
    """Post the rows given on standard input."""
    arguments = _arguments()
    rows = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        registry = session.boot(arguments.config, arguments.database, ("account",))
        with session.process_lock(registry, 1 + arguments.shard):
            _post(registry, arguments.company, rows, arguments.batch)
    except InputError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("interrupted")


def _post(registry, company_id, rows, size):
    with session.transaction(registry, company_id) as env:
        company = env["res.company"].browse(company_id)
        # Asked again under the lock: a worker of an interrupted run may have gone on.
        posted = moves.posted_numbers(env, company, [row[0] for row in rows])
        partners = companies.partner_ids(env, company)
    print(len(posted), flush=True)
    rows = [row for row in rows if row[0] not in posted]
    for start in range(0, len(rows), size):
        batch = rows[start : start + size]
        with session.transaction(registry, company_id) as env:
            company = env["res.company"].browse(company_id)
            journal = moves.sales_journal(env, company)
            moves.post_documents(env, company, batch, partners, journal)
        print(len(batch), flush=True)


def _end_with_parent():
    """Stop at once when the importer is gone: its end closes standard input.

    The descriptor is read directly, because a thread that waits inside ``sys.stdin``
    holds its lock and would stop the interpreter from ending by itself.
    """
    while os.read(0, 1024):
        pass
    os._exit(1)


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--company", type=int, required=True)
    parser.add_argument("--shard", type=int, required=True)
    parser.add_argument("--batch", type=int, required=True)
    return parser.parse_args()


if __name__ == "__main__":
    main()
