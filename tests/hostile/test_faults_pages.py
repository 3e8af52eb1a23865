"""The fault matrix, pages: letters in the wrong charset, and sites that answer 200 and do not mean it.

Each stands where a manual is demanded; a page that is in order links one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from crawler.read.page import read_page
from tests.judge.world import judge

MANUAL = "คู่มือการให้บริการประชาชน"
PAGE = f'<h1>{MANUAL}</h1><p><a href="/m.pdf">คู่มือสำหรับประชาชน</a></p>'
FILES = {
    "/m.pdf": {"pdf": [MANUAL, "สำนักงานเขตทดสอบ"], "text": ["ขั้นตอน ระยะเวลา ค่าธรรมเนียม และเอกสารที่ต้องใช้ของงานทะเบียน"]},
    "/inside": PAGE,
}  # fmt: skip
SOFT, SPAM, MISSING = "presence.soft_404", "content.injected_spam", "presence.element_missing"
UNCERTAIN = "presence.uncertain"
FRONT = "<h1>สำนักงานเขต</h1><p>บริการดี ยิ้มแย้ม แจ่มใส ทุกวันราชการ ไม่เว้นพักเที่ยง</p>"


def meta(charset: str) -> str:
    return f'<meta http-equiv="content-type" content="text/html; charset={charset}">'


@dataclass(frozen=True)
class PageFault:
    """``page``: text, or bytes; ``want``: the finding, or ``None`` where the page is read and passes."""

    name: str
    row: int
    page: str | bytes
    want: str | None = None
    type: str = "text/html"
    to: str = ""
    probes: Mapping[str, Any] = field(default_factory=dict)

    def answer(self) -> dict[str, Any]:
        kind = "html" if isinstance(self.page, str) else "bytes"
        return {kind: self.page, "type": self.type} | ({"to": self.to} if self.to else {})


NEXT_TO_NOTHING = {"/zz-1": FRONT, "/zz-2": FRONT}

FAULTS = [
    PageFault("tis-620 named in the header", 91, PAGE.encode("cp874"), type="text/html; charset=tis-620"),
    PageFault("windows-874 named in the page", 91, (meta("windows-874") + PAGE).encode("cp874")),
    PageFault("tis-620 named nowhere", 92, PAGE.encode("cp874")),
    PageFault("three letters of tis-620 named nowhere", 93, "<p>แผน</p>".encode("cp874") + b'<p><a href="/m.pdf">manual</a>'),
    PageFault("says utf-8, is tis-620", 94, (meta("utf-8") + PAGE).encode("cp874"), type="text/html; charset=utf-8"),
    PageFault("says tis-620, is utf-8", 95, (meta("tis-620") + PAGE).encode(), type="text/html; charset=tis-620"),
    PageFault("says latin-1, is tis-620", 96, (meta("iso-8859-1") + PAGE).encode("cp874")),
    PageFault("utf-16 with its mark", 97, PAGE.encode("utf-16")),
    PageFault("a charset that nobody knows", 97, (meta("x-thai-9") + PAGE).encode("cp874")),
    PageFault("half utf-8, half tis-620", 97, PAGE.encode() + "<p>ข่าวประชาสัมพันธ์</p>".encode("cp874")),
    PageFault("a framework fills the page", 102, '<title>สำนักงานเขต</title><div id="root"></div><script src="/main.js"></script>', UNCERTAIN),
    PageFault("a framework fills the page under a menu", 102, '<header><a href="/">หน้าแรก</a></header><div id="app"><p>กำลังโหลด...</p></div><footer>สำนักงานเขตทดสอบ</footer><script src="/app.js"></script>', UNCERTAIN),
    PageFault("a page that asks for scripts", 102, '<noscript>You need to enable JavaScript to run this app.</noscript><div class="x"></div><script>go()</script>', UNCERTAIN),
    PageFault("a page that is loading", 102, '<div class="x">กำลังโหลดข้อมูล</div><script>fetch("/api").then(show)</script>', UNCERTAIN),
    PageFault("an empty page with the scripts that every page has", 102, '<div id="content"></div><script src="/jquery.js"></script>', MISSING),
    PageFault("a page that scripts fill, which shows all the same", 102, f'<div id="app">{PAGE}</div><noscript>Please enable JavaScript</noscript><script src="/app.js"></script>'),
    PageFault("the content stands in a frame", 102, '<iframe src="/inside"></iframe>'),
    PageFault("every unknown address shows the same page", 123, FRONT, SOFT, probes=NEXT_TO_NOTHING),
    PageFault("says with 200 that there is no such page", 123, "<h1>ขออภัย</h1><p>ไม่พบหน้าที่ท่านต้องการ</p>", SOFT),
    PageFault("leads to the home page", 124, FRONT, SOFT, to="/"),
    PageFault("what does not exist is answered 404", 125, PAGE, probes={"/zz-1": {"html": "<p>404", "status": 404}}),
    PageFault("a short page under the template of its site", 126, FRONT + '<p><a href="/m.pdf">คู่มือการให้บริการประชาชน ฉบับปัจจุบัน</a></p>', probes=NEXT_TO_NOTHING),
    PageFault("the name is for sale", 127, "<title>office.example</title><h1>This domain is parked</h1><p>office.example: the domain is for sale.", SOFT),
    PageFault("the web server's own first page", 128, "<title>Apache2 Debian Default Page: It works</title><h1>It works!</h1><p>Apache2 Debian Default Page</p>", SOFT),
    PageFault("the first page of another web server", 128, "<title>IIS Windows Server</title><img src=iisstart.png>", SOFT),
    PageFault("a bare listing of an empty folder", 128, "<title>Index of /</title><h1>Index of /</h1>", SOFT),
    PageFault("gambling in the title", 129, f"<title>สล็อต เว็บตรง ฝากถอนออโต้</title>{PAGE}", SPAM),
    PageFault("gambling hidden by style", 130, f'{PAGE}<div style="display:none"><a href="http://bet.example/">สล็อตเว็บตรง แตกง่าย</a></div>', SPAM),
    PageFault("gambling moved off the screen", 130, f'{PAGE}<div style="position:absolute;left:-9999px"><a href="http://bet.example/">บาคาร่า สล็อตเว็บตรง แตกง่าย</a></div>', SPAM),
    PageFault("gambling licences and warnings", 132, f"{PAGE}<p>การขออนุญาตให้มีการเล่นการพนัน ตามกฎหมายว่าด้วยการพนัน และรณรงค์ไม่ซื้อหวยใต้ดิน</p>"),
    PageFault("a lottery of the Red Cross", 132, f"{PAGE}<p>ขอเชิญซื้อสลากกาชาดการกุศล ลุ้นรางวัล ในงานกาชาดประจำปี</p>"),
    PageFault("a page written over", 133, "<title>Hacked by nobody</title><h1>Hacked by nobody</h1><p>your security is low", MISSING),
    PageFault("a page at work", 134, f"<h1>{MANUAL}</h1><p>อยู่ระหว่างการปรับปรุงข้อมูล</p>", SOFT),
    PageFault("a site at work", 134, "<h1>Under maintenance</h1><p>The site is being updated. เว็บไซต์ปิดปรับปรุงชั่วคราว", SOFT),
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_page(fault):
    case = {"item": "O7", "pages": {"/page": fault.answer(), **FILES}, "probes": dict(fault.probes)}
    (found,) = judge(case).items
    codes = {finding.code for finding in found.findings}
    assert (found.status == "pass") == (fault.want is None), found.findings
    assert fault.want is None or fault.want in codes


CHARSETS = [fault for fault in FAULTS if fault.row < 98]


@pytest.mark.parametrize("fault", CHARSETS, ids=lambda fault: fault.name)
def test_letters(fault):
    page = read_page(fault.page, fault.type)
    assert ("แผน" if fault.row == 93 else MANUAL) in page.text
    assert "\ufffd" not in page.text.replace("ข่าวประชาสัมพันธ์", "") or fault.name.startswith("half")
