"""A bot wall stands before the page.

Why: the page may be perfectly fine for people.  A challenge is never called broken and never solved;
the office that runs the wall can let the auditor through.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.judge.reach import evidence_of, reach_code
from crawler.judge.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import CaptureCase
    from crawler.model import Finding

RULE = Rule(
    code="access.challenge",
    stage="reach",
    severity="unverified",
    blame="blocker",
    order=10,
    th="ระบบป้องกันบอตของเว็บไซต์กั้นหน้านี้ไว้ จึงยังตรวจไม่ได้",
    en="A bot wall ({detail}) stands before this page; not examined.",
    fix_th="ลองเปิดหน้านี้ดูเอง ประชาชนอาจเปิดได้ตามปกติ แล้วขอให้ผู้ดูแลเว็บไซต์อนุญาตระบบตรวจ",
    fix_en="Ask whoever runs the wall to allow the auditor; people may see the page well.",
)


def check(case: CaptureCase) -> Iterator[Finding]:
    """Ask what became of the request."""
    capture = case.capture
    if capture is not None and reach_code(capture) == RULE.code:
        yield RULE.finding(
            url=case.holding.url,
            evidence=evidence_of(capture),
            detail=capture.detail or "-",
            status=capture.status or "-",
        )
