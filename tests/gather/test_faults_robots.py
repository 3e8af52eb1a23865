"""The fault matrix, robots.txt: what each answer to it allows.  One run, one server a case."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from tests.gather.runs import agency, gathered
from tests.gather.server import (
    Answer,
    BadServer,
    Route,
    close,
    drip,
    endless,
    gzip_bomb,
    hang,
    in_turn,
    page,
    raw,
    redirect,
    reset,
)

RULES_OF_500_KB = b"User-agent: *\nDisallow: /\n" + b"# x\n" * 128_000
PLAIN = (("Content-Type", "text/plain"),)


def rules(text: str | bytes) -> Answer:
    return Answer(text if isinstance(text, bytes) else text.encode(), headers=PLAIN)


@dataclass(frozen=True)
class RobotsFault:
    """What ``/robots.txt`` answers, and the error of ``/page`` then."""

    name: str
    row: int
    route: Route
    want: str | None


FAULTS = [
    RobotsFault("robots disallows all", 139, rules("User-agent: *\nDisallow: /\n"), "access.robots"),
    RobotsFault("robots disallows us by name", 139, rules("User-agent: oit\nDisallow: /\n\nUser-agent: *\nAllow: /\n"), "access.robots"),
    RobotsFault("robots disallows another", 139, rules("User-agent: Googlebot\nDisallow: /\n"), None),
    RobotsFault("robots allows this one again", 139, rules("User-agent: *\nDisallow: /\nAllow: /page\n"), None),
    RobotsFault("robots 500", 140, page("oops", status=500), "access.robots"),
    RobotsFault("robots 503", 140, page("oops", status=503), "access.robots"),
    RobotsFault("robots 429", 140, page("slow", status=429), "access.robots"),
    RobotsFault("robots 503 once", 140, in_turn(page("oops", status=503), page("", status=404)), None),
    RobotsFault("robots hangs", 140, hang, "fetch.timeout"),
    RobotsFault("robots drips", 140, drip(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + b"#" * 900), "fetch.timeout"),
    RobotsFault("robots reset", 140, reset, "fetch.connection"),
    RobotsFault("robots closed", 140, close, "fetch.connection"),
    RobotsFault("robots is no http", 140, raw(b"SSH-2.0-x\r\n"), "fetch.connection"),
    RobotsFault("robots 403 with rules", 141, Answer(b"User-agent: *\nDisallow: /\n", 403, PLAIN), None),
    RobotsFault("robots 401", 141, page("who?", status=401), None),
    RobotsFault("robots 410", 141, page("gone", status=410), None),
    RobotsFault("robots 204", 141, Answer(b"", 204), None),
    RobotsFault("robots is html", 142, page("<html>not rules</html>"), None),
    RobotsFault("robots has a late rule", 142, rules(b"# x\n" * 200_000 + b"User-agent: *\nDisallow: /\n"), None),
    RobotsFault("robots has a mark before it", 142, rules(b"\xef\xbb\xbfUser-agent: *\nDisallow: /page\n"), "access.robots"),
    RobotsFault("robots in tis620", 142, rules("# สวัสดี\nUser-agent: *\nDisallow: /page\n".encode("cp874")), "access.robots"),
    RobotsFault("robots announces 500 mb and sends them", 142, raw(b"HTTP/1.1 200 OK\r\nContent-Length: 524288000\r\n\r\n" + RULES_OF_500_KB, then_wait=True), "access.robots"),
    RobotsFault("robots without end", 142, endless(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nUser-agent: *\nDisallow: /\n", b"# x\n" * 10_000), "access.robots"),
    RobotsFault("robots without end that forbids nothing", 142, endless(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n", b"# x\n" * 10_000), None),
    RobotsFault("robots is a bomb", 142, gzip_bomb(100 << 20), None),
    RobotsFault("robots is noise", 142, rules(bytes(range(256)) * 40), None),
    RobotsFault("robots redirects to itself", 142, redirect("/robots.txt"), None),
    RobotsFault("robots redirects to metadata", 142, redirect("http://169.254.169.254/robots.txt"), "fetch.blocked_address"),
    RobotsFault("robots sets no sane delay", 142, rules("User-agent: *\nCrawl-delay: 1e308\nDisallow: /x\n"), None),
]  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    with ExitStack() as stack:
        servers = [
            stack.enter_context(BadServer({"/robots.txt": fault.route}, otherwise=page("x")))
            for fault in FAULTS
        ]
        declared = {f"O{n}": [server.url("/page")] for n, server in enumerate(servers)}
        folder = tmp_path_factory.mktemp("robots") / "run"
        store = stack.enter_context(
            gathered(folder, agency(declared), concurrency=16, timeout=4.0, retry_after=1.0, crawl_delay=0.1)
        )
        yield dict(zip(FAULTS, servers, strict=True)), store


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault(run, fault):
    servers, store = run
    server = servers[fault]
    capture = store.capture(server.url("/page"))
    assert capture.error == fault.want, capture
    assert ("/page" in server.paths) is (fault.want is None)
