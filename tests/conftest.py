"""No test leaves this machine: a tripwire of the whole process breaks every connection that is not to loopback.

It is armed before any module of the suite is imported and cannot be taken out again.  The processes that tests
start carry their own (``crawler.gather.child``).
"""

from __future__ import annotations

import ipaddress
import os
import signal
import subprocess
import sys
from functools import partial

import pytest
import yaml
from hypothesis import settings

from crawler.gather.guard import Guard, Tripwire
from tests import fork_server


class _LoopbackOnly(Guard):
    """The public web is open to an audit, and to no test."""

    def refuse_address(self, address: str) -> str | None:
        """Why not, for everything but loopback."""
        why = super().refuse_address(address)
        here = ipaddress.ip_address(address.partition("%")[0]).is_loopback
        return why or (None if here else f"{address} is not this machine")


# What a shell starts in the background ignores Ctrl-C, and so does all that it starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Hundreds of processes are started: each would compile the program anew where bytecode may not be kept.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Crawls and readers by the hundred: their imports are done once, unless OIT_FRESH asks for new interpreters everywhere.
if "OIT_FRESH" not in os.environ:
    subprocess.Popen = fork_server.Popen

# Tables of cases are long, and every worker reads them all: by libyaml, where PyYAML has it.
yaml.safe_load = partial(yaml.load, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))

# A busy machine is no fault of the code: properties are tested without a clock.
settings.register_profile("oit", deadline=None)
settings.load_profile("oit")

#: The files that take longest, longest first: begun first, so that nobody waits for one of them at the end.
_FIRST = (
    "tests/portal/test_end_to_end.py",
    "tests/reports/test_report_browser.py",
    "tests/portal/test_processes.py",
    "tests/hostile/test_kills.py",
    "tests/hostile/test_fuzz_responses.py",
    "tests/hostile/test_machine.py",
    "tests/gather/test_faults.py",
    "tests/gather/test_accounting.py",
    "tests/read/test_pool.py",
    "tests/night/test_one_in_a_thousand.py",
    "tests/read/test_pages.py",
    "tests/hostile/test_fuzz_documents.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long files first; all others as they stand."""
    place = {file: at for at, file in enumerate(_FIRST)}
    items.sort(key=lambda item: place.get(item.nodeid.partition("::")[0], len(place)))


_WIRE = Tripwire(_LoopbackOnly(private=True)).arm()


@pytest.fixture(autouse=True)
def loopback_only():
    """Fail the test that connects anywhere else, or whose fixtures did; the tripwire itself."""
    yield _WIRE
    escaped, _WIRE.escaped = _WIRE.escaped, []
    assert escaped == []
