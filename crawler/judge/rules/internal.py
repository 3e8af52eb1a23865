"""The auditor itself failed at this address: a fault of ours, whatever it was.

Why: our bug is never held against anybody.  This rule also catches every fault that no other rule knows, so that a new
kind of fault can never be mistaken for a page without content.
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
    code="fetch.internal",
    stage="reach",
    severity="unverified",
    blame="auditor",
    order=99,
    th="ระบบตรวจขัดข้องเองที่ที่อยู่นี้ จึงยังตรวจไม่ได้",
    en="The auditor itself failed at this address ({detail}); not examined.",
    fix_th="ไม่ต้องแก้ไข แจ้งผู้ดูแลระบบตรวจพร้อมข้อความนี้",
    fix_en="Nothing to mend; pass this message to whoever runs the auditor.",
)


def check(case: CaptureCase) -> Iterator[Finding]:
    """Report any fault; asked last, it speaks only of what no other rule explained."""
    capture = case.capture
    if capture is not None and reach_code(capture) is not None:
        detail = capture.detail or capture.error or f"HTTP {capture.status}"
        yield RULE.finding(url=case.holding.url, evidence=evidence_of(capture), detail=detail)
