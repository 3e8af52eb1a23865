"""One hostile office in the run: the verdicts of the others are the same, byte for byte."""

from __future__ import annotations

import os
from datetime import date

from crawler.cli.audit import run_audit
from crawler.model import Agency, Declaration
from tests.gather.server import (
    BadServer,
    close,
    document,
    drip,
    endless,
    gzip_bomb,
    hang,
    page,
    redirect,
    reset,
)
from tests.hostile.runs import DECLARED, OFFICE, agencies
from tests.read.hostile import inflate_bomb

MIB = 1 << 20
#: Links on the page of links; ``python -m bench.hostile isolation --times 67`` for 200,000.
LINKS = int(os.environ.get("OIT_LINKS", "3000"))

HOSTILE = {
    "/links": page("<h1>แผน</h1>" + "".join(f'<p><a href="/x{n}.pdf">แผน {n}</a></p>' for n in range(LINKS))),
    "/deep": page("<div>" * 20_000),
    "/bomb": gzip_bomb(100 * MIB),
    "/flood": endless(b"HTTP/1.1 200 OK\r\n", b"X-Y: " + b"z" * 2000 + b"\r\n"),
    "/endless": endless(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b"x" * 0x10000 + b"\r\n"),
    "/hang": hang,
    "/drip": drip(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + b"x" * 900),
    "/reset": reset,
    "/close": close,
    "/loop": redirect("/loop"),
    "/metadata": redirect("http://169.254.169.254/"),
    "/bomb.pdf": document(inflate_bomb()),
}  # fmt: skip


def office(name: str, server: BadServer, declared: dict[str, str]) -> Agency:
    return Agency(
        name, name, f"สำนักงานเขต{name}", name, server.url("/"),
        declarations=tuple(Declaration(name, item, server.url(path)) for item, path in declared.items()),
    )  # fmt: skip


def test_the_others_hear_nothing_of_it(tmp_path):
    hostile = {f"O{n}": path for n, path in enumerate(HOSTILE, 1)}
    with (
        BadServer(OFFICE) as first,
        BadServer(OFFICE, address="127.0.0.2") as second,
        BadServer(HOSTILE, address="127.0.0.3") as bad,
    ):
        sound = [office("first", first, DECLARED), office("second", second, DECLARED)]
        said = {}
        for name, many in {
            "alone": sound,
            "together": [sound[0], office("bad", bad, hostile), sound[1]],
        }.items():
            run_audit(
                agencies=many, checklist="bma-district-2568", as_of=date(2025, 4, 30), out=tmp_path / name,
                formats=("json",), delay=0.0, concurrency=4, allow_private_hosts=True, quiet=True, timeout=3.0,
            )  # fmt: skip
            said[name] = agencies(tmp_path / name / "audit.json")
    bad_one = said["together"].pop("bad")
    assert said["alone"] == said["together"]
    assert b'"status": "pass"' in said["alone"]["first"]
    assert b"presence.http_error" in said["alone"]["first"] or b"element_missing" in said["alone"]["first"]
    for code in (b"fetch.timeout", b"fetch.redirect_loop", b"fetch.blocked_address", b"fetch.too_large"):
        assert code in bad_one
    assert b"fetch.internal" not in bad_one
