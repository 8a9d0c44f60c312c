"""The pages of cs_base under two worker processes."""

from concurrent.futures import ThreadPoolExecutor


def test_guessing_is_limited_across_workers(server):
    wrong = [f"/cs/preferences/{number}-{'0' * 40}" for number in range(1, 41)]
    with ThreadPoolExecutor(8) as pool:
        codes = [status for status, _text in pool.map(server.request, wrong)]
    assert set(codes) == {404, 429}
    # Two requests that count at the same moment may both be the tenth.
    assert 10 <= codes.count(404) <= 13


def test_a_preference_saved_twenty_times_at_once_is_one_entry(db, server):
    path = db.run(
        """
partner = env["res.partner"].create({"name": "Chị Lan", "email": "race@example.com"})
url = partner._cs_preferences_url()
env.cr.commit()
answer(url[url.index("/cs/"):])
"""
    )
    with ThreadPoolExecutor(10) as pool:
        answers = list(
            pool.map(lambda _try: server.request(path, {"survey": "1"}), range(20))
        )
    assert {status for status, _text in answers} == {200}
    rows = db.run(
        """answer(env["cs.consent"].search_count([("address", "=", "race@example.com")]))"""
    )
    assert rows == 2, "one entry for the survey's yes, one for the offers' no"
