"""Two things at once, each in a thread with a transaction of its own."""

from concurrent.futures import ThreadPoolExecutor


def test_links_made_at_once_all_work(transaction):
    """The secret of a record is made by the first who needs it; the others use the same."""
    partner = transaction(lambda env: env["res.partner"].create({"name": "Chị Hoa"}).id)

    def link(_number):
        return transaction(lambda env: env["res.partner"].browse(partner)._cs_token())

    with ThreadPoolExecutor(4) as pool:
        tokens = list(pool.map(link, range(8)))
    assert len(set(tokens)) == 1

    def resolve(env):
        record, status = env["res.partner"]._cs_token_record(tokens[0])
        return record.id, status

    assert transaction(resolve) == (partner, "ok")


def test_refusals_at_once_are_one_entry(transaction):
    def refuse(_number):
        transaction(
            lambda env: env["cs.consent"]._record("live@example.com", "survey", False, "test")
        )

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(refuse, range(8)))
    domain = [("address", "=", "live@example.com")]
    assert transaction(lambda env: env["cs.consent"].search_count(domain)) == 1
