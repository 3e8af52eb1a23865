"""No test leaves this machine: a tripwire of the whole process breaks every connection that is not to loopback.

It is armed before any module of the suite is imported and cannot be taken out again.  The processes that tests
start carry their own (``crawler.gather.child``).
"""

from __future__ import annotations

import pytest

from crawler.gather.guard import Guard, Tripwire

_WIRE = Tripwire(Guard(private=True)).arm()


@pytest.fixture(autouse=True)
def loopback_only():
    """Fail the test that connects anywhere else, or whose fixtures did."""
    yield
    escaped, _WIRE.escaped = _WIRE.escaped, []
    assert escaped == []
