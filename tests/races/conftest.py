import contextlib
import os

import pytest

from .harness import database


@pytest.fixture(scope="session")
def database_copy():
    """A database of our own with the suite installed: what a test does there stays there."""
    with database(os.environ["CS_TEST_DATABASE"], os.environ["CS_TEST_CONFIG"]) as copy:
        yield copy


@pytest.fixture(scope="session")
def sessions(database_copy):
    """Two processes that run scripts in the database."""
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(database_copy.session()) for _number in range(2)]


@pytest.fixture(scope="session")
def db(sessions):
    """The first of the two processes: ``db.run(script)``."""
    return sessions[0]


@pytest.fixture(autouse=True)
def nothing_left_over(request):
    """A test that failed half-way leaves no answers to the next one."""
    yield
    if "sessions" in request.fixturenames:
        for session in request.getfixturevalue("sessions"):
            session.forget()


@pytest.fixture(scope="session")
def server(database_copy):
    """The database served by two worker processes."""
    with database_copy.server(workers=2) as running:
        yield running


@pytest.fixture(autouse=True)
def no_complaints(request):
    """A test that used the server leaves no error in its log."""
    yield
    if "server" in request.fixturenames:
        assert request.getfixturevalue("server").complaints() == []
