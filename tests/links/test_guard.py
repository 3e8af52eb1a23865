"""The lane under the guard's own table of attacks: nothing is asked that the guard refuses, whoever leads there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crawler.gather.guard import Guard
from crawler.links.curl import Handle, Want
from crawler.links.lane import Lane
from crawler.links.options import LinkOptions
from crawler.links.origin import Pins
from crawler.links.run import LinkCheck, Start
from tests.gather.server import BadServer, redirect
from tests.gather.server import page as bad_page
from tests.gather.test_guard import HOSTILE, PUBLIC
from tests.links.site import NETWORK, NOT_FOUND, Site, check, found, links, page

SHUT = replace(NETWORK, allow_private_hosts=False)


def test_hostile_addresses_are_never_asked():
    starts = [Start(text) for text, _ in HOSTILE]
    checked = LinkCheck(LinkOptions(network=SHUT), guard=PUBLIC).run(starts)
    assert checked.tally.requests == 0
    assert all(one.health is not None and one.health.code is not None for one in checked.addresses)


def test_nor_when_a_page_links_to_them():
    hostile = [text.replace('"', "&quot;") for text, loopback in HOSTILE if not loopback]
    with Site({"/": links(*hostile, more="<p>" + "ข้อความ " * 500 + "</p>")}) as site:
        guard = Guard.of(private=True, lookup=PUBLIC.lookup)
        checked = check(site.url("/"), guard=guard, suggestions=0)
        paths = {"/"}.union(*(_relative(text.strip()) for text, loopback in HOSTILE if not loopback))
        assert {one.split(" ", 1)[1] for one in site.asked} <= paths
        assert checked.tally.requests == 1 + len(site.asked)  # robots.txt, and what this very site was asked


@pytest.mark.parametrize("text", [text for text, loopback in HOSTILE if not loopback and ":" in text])
def test_nor_when_a_server_redirects_there(text):
    raw = text.strip().encode().decode("latin-1").replace("\n", "")
    with BadServer({"/": redirect(raw), "/robots.txt": bad_page("", status=404)}) as server:
        guard = Guard.of(private=True, lookup=PUBLIC.lookup)
        check(server.url("/"), guard=guard, suggestions=0, fragments=False)
        assert {path for path, _ in server.requests} <= {"/", "/robots.txt", *_relative(raw)}


def _relative(raw: str) -> set[str]:
    """A Location without scheme or host is a path on the same server."""
    return {f"/{raw}"} if "://" not in raw else set()


def test_the_victim_hears_nothing():
    with BadServer(otherwise=bad_page("secret")) as victim:
        port = victim.port
        spellings = [
            f"http://127.0.0.1:{port}/", f"http://localhost:{port}/", f"http://127.1:{port}/", f"http://2130706433:{port}/",
            f"http://[::ffff:127.0.0.1]:{port}/", f"http://①②⑦.0.0.1:{port}/", f"http://u:p@127.0.0.1:{port}/",
        ]  # fmt: skip
        checked = check(*spellings, network=SHUT)
        assert {one.health.code for one in checked.addresses} == {"fetch.blocked_address"}
        assert victim.requests == []


def test_a_name_that_changes_its_answer_gains_nothing():
    """Rebinding: the first look-up is vetted and kept; libcurl is never left to ask again."""
    answers = iter([["127.0.0.1"]] + [["10.0.0.1"]] * 100)
    with Site({"/": links("/a.pdf", "/b.pdf"), "/robots.txt": NOT_FOUND}) as site:
        guard = Guard.of(private=True, lookup=lambda _host, _port: next(answers))
        checked = check(f"http://turning.example:{site.port}/", guard=guard)
        assert {one.health.status for one in checked.addresses} == {200, 404}


def test_a_name_with_one_bad_address_is_refused():
    guard = Guard.of(private=True, lookup=lambda _host, _port: ["127.0.0.1", "10.0.0.1"])
    with Site({"/": page("x")}) as site:
        checked = check(f"http://mixed.example:{site.port}/", guard=guard)
        assert [one.code for one in found(checked)] == ["fetch.blocked_address"]
        assert site.requests == []


def test_the_socket_itself_is_vetted():
    """Should anything make libcurl connect elsewhere, the socket is refused."""
    with Site({"/": page("x")}) as site:
        handle = Handle(NETWORK)
        lane = Lane(NETWORK)
        handle.prepare(site.url("/"), Want.BODY, Pins(frozenset({"93.184.216.34"}), ()), "")
        lane._multi.add_handle(handle.curl)
        while not (ended := lane._multi.info_read()[2]):
            lane._multi.perform()
        lane._multi.remove_handle(handle.curl)
        result = handle.result(site.url("/"), ended[0][1], ended[0][2])
        handle.close()
        lane.close()
        assert result.code == "fetch.blocked_address"
        assert site.requests == []


def test_the_tripwire_hears_of_libcurl(loopback_only):
    """A test whose check would leave this machine, the guard permitting, is caught, and would fail."""
    outside = Guard.of(lookup=lambda _host, _port: ["93.184.216.34"])
    checked = check("http://outside.example/", "http://93.184.216.35/", network=SHUT, guard=outside)
    assert {one.health.code for one in checked.addresses} == {"fetch.blocked_address"}
    caught, loopback_only.escaped = loopback_only.escaped, []
    assert {(host, port) for host, port, _ in caught} == {("93.184.216.34", 80), ("93.184.216.35", 80)}


def test_no_proxy_of_the_environment_is_used(monkeypatch):
    with Site({"/": page("<p>" + "x " * 2000)}) as site, BadServer() as proxy:
        monkeypatch.setenv("http_proxy", proxy.url("/"))
        monkeypatch.setenv("ALL_PROXY", proxy.url("/"))
        assert check(site.url("/")).addresses[0].health.status == 200
        assert proxy.requests == []
