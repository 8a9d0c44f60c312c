"""What a stranger can do to the public pages of a running server."""

import pytest

PAGES = {
    "cs_base": "/cs/preferences/",
    "cs_survey_nps": "/cs/nps/",
    "cs_stockout": "/cs/stockout/",
}
TABLES = """
    SELECT relname FROM pg_class
     WHERE relkind = 'r' AND relname LIKE 'cs\\_%' AND relname NOT LIKE 'cs\\_%rate_limit%'
"""
page = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)


@pytest.fixture(autouse=True)
def patience(transaction):
    """Each test begins with no wrong token counted against this machine."""
    transaction(lambda env: env.cr.execute("DELETE FROM cs_rate_limit"))


def content(env):
    """Return what the suite's tables hold, as one number each."""
    env.cr.execute(TABLES)
    found = {}
    for (table,) in env.cr.fetchall():
        env.cr.execute(f'SELECT count(*), max(xmin::text::bigint) FROM "{table}"')
        found[table] = env.cr.fetchone()
    return found


@page
@pytest.mark.parametrize("token", ["x", "1-" + "0" * 40, "%F0%9F%90%88", "9" * 400, "-1-a"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_a_wrong_token_gets_a_page_and_changes_nothing(
    request_page, transaction, page, token, method
):
    before = transaction(content)
    body = "score=5&choice=wait" if method == "POST" else None
    status, headers, text = request_page(page + token, method, body)
    assert status == 404
    assert headers["Cache-Control"] == "no-store"
    assert "Traceback" not in text
    assert transaction(content) == before


@page
def test_guessing_is_stopped(request_page, page):
    codes = [request_page(f"{page}1-{number:040}")[0] for number in range(12)]
    assert codes[:10] == [404] * 10
    assert codes[-1] == 429
    assert request_page("/web/login")[0] == 200, "the rest of the site stays open"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_refused(request_page, method):
    for page in PAGES.values():
        assert request_page(page + "x", method)[0] == 405
