"""The time is up: the run ends as a whole report, nobody is accused of what was not seen, and it can go on."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.evidence import open_evidence
from crawler.gather.run import Deadline, gather, resume
from tests.gather.runs import QUICK, agency
from tests.gather.server import BadServer, Connection, answer_with, in_turn, page

MIDNIGHT = datetime(2025, 4, 30, 17, tzinfo=UTC)


class Clock:
    """Stands still until somebody lets the night end."""

    def __init__(self) -> None:
        self.over = threading.Event()

    def now(self) -> datetime:
        return MIDNIGHT + timedelta(hours=6 if self.over.is_set() else 0)

    @property
    def deadline(self) -> Deadline:
        return Deadline(MIDNIGHT + timedelta(hours=5), self.now)


@pytest.fixture
def clock():
    return Clock()


def held(clock: Clock, then):
    """A route that lets the night end when it is asked, and keeps silent; later it answers ``then``."""

    async def silent(connection: Connection) -> None:
        clock.over.set()
        await connection.wait()

    return in_turn(silent, then)


def night(folder, clock, server, paths):
    office = agency({"O1": [server.url(path) for path in paths]})
    gather([office], folder, replace(QUICK, timeout=600.0), {}, deadline=clock.deadline)
    return open_evidence(folder)


def test_what_was_not_reached_waits_for_the_next_night(tmp_path, clock):
    routes = {"/1": page("x"), "/2": held(clock, page("late")), "/3": page("never")}
    with BadServer(routes) as server, night(tmp_path, clock, server, ["/1", "/2", "/3"]) as store:
        assert store.run["state"] == "gathered"
        assert store.run["complete"] is True
        assert store.run["deadline"] == {"declared": 2, "linked": 0}
        assert [store.capture(server.url(path)) is None for path in ("/1", "/2", "/3")] == [False, True, True]
    assert "/3" not in server.paths


def test_links_that_were_known_are_counted(tmp_path, clock):
    content = '<h1>ข้อมูล</h1><div><p><a href="/a.pdf">เอกสาร</a></p></div>'
    routes = {"/1": page(content), "/a.pdf": held(clock, page("late"))}
    with BadServer(routes) as server, night(tmp_path, clock, server, ["/1"]) as store:
        assert store.run["deadline"] == {"declared": 0, "linked": 1}


def test_an_accusation_needs_its_second_look(tmp_path, clock):
    routes = {
        "/gone": page("no", status=404),
        "/wall": page("no", status=403),
        "/2": held(clock, page("late")),
    }
    with BadServer(routes) as server, night(tmp_path, clock, server, ["/gone", "/wall", "/2"]) as store:
        gone = store.capture(server.url("/gone"))
        assert (gone.error, gone.status) == ("fetch.not_reached", 404)
        assert "seen once" in gone.detail
        assert store.capture(server.url("/wall")).error == "access.forbidden"
        assert store.run["deadline"] == {"declared": 2, "linked": 0}


def test_it_can_go_on_in_the_morning(tmp_path, clock):
    routes = {"/gone": page("no", status=404), "/2": held(clock, page("at last"))}
    with BadServer(routes) as server:
        night(tmp_path, clock, server, ["/gone", "/2"]).close()
        resume(tmp_path)
        with open_evidence(tmp_path) as store:
            assert store.run["deadline"] is None
            assert store.run["complete"] is True
            assert store.capture(server.url("/2")).status == 200
            gone = store.capture(server.url("/gone"))
            assert (gone.error, gone.seen) == ("presence.http_error", 2)


def test_a_night_that_is_done_in_time_knows_of_no_deadline(tmp_path, clock):
    with BadServer({"/1": page("x")}) as server, night(tmp_path, clock, server, ["/1"]) as store:
        assert store.run["deadline"] is None
    assert not clock.over.is_set()


@pytest.mark.parametrize("hosts", [1, 9])
def test_requests_under_way_are_abandoned_at_once(tmp_path, clock, hosts):
    """Every server is silent for ten minutes: the run does not wait for them."""
    together = threading.Barrier(hosts, action=clock.over.set)

    async def silent(connection: Connection) -> None:
        if connection.path == "/robots.txt":
            await answer_with(page("no", status=404), connection)
        else:
            threading.Thread(target=together.wait, daemon=True).start()
            await connection.wait()

    servers = [BadServer(otherwise=silent, address=f"127.0.2.{n}") for n in range(1, hosts + 1)]
    for server in servers:
        server.__enter__()
    try:
        many = [agency({"O1": [server.url("/")]}, name=f"a{n}") for n, server in enumerate(servers)]
        gather(many, tmp_path, replace(QUICK, timeout=600.0), {}, deadline=clock.deadline)
        with open_evidence(tmp_path) as store:
            assert store.run["deadline"] == {"declared": hosts, "linked": 0}
    finally:
        for server in servers:
            server.__exit__()


def test_a_deadline_that_has_passed_leaves_everything_for_later(tmp_path, clock):
    clock.over.set()
    with (
        BadServer({"/1": held(clock, page("x"))}) as server,
        night(tmp_path, clock, server, ["/1", "/2"]) as store,
    ):
        assert store.run["complete"] is True
        assert store.run["deadline"] == {"declared": 2, "linked": 0}
