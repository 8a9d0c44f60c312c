"""Customers found by a phone number in any spelling, beside the search of bare Odoo."""

import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from dev.bench import measure, seed  # noqa: E402
from dev.real_data.reader import InputError  # noqa: E402
from dev.real_data.session import transaction  # noqa: E402

LOOKUPS = 40
PARSED = 4000


def main():
    """Seed, measure, show."""
    options = measure.options(__doc__)
    registry = seed.open_database(options.config, options.database)
    count = max(1000, int(seed.CUSTOMERS * options.scale))
    with transaction(registry) as env:
        first, last = seed.partners(env.cr, count)
        typed = seed.phones(env, first, last)
        env["res.partner"]._cs_rebuild_phones()
    with transaction(registry) as env:
        seed.settle(env.cr)
    print(f"{count:,} customers seeded", flush=True)
    wanted = random.Random(7).sample(typed, min(LOOKUPS, len(typed)))  # noqa: S311
    with transaction(registry) as env:
        rows, seconds = _measure(env, typed, wanted)
    measure.show("Look-up by phone", rows)
    if options.json:
        measure.save(options.json, "phone", options.scale, rows, seconds)


def _measure(env, typed, wanted):
    partners = env["res.partner"]
    missed = [number for number in wanted if not partners.cs_find_by_phone(number)]
    if missed:
        raise InputError(f"These numbers are in the database and are not found: {missed}")
    before = env.cr.sql_log_count
    partners.cs_find_by_phone(wanted[0])
    queries = env.cr.sql_log_count - before
    sample = typed[:PARSED]
    seconds = measure.interleaved(
        {
            "bare": lambda: _bare_search(partners, wanted),
            "suite": lambda: [partners.cs_find_by_phone(number) for number in wanted] and None,
            "phonenumbers": lambda: _parse(sample),
            "find_numbers": lambda: _find(sample),
        }
    )
    median = measure.medians(seconds)
    rate = median["phonenumbers"] / median["find_numbers"]
    each = 1000 / len(wanted)
    return [
        measure.Row("phone_mobile_search of bare Odoo, each", median["bare"] * each, "ms"),
        measure.Row("cs_find_by_phone, each", median["suite"] * each, "ms"),
        measure.at_most("cs_find_by_phone", median["suite"] / median["bare"], 0.8, "x bare"),
        measure.at_most("its queries", queries, 3, "q"),
        measure.Row("numbers read by find_numbers", len(sample) / median["find_numbers"], "/s"),
        measure.at_least("find_numbers, rate of phonenumbers' parse", rate, 0.9, "x"),
    ], seconds


def _bare_search(partners, wanted):
    """Search as Odoo does without the suite, whose own search adds spellings to it."""
    from odoo.addons.phone_validation.models.mail_thread_phone import MailThreadPhone

    for number in wanted:
        domain = MailThreadPhone._search_phone_mobile_search(partners, "=", number)
        len(partners.search(domain))


def _parse(sample):
    import phonenumbers

    started = time.perf_counter()
    for text in sample:
        number = phonenumbers.parse(text, "VN")
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return time.perf_counter() - started


def _find(sample):
    from odoo.addons.cs_loyalty.tools.phone import find_numbers

    started = time.perf_counter()
    for text in sample:
        find_numbers(text)
    return time.perf_counter() - started


if __name__ == "__main__":
    try:
        main()
    except InputError as error:
        sys.exit(str(error))
