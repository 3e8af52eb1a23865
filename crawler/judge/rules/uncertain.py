"""Something may be the element, but not surely enough to say so; a person must look.

Why: below the confidence that the acceptance worlds support, an answer would be a guess, and both kinds of wrong guess
are expensive.  The candidates are shown with what spoke for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.judge.rule import Rule
from crawler.judge.rules import reader_limit
from crawler.judge.rules.reader_limit import was_stopped
from crawler.model import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import ElementCase
    from crawler.model import Finding

RULE = Rule(
    code="presence.uncertain",
    stage="element",
    severity="unverified",
    blame="auditor",
    th="อาจมี “{title}” แล้ว แต่ระบบยังยืนยันไม่ได้ โปรดเปิดดูเอกสารที่แสดง",
    en="“{title_en}” may be there, but the auditor cannot be sure; look at what is shown.",
    fix_th="ตั้งชื่อลิงก์หรือหัวข้อให้ตรงกับชื่อข้อมูล และใช้ไฟล์ที่มีข้อความ (ไม่ใช่ภาพสแกน) ระบบจะยืนยันได้เอง",
    fix_en="Give the link or heading the name of the element and use a file with text.",
)


def check(case: ElementCase) -> Iterator[Finding]:
    """Report doubtful candidates, and documents that nobody could read or name.

    Where that is only because the reader was stopped, that is the reason to give.
    """
    if case.candidates or case.unseen or not (case.doubtful or case.unread):
        return
    quotes = tuple(
        Evidence(c.url, f"{c.signals[0].source} ({c.confidence:.2f})", c.signals[0].words)
        for c in case.doubtful[:3]
    )
    quotes += tuple(
        Evidence(h.url, "document that could not be read", h.link.text if h.link else h.file_name)
        for h in case.unread[:3]
    )
    element = case.element
    stopped = [h.document for h in case.unread if h.document is not None and was_stopped(h.document)]
    if stopped and len(stopped) == len(case.unread) and not case.doubtful:
        yield reader_limit.RULE.finding(
            element=element.id, url=quotes[0].url, evidence=quotes, why=stopped[0].detail or stopped[0].error
        )
        return
    yield RULE.finding(
        element=element.id,
        url=quotes[0].url,
        evidence=quotes,
        title=element.title.th,
        title_en=element.title.en,
    )
