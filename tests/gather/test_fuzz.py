"""Mutated responses, seeded: whatever comes over the wire, each address gets its capture and nothing breaks.

300 here; ``OIT_FUZZ=5000 pytest -n 0 tests/gather/test_fuzz.py`` for as many as you like.
"""

from __future__ import annotations

import gzip
import os
import random

from tests.gather.runs import agency, gathered
from tests.gather.server import BadServer, raw

RESPONSES = int(os.environ.get("OIT_FUZZ", "300"))
_HTML = "<!doctype html><html><head><meta charset=utf-8><title>ก</title></head><body><a href=/x.pdf>แผน</a></body></html>"


def _answer(*headers: str, body: bytes = _HTML.encode(), status: str = "200 OK") -> bytes:
    head = "\r\n".join([f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}"])
    return head.encode("latin-1") + b"\r\n\r\n" + body


SEEDS = [
    _answer("Content-Type: text/html; charset=utf-8", "Server: x"),
    _answer("Content-Type: text/html", "Content-Encoding: gzip", body=gzip.compress(_HTML.encode())),
    _answer("Content-Type: text/html", "Content-Encoding: deflate, gzip", body=gzip.compress(b"x" * 99)),
    _answer(
        "Content-Type: application/pdf",
        "Content-Disposition: attachment; filename*=UTF-8''%E0%B9%81",
        body=b"%PDF-1.4\n%%EOF",
    ),
    _answer("Location: /elsewhere", "Set-Cookie: a=b; Path=/", status="302 Found", body=b""),
    _answer("Content-Type: text/html", body=b'<meta http-equiv=refresh content="0;url=/y">'),
    _answer("Content-Type: text/html; charset=tis-620", body="เนื้อหา".encode("cp874")),
    _answer("Retry-After: Wed, 30 Apr 2025 10:00:00 GMT", status="500 Oops"),
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>until the end",
]


def mutated(luck: random.Random) -> bytes:
    """A seed with a few bytes changed, lost, doubled or put in."""
    data = bytearray(luck.choice(SEEDS))
    for _ in range(luck.choice([1, 1, 2, 5, 20])):
        if not data:
            break
        at, kind = luck.randrange(len(data)), luck.randrange(5)
        if kind == 0:
            data[at] = luck.randrange(256)
        elif kind == 1:
            del data[at : at + luck.randrange(1, 9)]
        elif kind == 2:
            data[at:at] = data[at : at + luck.randrange(1, 40)]
        elif kind == 3:
            data[at:at] = luck.choice(
                [b"\r\n", b"\0", b"\xff", b"%zz", b"-1", b"9" * 30, b":", b" ", b"\r\n\r\n"]
            )
        else:
            data[at] ^= 1 << luck.randrange(8)
    return bytes(data)


def test_mutated_responses(tmp_path):
    luck = random.Random(2568)
    with BadServer({f"/{n}": raw(mutated(luck)) for n in range(RESPONSES)}) as server:
        urls = [server.url(f"/{n}") for n in range(RESPONSES)]
        with gathered(
            tmp_path / "run",
            agency({f"O{n % 20}": urls[n::20] for n in range(20)}),
            concurrency=16,
            timeout=0.7,
        ) as store:
            assert store.run["complete"] is True
            assert store.run["faults"] == []
            captures = [store.capture(url) for url in urls]
            assert all(one is not None for one in captures)
            assert [one for one in captures if one.error == "fetch.internal"] == []
            for one in captures:
                assert one.sha256 is None or len(store.body(one.sha256)) == one.size
