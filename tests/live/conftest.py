"""pytest-odoo serves the database in this process; tests here commit, in a copy of their own."""

import http.client

import odoo
import pytest
from odoo.modules.registry import Registry
from odoo.tools import config


@pytest.fixture
def registry():
    return Registry(config["db_name"][0])


@pytest.fixture
def transaction(registry):
    """Return a function that runs another one in a transaction, as a request does: with
    repetition where two conflict, and with commit.
    """
    from odoo.service.model import retrying

    def run(function):
        with registry.cursor() as cr:
            env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {})
            return retrying(lambda: function(env), env)

    return run


@pytest.fixture
def request_page():
    """Return a function that asks the served database: ``(status, headers, text)``."""

    def ask(path, method="GET", body=None):
        connection = http.client.HTTPConnection("127.0.0.1", config["http_port"], timeout=60)
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode()
        finally:
            connection.close()

    return ask
