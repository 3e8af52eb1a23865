"""Who is asked when, by the server's own log: fair among agencies, and nobody waits for somebody else's server."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace

import pytest

from crawler.evidence import open_evidence
from crawler.gather.run import gather
from tests.gather.runs import QUICK, agency, gathered
from tests.gather.server import Answer, BadServer, Connection, answer_with, document, hang, page

DECLARED, DOCUMENTS = 3, 12


def listing(paths):
    return page(
        "<h1>ข้อมูล</h1><div>" + "".join(f'<p><a href="{p}">เอกสาร {p}</a></p>' for p in paths) + "</div>"
    )


@pytest.fixture
def shared():
    """Three offices on one host; each declares three pages, and one of them lists twelve documents."""
    routes = {"/robots.txt": page("", status=404)}
    for name in "abc":
        files = [f"/{name}/file{n}.pdf" for n in range(DOCUMENTS)]
        routes |= {f"/{name}/0": listing(files)} | {path: document() for path in files}
        routes |= {f"/{name}/{n}": page(f"{name} {n}") for n in range(1, DECLARED)}
    with BadServer(routes) as server:
        yield server


def offices(server):
    return [
        agency({f"O{n}": [server.url(f"/{name}/{n}")] for n in range(DECLARED)}, name=name) for name in "abc"
    ]


def test_every_declared_page_before_any_document(shared, tmp_path):
    with gathered(tmp_path, offices(shared)) as store:
        assert store.run["complete"]
    asked = [path for path in shared.paths if path != "/robots.txt"]
    declared = 3 * DECLARED
    assert not any(path.endswith(".pdf") for path in asked[:declared])
    assert all(path.endswith(".pdf") for path in asked[declared:])
    assert len(asked) == 3 * (DECLARED + DOCUMENTS)


def test_documents_of_all_agencies_in_turn(shared, tmp_path):
    """Who was served least goes first, as soon as it waits: an office whose list was read late never falls behind.

    A busy machine may be late with the next request of an office by a turn or two; an unfair queue by all twelve.
    """
    with gathered(tmp_path, offices(shared), delay=0.03):
        pass
    documents = [path[1] for path in shared.paths if path.endswith(".pdf")]
    begun = max(documents.index(name) for name in "abc") + 1  # from here on all their lists are known
    spreads = [
        max(counts) - min(counts)
        for served in range(begun, len(documents))
        if (counts := [documents[:served].count(name) for name in "abc"])
    ]
    assert max(spreads, default=0) <= max(2, spreads[0] if spreads else 0) + 3, documents


def test_the_first_addresses_of_all_agencies_come_first(shared, tmp_path):
    with gathered(tmp_path, offices(shared)):
        pass
    first = [path for path in shared.paths if path != "/robots.txt"][:3]
    assert sorted(path[1] for path in first) == ["a", "b", "c"]


def test_documents_of_a_good_host_do_not_wait_for_a_dead_one(tmp_path):
    """Every second link of the page leads to a host that never answers: the good ones are all asked meanwhile."""
    asked = []

    async def dead(connection: Connection) -> None:
        if connection.path == "/robots.txt":
            await answer_with(page("", status=404), connection)
            return
        asked.append(len([path for path in good.paths if path.endswith(".pdf")]))
        await hang(connection)

    with BadServer(address="127.0.3.1") as good, BadServer(otherwise=dead, address="127.0.3.2") as bad:
        links = [server.url(f"/{n}.pdf") for n in range(6) for server in (bad, good)]
        good.routes = {"/": listing(links)} | {f"/{n}.pdf": document() for n in range(6)}
        options = replace(QUICK, timeout=3.0, give_up_after=2)
        gather([agency({"O1": [good.url("/")]})], tmp_path, options, {})
        with open_evidence(tmp_path) as store:
            assert all(store.capture(good.url(f"/{n}.pdf")).status == 200 for n in range(6))
            assert all(store.capture(bad.url(f"/{n}.pdf")).error == "fetch.timeout" for n in range(6))
    assert asked[1] == 6  # when the dead host was asked a second time
    assert len(asked) <= 2 + 3  # given up after two, and a chance in each further look


WALL = Answer(
    b"<title>Just a moment...</title>", 403, (("Content-Type", "text/html"), ("cf-mitigated", "challenge"))
)


def test_a_wall_stops_its_host_and_not_the_run(tmp_path):
    """From the fifth page on a shield answers: the host is left alone soon, the other one is finished."""
    with ExitStack() as stack:
        routes = {"/robots.txt": page("", status=404)} | {f"/{n:02}": page("x") for n in range(5)}
        walled = stack.enter_context(BadServer(routes, otherwise=WALL, address="127.0.3.3"))
        open_ = stack.enter_context(BadServer(otherwise=page("x"), address="127.0.3.4"))
        many = [
            agency({"O1": [server.url(f"/{n:02}") for n in range(40)]}, name=name)
            for name, server in (("walled", walled), ("open", open_))
        ]
        gather(many, tmp_path, replace(QUICK, give_up_after=3), {})
        with open_evidence(tmp_path) as store:
            errors = [store.capture(walled.url(f"/{n:02}")).error for n in range(40)]
            assert errors == [None] * 5 + ["access.challenge"] * 35
            assert all(store.capture(open_.url(f"/{n:02}")).status == 200 for n in range(40))
        assert len(walled.paths) < 30  # without a pause a few go out while the third is looked at


def test_too_many_requests_slow_their_host_and_not_the_run(tmp_path):
    """One host asks for a pause of a second: nothing is sent to it meanwhile, the other host goes on."""
    order = []

    def noted(name, route):
        async def serve(connection: Connection) -> None:
            order.append((name, connection.path))
            await answer_with(route(connection), connection)

        return serve

    def often(connection: Connection) -> Answer:
        if connection.path == "/00" and connection.count == 1:
            return page("slow", status=429, Retry_After="1")
        return page("x", status=404 if connection.path == "/robots.txt" else 200)

    with (
        BadServer(otherwise=noted("slow", often), address="127.0.3.5") as slow,
        BadServer(otherwise=noted("fast", often), address="127.0.3.6") as fast,
    ):
        slow_ones = [slow.url(f"/{n:02}") for n in range(3)]
        fast_ones = [fast.url(f"/{n:02}") for n in range(1, 20)]
        many = [agency({"O1": slow_ones}, name="slow"), agency({"O1": fast_ones}, name="fast")]
        gather(many, tmp_path, QUICK, {})
        with open_evidence(tmp_path) as store:
            assert all(store.capture(url).status == 200 for url in slow_ones + fast_ones)
    paused = order.index(("slow", "/00"))
    resumed = order.index(("slow", "/01"))
    assert len([name for name, _ in order[paused:resumed] if name == "fast"]) >= 3
