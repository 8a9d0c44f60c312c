"""Seed the documents of a file by SQL and look back at what foresight was worth.

Run as a process of its own; it prints one JSON object: for each window and lead, the report of
``cs.tier.group.cs_backtest``.
"""

import sys
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from dev.real_data import tiers  # noqa: E402
from tests.real_data.seeded_review import month_ends, run  # noqa: E402

# (months of the window, days ahead); a year of data tells nothing of windows of a year.
ASKED = ((3, 30), (3, 60), (6, 30))


def dates(documents, months, lead):
    """Return the month ends of 2011 that have a whole window before them and a lead after."""
    first = min(document.date for document in documents)
    last = max(document.date for document in documents)
    return [
        str(day)
        for day in month_ends()
        if day - timedelta(days=30 * months) >= first and day + timedelta(days=lead) <= last
    ]


def look_back(env, company, data):
    """Return the report of each window and lead."""
    answer = {}
    for months, lead in ASKED:
        values = {"period": "rolling", "period_months": months, "is_primary": False}
        group = tiers._create_group(env, company, f"{months} months {lead}", values)
        days = dates(data.documents, months, lead)
        answer[f"{months}/{lead}"] = group.cs_backtest(days, lead)
    return answer


if __name__ == "__main__":
    run(__doc__, look_back)
