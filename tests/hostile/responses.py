"""Answers of servers, mutated: a message in order, then one to six things done to it, by the luck of one seed.

``response(seed)`` is the same bytes for ever; a failing one is played again by its seed alone.
"""

from __future__ import annotations

import gzip
import random
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

import brotli

from tests.hostile.runs import CSV, PLAN
from tests.read.hostile import workbook
from tests.read.paper import lines, written

PAGE = (
    "<!doctype html><html lang=th><head><meta charset=utf-8><title>แผนปฏิบัติราชการ</title></head><body>"
    f'<nav><a href="/">หน้าแรก</a></nav><h1>แผนปฏิบัติราชการ</h1><p>ปรับปรุงเมื่อ 30 เมษายน 2568</p>'
    f'<p><a href="/plan.pdf">{PLAN}</a></p><table><tr><th>ที่</th><th>รายการ</th></tr>'
    '<tr><td>1</td><td><a href="/tax.csv">สถิติการจัดเก็บภาษี ปี 2567</a></td></tr></table></body></html>'
)
LOGIN = "<html><title>เข้าสู่ระบบ</title><form action=/login><input name=u><input type=password name=p></form></html>"
MOVED = '<html><head><meta http-equiv="refresh" content="0; url=/elsewhere"></head><body>ย้ายแล้ว</body></html>'
SCRIPTED = '<html><script>window.location.href = "/elsewhere";</script></html>'
WALL = "<title>Just a moment...</title><script>window._cf_chl_opt={}</script>"
FEED = f'<?xml version="1.0"?><rss><channel><title>{PLAN}</title><item><link>/plan.pdf</link></item></channel></rss>'


@cache
def papers() -> dict[str, bytes]:
    """Documents that servers answer with."""
    return {
        "application/pdf": written([lines(PLAN, "สำนักงานเขตทดสอบ")]),
        "text/csv": CSV.encode("cp874"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": workbook(
            '<row r="1"><c r="A1" t="inlineStr"><is><t>ที่</t></is></c></row>'
        ),
        "application/json": b'{"plan": [{"year": 2568, "baht": 1}]}',
        "application/zip": b"PK\x05\x06" + bytes(18),
    }


@dataclass
class Message:
    """An answer in the making; ``framing`` is length, chunked, close or none at all."""

    status: bytes = b"HTTP/1.1 200 OK"
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""
    framing: str = "length"

    def set(self, name: bytes, value: bytes) -> None:
        self.headers = [one for one in self.headers if one[0] != name] + [(name, value)]

    def wired(self, luck: random.Random) -> bytes:
        """The bytes on the wire."""
        body, headers = self.body, list(self.headers)
        if self.framing == "length":
            headers.append((b"Content-Length", b"%d" % len(body)))
        elif self.framing == "chunked":
            headers.append((b"Transfer-Encoding", b"chunked"))
            cut = luck.randrange(len(body) + 1)
            parts = [part for part in (body[:cut], body[cut:]) if part]
            body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
        head = b"\r\n".join([self.status, *(name + b": " + value for name, value in headers)])
        return head + b"\r\n\r\n" + body


def _seed(luck: random.Random) -> Message:
    """A message in order."""
    framing = luck.choice(["length", "length", "chunked", "close"])
    if luck.random() < 0.25:
        kind, body = luck.choice(sorted(papers().items()))
        return Message(headers=[(b"Content-Type", kind.encode())], body=body, framing=framing)
    html = luck.choice([PAGE, PAGE, PAGE, PAGE, LOGIN, MOVED, SCRIPTED, WALL, FEED, ""])
    return Message(
        headers=[(b"Content-Type", b"text/html; charset=utf-8")], body=html.encode(), framing=framing
    )


# ------------------------------------------------------------------------------- what is done to it

STATUSES = (
    b"HTTP/1.1 %d OK", b"HTTP/1.0 %d Fine", b"HTTP/1.1 %d", b"HTTP/2 %d", b"http/1.1 %d ok", b"HTTP/1.1  %d  OK", b"ICY %d OK",
    b"HTTP/1.1 %d \xe4\xc1\xe8\xbe\xba", b"HTTP/9.9 %d OK", b"HTTP/1.1\t%d\tOK", b"\r\nHTTP/1.1 %d OK", b"HTTP/1.1 -%d OK", b"HTTP/1.1 %d.5 OK",
)  # fmt: skip
CODES = (
    100, 101, 102, 103, 200, 201, 202, 203, 204, 205, 206, 226, 300, 301, 302, 303, 304, 305, 307, 308, 400, 401, 402, 403, 404, 405, 406, 407,
    408, 409, 410, 411, 413, 414, 415, 416, 418, 421, 422, 423, 425, 426, 428, 429, 431, 444, 451, 494, 499, 500, 501, 502, 503, 504, 505,
    507, 508, 509, 511, 520, 521, 522, 523, 524, 525, 526, 530, 599, 600, 999, 0, 7, 42, 1000, 99999,
)  # fmt: skip
LOCATIONS = (
    b"/elsewhere", b"", b" ", b"/", b"?", b"#", b"//", b"///", b"http://", b"https://[bad", b"http://[::1", b"http://a:99999/", b"/\xb5\xc2\xb9", b"\\\\host\\x",
    "/แผน งาน".encode(), b"http://169.254.169.254/", b"http://10.0.0.1/", b"file:///etc/passwd", b"javascript:alert(1)", b"data:text/html,x", b"mailto:a@b.c", b"%zz%",
    b"http://other.example/", b"http://u:p@other.example/", b"http://\xef\xbc\x91\xef\xbc\x92\xef\xbc\x97.0.0.1/", b"HTTP://OTHER.EXAMPLE:80/x/../y", b"\x00", b"/" + b"x" * 9000,
    b"http://xn--a/", b"http://\xc2\xad/", b"http://a..b/", b"http://" + b"a" * 300 + b".example/", b"/elsewhere\r\nSet-Cookie: a=b", b"http:elsewhere", b"?a=1&b=%C3",
)  # fmt: skip
HEADERS: tuple[tuple[bytes, tuple[bytes, ...]], ...] = (
    (b"Content-Type", (
        b"", b"text/html", b"text/html; charset=tis-620", b"text/html; charset=utf-16", b"text/html; charset=", b"text/html; charset=klingon", b'text/html; charset="',
        b"text/html; charset=utf-7", b"text/html; charset=idna", b"text/html; charset=rot13", b"text/html; charset=hex", b"text/html; charset=undefined",
        b"text/html; charset=unicode_escape", b"text/html; charset=raw_unicode_escape", b"text/html; charset=mbcs", b"text/html; charset=punycode", b"text/html; charset=base64",
        b"text/html; charset=utf-8\x00", b"text/html; charset=\xb5\xc2", b"application/pdf", b"application/octet-stream", b"text/csv; charset=tis-620", b"image/png", b";;;", b"\xff\xfe",
        b"application/vnd.ms-excel", b"application/zip", b"multipart/related; boundary=x", b"text/plain", b"application/xml", b"x" * 5000,
    )),
    (b"Content-Encoding", (b"", b"gzip", b"deflate", b"br", b"zstd", b"compress", b"identity", b"gzip, gzip", b"x-gzip", b",", b"\xff", b"br, deflate, gzip", b"gzip," * 40, b"aws-chunked")),
    (b"Content-Length", (b"0", b"1", b"-1", b"5", b"99999999999999999999", b"five", b"", b"0x10", b"1, 2", b"+7", b"1e3", b"\xb2", b"5\x00", b"25000000000")),
    (b"Transfer-Encoding", (b"chunked", b"gzip, chunked", b"identity", b"", b"chunked, chunked", b"Chunked ", b"x")),
    (b"Content-Disposition", (
        b"attachment", b"attachment; filename=", b"attachment; filename=../../x", b"attachment; filename*=UTF-8''%E0%B9%81.pdf", b"attachment; filename*=klingon''%E0", b"attachment; filename*=''",
        b'attachment; filename="a\\"b.pdf', b"attachment; filename=\xe1\xbc\xb9.pdf", b"inline; filename=" + b"n" * 4000, b"attachment; filename*=UTF-8''%E2%80%AEfdp", b"\x1b[2J",
    )),
    (b"Set-Cookie", (b"a=b", b"=", b"a=b; Domain=.th", b"a=b; Domain=\xff", b"a=" + b"v" * 9000, b"a=b; Max-Age=x; Expires=Foo", b"\x00=1", b"a=b; Path=\xc3\xd2", b"a=b; Expires=Fri, 31 Feb 9999 99:99:99 GMT")),
    (b"Retry-After", (b"1", b"-1", b"Wed, 30 Apr 2025 10:00:00 GMT", b"Fri, 31 Dec 9999 23:59:59 -2359", b"\xb2", b"9" * 400, b"soon", b"", b"1.5", b"0", b"Mon, 00 Jan 0000 00:00:00 GMT")),
    (b"Last-Modified", (b"Wed, 30 Apr 2568 10:00:00 GMT", b"x", b"", b"\xff", b"Thu, 01 Jan 1970 00:00:00 +9999")),
    (b"ETag", (b'"x"', b"W/", b"", b"\xff" * 300)),
    (b"Link", (b"</x>; rel=next", b"<", b"\xff")),
    (b"Refresh", (b"0; url=/elsewhere", b"x", b"")),
    (b"WWW-Authenticate", (b"Basic realm=x", b"", b"\xff")),
    (b"cf-mitigated", (b"challenge", b"x")),
    (b"Referrer-Policy", (b"sys.exit", b"os._exit", b"")),
    (b"X", (b"y" * 70_000, b"\x00\x01", b"a\r\n folded", b"a\nb: c")),
    (b"Connection", (b"close", b"keep-alive", b"upgrade", b"\xff")),
    (b"", (b"no name", b"")),
    (b"Bad Name", (b"x",)),
    (b"Date", (b"Wed, 30 Apr 2568 10:00:00 GMT", b"\xb2")),
)  # fmt: skip
SCRAPS = (
    b"<", b">", b"</", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"&#x110000;", b"&#0;", b"&#55296;", b"&amp", b"<script>", b"</script>", b"<table>", b"<tr><td colspan=99999 rowspan=99999>", b"</td>", b"<svg>", b"<math>",
    b"<base href='http://[bad'>", b"<base href=javascript:x>", b'<a href="http://[bad">x</a>', b'<a href="\x00">x</a>', b"<a href=//>x</a>", b'<iframe src="data:text/html,x">', b"<frameset><frame src=/x>", b"<form><input type=password>",
    b'<meta charset="utf-16">', b'<meta http-equiv=refresh content="1e9;url=/x">', b'<meta http-equiv=refresh content="0;url=http://[bad">', b'<meta name=generator content="\xff">', b"<template>", b"<plaintext>", b"<xmp>", b"<select><option>",
    b"<time datetime='2568-99-99'>", b"30/02/2568", "๓๑ กุมภาพันธ์ ๒๕๖๘".encode(), "พ.ศ. ๙๙๙๙๙๙๙๙๙๙".encode(), "ปีงบประมาณ พ.ศ. 0".encode(), "²⁰²⁵".encode(), "①②".encode(), "ก\u0e33\u0e33\u0e33".encode(), "\u202e\u2066".encode(),
    b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xef\xbf\xbe", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1b[31m", b"\x00", b"\x80\x81", b"<p>" * 90, b"<div>" * 300, b"<a href=/x>y</a>" * 40, b"<td>" * 90,
)  # fmt: skip


def _status(luck: random.Random, message: Message) -> None:
    line = luck.choice(STATUSES) if luck.random() < 0.4 else STATUSES[0]
    message.status = line % luck.choice(CODES)


def _header(luck: random.Random, message: Message) -> None:
    name, values = luck.choice(HEADERS)
    value = luck.choice(values)
    if luck.random() < 0.3:
        message.headers.append((name, value))  # a second one
    else:
        message.set(name, value)


def _redirect(luck: random.Random, message: Message) -> None:
    message.status = b"HTTP/1.1 %d Moved" % luck.choice([301, 302, 303, 307, 308])
    message.set(b"Location", luck.choice(LOCATIONS))


def _body(luck: random.Random, message: Message) -> None:
    data = message.body
    for _ in range(luck.choice([1, 1, 3])):
        at = luck.randrange(len(data) + 1)
        data = data[:at] + luck.choice(SCRAPS) + data[at + luck.choice([0, 0, 1, 9]) :]
    message.body = data


def _refresh(luck: random.Random, message: Message) -> None:
    target = luck.choice(LOCATIONS)
    message.body = (
        b"<html><meta http-equiv=refresh content='0;url=%s'>" % target.replace(b"'", b"") + message.body
    )


def _recode(luck: random.Random, message: Message) -> None:
    text = message.body.decode("utf-8", "replace")
    message.body = text.encode(
        luck.choice(["cp874", "utf-16", "utf-16-le", "utf-8-sig", "utf-7", "utf-32", "cp1252"]), "replace"
    )


def _pack(luck: random.Random, message: Message) -> None:
    coding = luck.choice([b"gzip", b"deflate", b"br"])
    pack: Callable[[bytes], bytes] = {
        b"gzip": gzip.compress,
        b"deflate": zlib.compress,
        b"br": brotli.compress,
    }[coding]
    message.body = pack(message.body)
    message.set(b"Content-Encoding", coding)
    if luck.random() < 0.4 and message.body:
        cut = luck.randrange(len(message.body))
        message.body = message.body[:cut] + luck.choice([b"", b"\xff", message.body[cut + 1 :]])


def _framing(luck: random.Random, message: Message) -> None:
    message.framing = luck.choice(["length", "chunked", "close", "none"])


MUTATIONS = (_status, _header, _header, _redirect, _body, _body, _refresh, _recode, _pack, _framing)


def bytes_changed(luck: random.Random, data: bytes, times: int) -> bytes:
    """A few bytes changed, lost, doubled or put in."""
    changed = bytearray(data)
    for _ in range(times):
        if not changed:
            break
        at, kind = luck.randrange(len(changed)), luck.randrange(5)
        if kind == 0:
            changed[at] = luck.randrange(256)
        elif kind == 1:
            del changed[at : at + luck.randrange(1, 9)]
        elif kind == 2:
            changed[at:at] = changed[at : at + luck.randrange(1, 40)]
        elif kind == 3:
            changed[at:at] = luck.choice(
                [b"\r\n", b"\0", b"\xff", b"%zz", b"-1", b"9" * 30, b":", b" ", b"\r\n\r\n"]
            )
        else:
            changed[at] ^= 1 << luck.randrange(8)
    return bytes(changed)


def response(seed: str) -> bytes:
    """The mutated answer of this seed."""
    luck = random.Random(seed)
    message = _seed(luck)
    for _ in range(luck.choice([1, 1, 2, 3, 6])):
        luck.choice(MUTATIONS)(luck, message)
    data = message.wired(luck)
    if luck.random() < 0.35:
        data = bytes_changed(luck, data, luck.choice([1, 2, 5, 20]))
    if luck.random() < 0.12:
        data = data[: luck.randrange(len(data) + 1)]
    return data


ROBOTS = b"User-agent: *\r\nDisallow: /private\r\nCrawl-delay: 0\r\nSitemap: /sitemap.xml\r\n"


def robots(seed: str) -> bytes:
    """A mutated robots.txt, as an answer."""
    luck = random.Random(seed)
    message = Message(headers=[(b"Content-Type", b"text/plain")], body=bytes_changed(luck, ROBOTS * 3, 9))
    luck.choice(MUTATIONS)(luck, message)
    return message.wired(luck)
