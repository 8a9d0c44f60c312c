import os

import pytest

from .harness import database


@pytest.fixture(scope="session")
def db():
    """A database of our own with the suite installed: what a test does there stays there."""
    with database(os.environ["CS_TEST_DATABASE"], os.environ["CS_TEST_CONFIG"]) as copy:
        yield copy


@pytest.fixture(scope="session")
def server(db):
    with db.server(workers=2) as running:
        yield running
    assert running.complaints() == []
