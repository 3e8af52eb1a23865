"""Workers as processes: ten questions and two workers; kill -9 while one works; on SQLite, PostgreSQL and a broker."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import time
from pathlib import Path

import pytest

from tests.portal.broker import broker as a_broker
from tests.portal.office import Office, Pages, children, pages, targets, wait_for

pytestmark = pytest.mark.processes
_PREPARE = "from portal.start import prepare\nprepare()"
_ASK = """
from portal import checks
from portal.models import Account, District
for district in District.objects.all()[:{count}]:
    account, _ = Account.objects.get_or_create(username=district.pk, role="district", district=district)
    checks.ask(account, district, "O1")
"""


@pytest.fixture(scope="module")
def site():
    with pages() as address:
        yield address


@pytest.fixture(autouse=True)
def _quiet(site):
    Pages.begin()


def _asked(folder: Path, site: str, **settings: str) -> Path:
    """A data folder with ten districts, each with one check in the queue: made once, to be copied."""
    made = Office(folder / "data", TARGETS=str(targets(folder / "targets.yaml", site, 10)), **settings)
    made.run(_PREPARE + _ASK.format(count=10))
    return made.data


@pytest.fixture(scope="module")
def asked(site, tmp_path_factory):
    return _asked(tmp_path_factory.mktemp("sqlite"), site)


@pytest.fixture(scope="module")
def asked_postgresql(site, tmp_path_factory, postgresql_server):
    return _asked(tmp_path_factory.mktemp("postgresql"), site, DB=postgresql_server("asked"))


@pytest.fixture
def on_sqlite(asked, tmp_path):
    """``on_sqlite(count, SETTING=…)``: an office with so many checks in the queue."""

    def made(count: int, data: Path = asked, **settings: str) -> Office:
        office = Office(shutil.copytree(data, tmp_path / "data"), **settings)
        office.keep(count)
        return office

    return made


@pytest.fixture
def on_postgresql(request, on_sqlite):
    server, data = (request.getfixturevalue(name) for name in ("postgresql_server", "asked_postgresql"))
    name = f"copy{abs(hash(request.node.nodeid))}"
    return lambda count: on_sqlite(count, data, DB=server(name, "asked"))


@pytest.fixture
def broker():
    with a_broker() as made:
        yield made


@pytest.fixture
def on_redis(broker, on_sqlite):
    """The same with the queue on a broker: SQLite keeps the rows, Redis their numbers."""
    with broker.running():

        def made(count: int) -> Office:
            office = on_sqlite(0, BROKER=broker.url)
            office.run(_ASK.format(count=count))
            return office

        yield made


@pytest.fixture
def office_of(request):
    """``office_of(count)``: an office with so many districts that ask, on a database or on a broker."""
    return request.getfixturevalue(f"on_{request.param}")


def on(*kinds: str):
    """The test on each of these: ``sqlite``, ``postgresql``, ``redis``."""
    return pytest.mark.parametrize("office_of", kinds, indirect=True)


EVERYTHING = ("sqlite", "postgresql", "redis")


def all_done(rows):
    return all(state == "done" for _, state, _, _ in rows)


@on(*EVERYTHING)
def test_ten_questions_and_two_workers(office_of):
    """Every check is answered, each by one attempt."""
    office = office_of(10)
    with office.worker(), office.worker():
        rows = wait_for(office, all_done)
    assert rows == [(f"d{n}", "done", 1, True) for n in range(10)]
    assert len([path for path in Pages.asked if path == "/d3"]) == 1


@on(*EVERYTHING)
def test_killed_workers_lose_nothing(office_of):
    """The first is killed while it waits for a page; others take its check up again, and end them all."""
    office = office_of(3)
    Pages.gate.clear()
    with office.worker() as first:
        wait_for(office, lambda rows: any(state == "running" for _, state, _, _ in rows))
        first.send_signal(signal.SIGKILL)
        first.wait()
    Pages.gate.set()
    with office.worker(), office.worker():
        rows = wait_for(office, all_done)
    assert [(state, answer) for _, state, _, answer in rows] == [("done", True)] * 3
    assert sorted(attempts for _, _, attempts, _ in rows) == [1, 1, 2]


@on("sqlite", "redis")
def test_a_worker_that_is_told_to_end_gives_its_check_back(office_of):
    """SIGTERM in the middle of a check: the worker ends, the check waits as if it had not begun, the next answers it."""
    office = office_of(1)
    Pages.gate.clear()
    with office.worker() as first:
        wait_for(office, lambda rows: rows[0][1] == "running" and Pages.asked)
        first.send_signal(signal.SIGTERM)
        Pages.gate.set()
        first.wait(120)
    assert office.look() == [("d0", "queued", 0, False)]
    with office.worker():
        rows = wait_for(office, all_done)
    assert rows == [("d0", "done", 1, True)]


def test_what_is_asked_while_the_broker_is_away_is_answered_when_it_is_back(broker, on_sqlite):
    """The page takes the question all the same: its row is there, and its lease brings it to the queue."""
    office = on_sqlite(0, BROKER=broker.url, LEASE="0.5")
    office.run(_ASK.format(count=1))
    assert office.look() == [("d0", "queued", 0, False)]
    with office.worker(), broker.running():
        rows = wait_for(office, all_done)
    assert rows == [("d0", "done", 1, True)]


def test_the_guard_stands_behind_the_registered_hosts(on_sqlite):
    """A host that is registered and leads to this computer itself: nothing is asked of it, and nothing passes."""
    office = on_sqlite(1, ALLOW_PRIVATE_HOSTS="")
    with office.worker():
        rows = wait_for(office, all_done)
    assert Pages.asked == []
    assert rows == [("d0", "done", 1, True)]
    said = office.run(
        "from portal.models import Check\nprint(Check.objects.get().answer['items'][0]['status'])"
    )
    assert said.strip() in {"fail", "unverified"}


def lives(process: int) -> bool:
    """Whether a process is there, and not only its name in the table."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def test_the_page_killed_takes_its_workers_with_it_and_loses_nothing(on_sqlite):
    """kill -9 of `oit serve` in the middle of a check: no worker is left behind; the next start answers it."""
    office = on_sqlite(1)
    Pages.gate.clear()
    with office.serve() as first:
        wait_for(office, lambda rows: rows[0][1] == "running" and Pages.asked)
        (worker,) = children(first.pid)
        first.kill()
    Pages.gate.set()
    until = time.monotonic() + 120
    while lives(worker):
        assert time.monotonic() < until
        time.sleep(0.2)
    with office.serve():
        rows = wait_for(office, all_done)
    assert [(state, answered) for _, state, _, answered in rows] == [("done", True)]


@on("sqlite", "postgresql", *(["redis"] if "OIT_TEST_KILLS" in os.environ else []))
@pytest.mark.parametrize("seed", range(int(os.environ.get("OIT_TEST_KILLS", "1"))))
def test_kills_at_random_points(office_of, seed):
    """`oit serve` with two workers; at four points of the work, counted in requests, one of the three is killed.

    Every check ends: answered by one attempt that held it, or given up after the third that was killed under it.
    """
    chance, office = random.Random(seed), office_of(4)
    with contextlib.ExitStack() as stack:
        web = stack.enter_context(office.serve("--workers", "2"))
        for _ in range(4):
            Pages.wait_for(len(Pages.asked) + chance.randint(1, 6), 15)
            victim = chance.choice([web.pid, *filter(lives, children(web.pid))])
            with contextlib.suppress(
                ProcessLookupError
            ):  # one that was killed before, and is collected just now
                os.kill(victim, signal.SIGKILL)
            if victim == web.pid:
                web.wait()
                web = stack.enter_context(office.serve("--workers", "2"))
        rows = wait_for(office, lambda rows: all(state in {"done", "failed"} for _, state, _, _ in rows))
    assert [name for name, _, _, _ in rows] == [f"d{n}" for n in range(4)]
    for name, state, attempts, answered in rows:
        assert (state, answered) == ("done", True) or (state, attempts) == ("failed", 3), name
    assert office.run(_LEFT).split() == ["0", "0"]


_LEFT = """
from django.conf import settings
from portal.models import Check
print(Check.objects.filter(state__in=Check.OPEN).count(), len(list(settings.UPLOADS.glob("*"))))
"""
