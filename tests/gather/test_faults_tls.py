"""The fault matrix, TLS: told apart while the page is read all the same.  One run, one server a case."""

from __future__ import annotations

import os
import socket
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.gather.certificates import EXPIRED, NOT_YET, TEN_DAYS, Authority
from tests.gather.runs import agency, gathered
from tests.gather.server import BadServer, Route, close, page, redirect

OK = page("<p>เนื้อหา</p>")


@dataclass(frozen=True)
class TlsFault:
    """``certificate``: how it is made; ``None`` is a server without TLS.  ``tls``: what the capture notes."""

    name: str
    row: int
    want: str | None
    tls: str | None
    certificate: dict[str, Any] | None = field(default_factory=dict, hash=False)
    route: Route = field(default=OK, hash=False)
    stranger: bool = False


FAULTS = [
    TlsFault("tls in order", 14, None, None),
    TlsFault("certificate expired", 14, None, "expired", EXPIRED),
    TlsFault("certificate ends in ten days", 24, None, None, {"end": TEN_DAYS}),
    TlsFault("certificate not yet valid", 15, None, "not_yet_valid", NOT_YET),
    TlsFault("certificate of another host", 16, None, "wrong_host", {"address": "127.0.0.9"}),
    TlsFault("certificate of an unknown issuer", 17, None, "untrusted", stranger=True),
    TlsFault("certificate signed by itself", 18, None, "self_signed", {"self_signed": True}),
    TlsFault("expired and of another host", 14, None, "wrong_host", {**EXPIRED, "address": "127.0.0.9"}),
    TlsFault("plain http on the tls port", 21, "fetch.tls", None, None),
    TlsFault("404 behind an expired certificate", 14, "presence.http_error", "expired", EXPIRED, page("", status=404)),
    TlsFault("closed after the handshake", 22, "fetch.connection", None, {}, close),
    TlsFault("redirect to itself over tls", 71, "fetch.redirect_loop", None, {}, redirect("/")),
    TlsFault("redirect down to metadata", 23, "fetch.blocked_address", None, {}, redirect("http://169.254.169.254/")),
]  # fmt: skip
#: Servers that speak only an old TLS: tests/gather/test_tls.py, because our OpenSSL decides how far back it goes.
HANGS = TlsFault("handshake hangs", 20, "fetch.timeout", None)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    ours, stranger = Authority.make(), Authority.make("Somebody Else")
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "SSL_CERT_FILE", ours.pem(folder))
        urls = {}
        for fault in FAULTS:
            context = None
            if fault.certificate is not None:
                context = (stranger if fault.stranger else ours).server(folder, **fault.certificate)
            server = stack.enter_context(BadServer({"/": fault.route}, tls=context))
            urls[fault] = server.url("/").replace("http:", "https:")
        silent = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        urls[HANGS] = f"https://127.0.0.1:{silent.getsockname()[1]}/"
        declared = {f"O{n}": [url] for n, url in enumerate(urls.values())}
        store = stack.enter_context(gathered(folder / "run", agency(declared), concurrency=16, timeout=3.0))
        yield urls, store


@pytest.mark.parametrize("fault", [*FAULTS, HANGS], ids=lambda fault: fault.name)
def test_fault(run, fault):
    urls, store = run
    capture = store.capture(urls[fault])
    assert (capture.error, capture.tls) == (fault.want, fault.tls), capture
