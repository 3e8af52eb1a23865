"""The spiders' fault matrix through the lane: one table, two engines, the same finding codes.

``ELSEWHERE`` lists where a link check rightly says something else: it asks whether a link leads somewhere, and a
body that nobody reads cannot be at fault.
"""

from __future__ import annotations

import socket
from dataclasses import replace

import pytest

from crawler.links.options import LinkOptions
from crawler.links.run import LinkCheck, Start
from tests.gather.server import BadServer, redirect
from tests.gather.test_faults import FAULTS, OK
from tests.links.site import NETWORK

MIB = 1 << 20
#: Fault → what the lane says, and why.
ELSEWHERE = {
    "announces_5_gb": (None, "a document: the answer is alive, its body is not read"),
    "header_without_colon": (
        "fetch.connection",
        "libcurl does not read such an answer; not known is no alarm",
    ),
    "header_line_100_kb": (None, "libcurl reads it, and the answer is good"),
    "20000_headers": ("fetch.too_large", "libcurl reads 300 kB of headers"),
    "10000_headers": ("fetch.too_large", "libcurl reads 5,000 headers"),
    "10000_headers_of_one_name": ("fetch.too_large", "libcurl reads 5,000 headers"),
    "csv_of_one_line_without_end": (None, "a document: the answer is alive, its body is not read"),
    "csv_announces_1_gb": (None, "a document: the answer is alive, its body is not read"),
}


@pytest.fixture(scope="module")
def run():
    routes = {f"/chain_{n}": redirect(f"/chain_{n + 1}") for n in range(30)} | {
        "/chain_30": OK,
        "/%B5%C2": OK,
    }
    routes |= {f"/long_chain_{n}": redirect(f"/long_chain_{n + 1}") for n in range(1, 1_000)}
    routes |= {f"/{fault.name}": fault.route for fault in FAULTS}
    with BadServer(routes) as server, socket.create_server(("127.0.0.1", 0)) as unused:
        closed = unused.getsockname()[1]
        unused.close()
        network = replace(
            NETWORK, timeout=4.0, concurrency=16, max_body=4 * MIB, max_page=4 * MIB, give_up_after=10_000
        )
        starts = [Start(fault.url(server)) for fault in FAULTS] + [Start(f"http://127.0.0.1:{closed}/")]
        checked = LinkCheck(LinkOptions(network=network, soft_404=False, document_bytes=0)).run(starts)
        yield server, {one.url: one.health for one in checked.addresses}, closed


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault(run, fault):
    server, found, _ = run
    health = found[fault.url(server)]
    wanted = fault.want if isinstance(fault.want, tuple) else (fault.want,)
    if fault.name in ELSEWHERE:
        wanted = (ELSEWHERE[fault.name][0],)
    assert health.code in wanted, health
    if fault.status not in (..., None) and health.status is not None:
        assert health.status == fault.status
    if fault.want == "presence.http_error" and fault.seen == 2:
        assert health.seen == 2


def test_refused(run):
    _, found, closed = run
    health = found[f"http://127.0.0.1:{closed}/"]
    assert (health.code, health.seen) == ("fetch.connection", 2)


def test_nobody_is_asked_more_than_three_times(run):
    server, _, _ = run
    loops = {"/to_itself", "/ping", "/pong", "/refresh_loop_a", "/refresh_loop_b", "/robots.txt"}
    loops |= {"/cookie_gate_that_never_opens", "/gzip_right"}  # where many others lead
    loops |= {path for path in server.paths if path.startswith("/chain_")}
    for path in set(server.paths) - loops:
        # libcurl asks a second time where a kept connection was closed without an answer, each of three times
        assert server.paths.count(path) <= (6 if path in ("/closed_at_once", "/reset") else 3), path
