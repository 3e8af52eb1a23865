"""What every test of this room stands on: no connection of Python's leaves loopback."""

from __future__ import annotations

import pytest

from crawler.gather.guard import Guard, Tripwire

_WIRE = Tripwire(Guard(private=True)).arm()


@pytest.fixture(autouse=True)
def loopback_only():
    """Fail the test that connects anywhere but to loopback."""
    before = len(_WIRE.escaped)
    yield
    assert _WIRE.escaped[before:] == []
