"""Workers as processes: ten questions and two workers; kill -9 while one works; on SQLite and on PostgreSQL."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.portal.office import STATE, Office, Pages, children, pages, targets, wait_for

pytestmark = pytest.mark.processes
_ASK = """
from portal import checks
from portal.models import Account, District
for district in District.objects.all():
    account = Account.objects.create(username=district.pk, role="district", district=district)
    checks.ask(account, district, "O1")
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request, tmp_path):
    """Ten districts, each with one check in the queue."""
    url = request.getfixturevalue("postgresql") if request.param == "postgresql" else ""
    with pages() as site:
        made = Office(tmp_path / "data", DB=url, TARGETS=str(targets(tmp_path / "targets.yaml", site, 10)))
        made.empty()
        made.run("from portal.start import prepare\nprepare()" + _ASK)
        yield made


def test_ten_questions_and_two_workers(office):
    """Every check is answered, each by one attempt."""
    with office.worker(), office.worker():
        rows = wait_for(office, lambda rows: all(state == "done" for _, state, _, _ in rows))
    assert rows == [[f"d{n}", "done", 1, True] for n in range(10)]
    assert len([path for path in Pages.asked if path == "/d3"]) == 1


def test_killed_workers_lose_nothing(office):
    """The first is killed while it waits for a page; another takes its check up again, and ends them all."""
    Pages.gate.clear()
    with office.worker() as first:
        wait_for(office, lambda rows: any(state == "running" for _, state, _, _ in rows))
        first.send_signal(signal.SIGKILL)
        first.wait()
    Pages.gate.set()
    with office.worker(), office.worker():
        rows = wait_for(office, lambda rows: all(state == "done" for _, state, _, _ in rows))
    assert [(state, answer) for _, state, _, answer in rows] == [("done", True)] * 10
    assert sorted(attempts for _, _, attempts, _ in rows) == [1] * 9 + [2]


def test_a_worker_that_is_told_to_end_gives_its_check_back(tmp_path):
    """SIGTERM in the middle of a check: the worker ends, the check waits as if it had not begun, the next answers it."""
    with pages() as site:
        made = Office(tmp_path / "data", TARGETS=str(targets(tmp_path / "targets.yaml", site, 1)))
        made.run("from portal.start import prepare\nprepare()" + _ASK)
        Pages.gate.clear()
        with made.worker() as first:
            wait_for(made, lambda rows: rows[0][1] == "running" and Pages.asked)
            first.send_signal(signal.SIGTERM)
            Pages.gate.set()
            first.wait(120)
        assert json.loads(made.run(STATE)) == [["d0", "queued", 0, False]]
        with made.worker():
            rows = wait_for(made, lambda rows: rows[0][1] == "done")
    assert rows == [["d0", "done", 1, True]]


def test_the_guard_stands_behind_the_registered_hosts(tmp_path):
    """A host that is registered and leads to this computer itself: nothing is asked of it, and nothing passes."""
    with pages() as site:
        made = Office(
            tmp_path / "data",
            ALLOW_PRIVATE_HOSTS="",
            TARGETS=str(targets(tmp_path / "targets.yaml", site, 1)),
        )
        made.run("from portal.start import prepare\nprepare()" + _ASK)
        with made.worker():
            rows = wait_for(made, lambda rows: rows[0][1] == "done")
        assert Pages.asked == []
    assert rows == [["d0", "done", 1, True]]
    said = made.run(
        "from portal.models import Check\nprint(Check.objects.get().answer['items'][0]['status'])"
    )
    assert said.strip() in {"fail", "unverified"}


def test_the_page_killed_takes_its_workers_with_it_and_loses_nothing(tmp_path):
    """kill -9 of `oit serve` in the middle of a check: no worker is left behind; the next start answers it."""
    with pages() as site:
        made = Office(tmp_path / "data", TARGETS=str(targets(tmp_path / "targets.yaml", site, 1)))
        made.run("from portal.start import prepare\nprepare()" + _ASK)
        Pages.gate.clear()
        command = [sys.executable, "-m", "crawler", "serve", "--port", "0"]

        def serve():
            return subprocess.Popen(
                command, env=made.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )

        first = serve()
        wait_for(made, lambda rows: rows[0][1] == "running" and Pages.asked)
        worker = int(
            subprocess.run(
                ["pgrep", "-P", str(first.pid)], capture_output=True, text=True, check=True
            ).stdout.split()[0]
        )
        first.kill()
        first.wait()
        Pages.gate.set()
        until = time.monotonic() + 120
        while (
            Path(f"/proc/{worker}").exists()
            and "Z" not in Path(f"/proc/{worker}/stat").read_text().split()[2]
        ):
            assert time.monotonic() < until
            time.sleep(0.2)
        second = serve()
        try:
            rows = wait_for(made, lambda rows: rows[0][1] == "done")
        finally:
            second.terminate()
            second.wait(60)
    assert (rows[0][1], rows[0][3]) == ("done", True)


@pytest.mark.parametrize("seed", range(int(os.environ.get("OIT_TEST_KILLS", "1"))))
def test_kills_at_random_points(office, seed):
    """`oit serve` with two workers; at four points of the work, counted in requests, one of the three is killed.

    Every check ends: answered by one attempt that held it, or given up after the third that was killed under it.
    """
    chance = random.Random(seed)
    with contextlib.ExitStack() as stack:
        web = stack.enter_context(office.serve("--workers", "2"))
        for _ in range(4):
            Pages.wait_for(len(Pages.asked) + chance.randint(1, 6), 15)
            workers = children(web.pid)
            victim = chance.choice([web.pid, *workers])
            os.kill(victim, signal.SIGKILL)
            if victim == web.pid:
                web.wait()
                web = stack.enter_context(office.serve("--workers", "2"))
        rows = wait_for(office, lambda rows: all(state in {"done", "failed"} for _, state, _, _ in rows))
    assert [name for name, _, _, _ in rows] == [f"d{n}" for n in range(10)]
    for name, state, attempts, answered in rows:
        assert (state, answered) == ("done", True) or (state, attempts) == ("failed", 3), name
    assert office.run(_LEFT).split() == ["0", "0"]


_LEFT = """
from django.conf import settings
from portal.models import Check
print(Check.objects.filter(state__in=Check.OPEN).count(), len(list(settings.UPLOADS.glob("*"))))
"""
