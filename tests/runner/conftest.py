import threading

import pytest

from dev import process


@pytest.fixture(autouse=True)
def run_that_goes_on(monkeypatch):
    """A test that ends a run does not end those of the tests after it."""
    monkeypatch.setattr(process, "_ENDING", threading.Event())
