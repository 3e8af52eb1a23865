"""The fault matrix, names and declared texts: what the name service says, and what people take for an address.

The real wire and the real guard over a name service of lies; behind them an internet that always answers.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
from scrapy.http import Response

from crawler.gather.fetch import Fetcher
from crawler.gather.guard import Guard
from crawler.gather.resolver import Vetting
from crawler.gather.wire import Wire
from tests.gather.runs import QUICK, agency
from tests.gather.test_accounting import Notebook

PUBLIC = "93.184.216.34"
_NEVER = threading.Event()

Answers = list[str] | Exception | Callable[[], list[str]]


def gai(code: int) -> socket.gaierror:
    return socket.gaierror(code, "said the name service")


def hangs() -> list[str]:
    _NEVER.wait(1.0)
    return [PUBLIC]


@dataclass(frozen=True)
class NameFault:
    """``names``: what each successive look-up of the host says, the last one for good."""

    name: str
    row: int
    want: str | None
    names: tuple[Answers, ...] = ([PUBLIC],)
    url: str = "http://office.example/page"


FAULTS = [
    NameFault("no such host", 1, "presence.http_error", (gai(socket.EAI_NONAME),)),
    NameFault("a host without addresses", 1, "presence.http_error", (gai(socket.EAI_NODATA),)),
    NameFault("no such host at first", 1, None, (gai(socket.EAI_NONAME), [PUBLIC])),
    NameFault("an empty answer", 1, "presence.http_error", ([],)),
    NameFault("the name service hangs", 2, "fetch.connection", (hangs,)),
    NameFault("the name service fails for now", 3, "fetch.connection", (gai(socket.EAI_AGAIN),)),
    NameFault("the name service fails for good", 3, "fetch.connection", (gai(socket.EAI_FAIL),)),
    NameFault("the name service fails once", 3, None, (gai(socket.EAI_AGAIN), [PUBLIC])),
    NameFault("our resolver is broken", 3, "fetch.connection", (OSError("no descriptors"),)),
    NameFault("a name of the inner network", 4, "fetch.blocked_address", (["10.1.2.3"],)),
    NameFault("a name with one inner address", 4, "fetch.blocked_address", ([PUBLIC, "192.168.0.7"],)),
    NameFault("a name for metadata", 4, "fetch.blocked_address", (["169.254.169.254"],)),
    NameFault("a name for this machine", 4, "fetch.blocked_address", (["127.0.0.1"],)),
    NameFault("a name that changes its mind", 5, None, ([PUBLIC], ["127.0.0.1"])),
    NameFault("a name of 1,000 addresses", 4, None, ([f"93.184.{n // 250}.{1 + n % 250}" for n in range(1_000)],)),
    NameFault("a name of 1,000 addresses, the last an inner one", 4, "fetch.blocked_address", ([*[PUBLIC] * 999, "10.0.0.7"],)),
    NameFault("a name with this machine behind a public address in six", 4, "fetch.blocked_address", (["2606:4700::1111", "::1"],)),
    NameFault("a name in six", 6, None, (["2606:4700::1111"],)),
    NameFault("a name in six that hides an inner one", 6, "fetch.blocked_address", (["::ffff:10.0.0.1"],)),
    NameFault("port of a database", 77, "fetch.blocked_address", url="http://office.example:5432/"),
    NameFault("3,000 letters", 88, None, url="http://office.example/" + "x" * 3000),
    NameFault("Thai words", 89, "presence.http_error", url="ยังไม่มีข้อมูล"),
    NameFault("two addresses in one cell", 89, "presence.http_error", url="http://office.example/a http://office.example/b"),
    NameFault("two addresses in two lines of a cell", 89, "presence.http_error", url="http://office.example/a\nhttp://office.example/b"),
    NameFault("a scheme without its colon", 89, "presence.http_error", url="http//office.example/"),
    NameFault("a scheme twice", 89, "presence.http_error", url="http://https://office.example/"),
    NameFault("a scheme with a semicolon", 89, "presence.http_error", url="https;//office.example/"),
    NameFault("words before the address", 89, "presence.http_error", url="ดูที่ http://office.example/"),
    NameFault("a comma in the host", 89, "presence.http_error", url="http://www.office,example/"),
    NameFault("a command of a button", 89, "presence.http_error", url="javascript:void(0)"),
    NameFault("a mail address alone", 89, "presence.http_error", url="office@office.example"),
    NameFault("a telephone number", 89, "presence.http_error", url="tel:022222222"),
    NameFault("a folder of the office", 89, "presence.http_error", url=r"\\fileserver\ita\plan.pdf"),
    NameFault("a file of somebody's computer", 89, "presence.http_error", url="file:///C:/Users/plan.pdf"),
    NameFault("no scheme", 89, None, url="www.office.example/page"),
    NameFault("a line break inside", 89, None, url="http://office.example/\npage"),
    NameFault("blanks inside the path", 89, None, url="http://office.example/แผน ปี 2568.pdf"),
    NameFault("backslashes for slashes", 89, None, url="http:\\\\office.example\\page"),
    NameFault("blanks around", 89, None, url="\u200b http://office.example/page \u00a0"),
    NameFault("a scheme misspelt", 89, "presence.http_error", url="htp://office.example/"),
    NameFault("a host with a space", 89, "presence.http_error", url="http://office example/"),
    NameFault("nothing but a scheme", 89, "presence.http_error", url="http://"),
    NameFault("a bracket too many", 89, "presence.http_error", url="http://[office.example/"),
    NameFault("a port of letters", 89, "presence.http_error", url="http://office.example:http/"),
    NameFault("a path of a Windows disk", 89, "presence.http_error", url=r"C:\เอกสาร\แผน.pdf"),
    NameFault("a mail address", 89, "presence.http_error", url="mailto:office@office.example"),
    NameFault("a Thai host", 90, None, url="http://สำนักงาน.ไทย/หน้า"),
    NameFault("a host with an underscore", 90, None, url="http://my_office.example/"),
    NameFault("a host with a dot at its end", 90, None, url="http://office.example./page"),
]  # fmt: skip


@dataclass
class NameService:
    """Answers in turn."""

    answers: tuple[Answers, ...]
    asked: list[str] = field(default_factory=list)

    def __call__(self, host: str, _port: int) -> list[str]:
        now = self.answers[min(len(self.asked), len(self.answers) - 1)]
        self.asked.append(host)
        if isinstance(now, Exception):
            raise now
        return now() if callable(now) else now


async def internet(request):
    missing = request.url.endswith("/robots.txt")
    return Response(
        request.url, 404 if missing else 200, headers={"Content-Type": "text/html"}, body=b"<html><p>x"
    )


async def captured(fault: NameFault):
    """The capture after up to three looks, and the name service."""
    service = NameService(fault.names)
    wire = Wire(internet, Vetting(Guard.of(lookup=service), 0.1), QUICK)
    notebook = Notebook((agency({"O1": [fault.url]}),))
    try:
        fetcher = Fetcher(wire, notebook, replace(QUICK, allow_private_hosts=False))
        capture = await fetcher.fetch(fault.url, "declared")
        for _ in range(2):
            for key in fetcher.doubtful():
                wire.second_pass()
                fetcher.second_pass()
                capture = await fetcher.look_again(key)
    finally:
        wire.close()
    return capture, service


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault(fault):
    capture, _ = asyncio.run(captured(fault))
    assert capture.error == fault.want, capture
    assert capture.error is None or capture.detail


MISTYPED = [fault for fault in FAULTS if fault.row == 89 and fault.want]


@pytest.mark.parametrize("fault", MISTYPED, ids=lambda fault: fault.name)
def test_what_was_meant_is_not_asked(fault):
    capture, service = asyncio.run(captured(fault))
    assert service.asked == []
    assert capture.seen == 2


def test_a_name_is_looked_up_once_for_all():
    """So that a second answer cannot undo what was vetted."""
    _, service = asyncio.run(captured(next(one for one in FAULTS if one.row == 5)))
    assert service.asked == ["office.example"]
