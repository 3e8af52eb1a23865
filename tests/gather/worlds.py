"""A web of lies in memory: answers, failures and nonsense, without a connection."""

from __future__ import annotations

import random
import string
from dataclasses import dataclass, field

from crawler.evidence.body import Body
from crawler.evidence.warc import Exchange
from crawler.gather.errors import Unreached, unreached
from crawler.gather.options import GatherOptions
from crawler.gather.pace import HostQueue, Priority
from crawler.gather.tls import TlsCheck

HTML = (("content-type", "text/html"),)
#: What the failures say that are drawn.
DICE = "said the dice"


def answered(
    url: str, body: bytes = b"<html><p>x", status: int = 200, headers: tuple[tuple[str, str], ...] = HTML
) -> Exchange:
    """An answer as the wire hands it on."""
    return Exchange(url, "2025-04-30T00:00:00Z", (), status, "", headers, Body.of(body), "127.0.0.1")


@dataclass
class FakeWire:
    """Answers by the luck of a seeded draw; ``asked`` counts requests by address."""

    luck: random.Random
    asked: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.only = HostQueue(GatherOptions(delay=0), lambda: 0.0)
        self.usual: dict[str, int] = {}

    def host(self, url: str) -> HostQueue:
        return self.only

    def queue(self, name: str) -> HostQueue:
        return self.only

    async def tls(self, host: str, port: int) -> TlsCheck | None:
        return None

    def second_pass(self) -> None:
        """Nothing is remembered."""

    async def ask(self, url: str, priority: Priority, jar: object, conditions: object = None) -> Exchange:
        self.asked[url] = self.asked.get(url, 0) + 1
        if url.endswith("/robots.txt"):
            return answered(url, b"", 404)
        draw = self.luck.randrange(14)
        if draw == 0:
            kinds = (ValueError, OSError, RuntimeError, TimeoutError, UnicodeError)
            raise unreached(self.luck.choice(kinds)(DICE))
        if draw == 1:
            raise Unreached(self.luck.choice(["fetch.timeout", "fetch.connection", "fetch.tls"]), DICE)
        if draw == 2:
            target = self.luck.choice(
                ["/", url, "http://[bad", "//", "file:///x", "/\xe1\xbc", "?", "#", "http://b.go.th/"]
            )
            cookie = (("set-cookie", "a=b"),) if self.luck.random() < 0.3 else ()
            return answered(url, b"", 302, (("location", target), *cookie))
        if draw == 3:
            return answered(
                url, b"", self.luck.choice([100, 204, 206, 304, 400, 401, 404, 410, 429, 500, 503, 600, 999])
            )
        if draw == 4:
            return answered(url, self.luck.randbytes(20), 200, (*HTML, ("content-encoding", "gzip")))
        if draw == 5:
            return answered(url, b'<meta http-equiv=refresh content="0;url=/%d">' % self.luck.randrange(5))
        return answered(url)


def random_declaration(luck: random.Random) -> str:
    """What people declare: addresses, spellings of one address, and things that are none."""
    kind = luck.randrange(10)
    if kind == 0:
        return "".join(luck.choices(string.printable + "กขคงแผน๒๕๖๘\u200b\ufeff\u202e", k=luck.randrange(12)))
    if kind == 1:
        return luck.choice(
            [
                "",
                " ",
                "-",
                "ไม่มี",
                "http://",
                "http://[bad",
                "mailto:a@b.c",
                "file:///etc/passwd",
                "http://a:0/",
            ]
        )
    if kind == 2:
        return "http://a.go.th/" + "x" * luck.choice([10, 2084, 9000])
    path = luck.choice(
        ["", "/", "/a b", "/แผน", "/%C3%D2", "/p?x=1", "/p?", "/p#top", "/p#", "/p", "/%zz", "//p", "/./p"]
    )
    host = luck.choice(["a.go.th", "A.go.th", "b.go.th", "a.go.th:80", "user@a.go.th", "ทดสอบ.ไทย", "a..th"])
    return luck.choice(["http://", "https://", "HTTP://", "", " http://"]) + host + path
