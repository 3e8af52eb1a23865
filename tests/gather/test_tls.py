"""TLS faults told apart, while the page is read all the same."""

from __future__ import annotations

import socket
import ssl
import warnings

import pytest

from crawler.gather.tls import check_tls
from tests.gather.certificates import EXPIRED, NOT_YET, Authority
from tests.gather.runs import agency, gathered
from tests.gather.server import BadServer, page, redirect

OK = page("<p>เนื้อหา</p>")


@pytest.fixture(scope="module")
def authority():
    return Authority.make()


def check(server: BadServer, cafile: str | None = None):
    return check_tls([server.address], server.address, server.port, 5.0, cafile=cafile)


FAULTS = {
    "expired": EXPIRED,
    "not_yet_valid": NOT_YET,
    "wrong_host": {"address": "127.0.0.9"},
    "self_signed": {"self_signed": True},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_of_the_certificate(tmp_path, authority, fault):
    with BadServer(tls=authority.server(tmp_path, **FAULTS[fault])) as server:
        found = check(server, authority.pem(tmp_path))
    assert found.fault == fault
    assert found.readable


def test_sound(tmp_path, authority):
    with BadServer(tls=authority.server(tmp_path)) as server:
        assert check(server, authority.pem(tmp_path)).fault is None


def test_unknown_issuer(tmp_path, authority):
    with BadServer(tls=authority.server(tmp_path)) as server:
        assert check(server).fault == "untrusted"


def old(context: ssl.SSLContext) -> ssl.SSLContext:
    """The same server, stuck at TLS 1.1."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context


def test_old_protocol(tmp_path, authority):
    with BadServer(tls=old(authority.server(tmp_path))) as server:
        found = check(server, authority.pem(tmp_path))
    assert found.fault == "too_old"
    assert "TLSv1" in found.detail


def test_no_tls_at_all():
    with BadServer({"/": OK}) as server:
        found = check(server)
    assert found.fault == "not_tls"
    assert not found.readable


def test_a_handshake_that_hangs(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}/"
        with gathered(tmp_path / "run", agency({"O1": [url]}), timeout=1.0) as store:
            assert store.capture(url).error == "fetch.timeout"


def test_a_port_where_nobody_listens_is_no_fault_of_tls():
    assert check_tls(["127.0.0.1"], "127.0.0.1", 1, 1.0) is None


@pytest.mark.parametrize("fault", FAULTS)
def test_the_page_is_read_all_the_same(tmp_path, authority, fault):
    with (
        BadServer({"/": OK}, tls=authority.server(tmp_path, **FAULTS[fault])) as server,
        gathered(tmp_path / "run", agency({"O1": [server.url("/")]})) as store,
    ):
        capture = store.capture(server.url("/"))
    assert (capture.error, capture.status) == (None, 200)
    # the test's authority is nobody's: that is seen before the dates and the name
    assert capture.tls in {fault, "untrusted"}


def test_https_on_a_plain_port(tmp_path):
    with BadServer({"/": OK}) as server:
        url = server.url("/").replace("http:", "https:")
        with gathered(tmp_path / "run", agency({"O1": [url]})) as store:
            capture = store.capture(url)
    assert (capture.error, capture.seen) == ("fetch.tls", 2)
    assert "does not speak TLS" in capture.detail


def test_a_redirect_down_to_plain_http_is_followed(tmp_path, authority):
    with (
        BadServer({"/y": OK}) as plain,
        BadServer({"/": redirect(plain.url("/y"))}, tls=authority.server(tmp_path)) as server,
        gathered(tmp_path / "run", agency({"O1": [server.url("/")]})) as store,
    ):
        assert store.capture(server.url("/")).final_url == plain.url("/y")


def test_a_protocol_that_is_too_old_is_read_or_said_to_be_so(tmp_path, authority):
    with (
        BadServer({"/": OK}, tls=old(authority.server(tmp_path))) as server,
        gathered(tmp_path / "run", agency({"O1": [server.url("/")]}), timeout=3.0) as store,
    ):
        capture = store.capture(server.url("/"))
    assert (capture.error, capture.tls) in {(None, "too_old"), ("fetch.tls", None)}, capture
