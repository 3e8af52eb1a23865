"""The address leads nowhere: 404, 410 or another final refusal, or a host name that does not exist.

Why: this is the defect that citizens meet and assessors count.  It is definite only when it was seen twice, in two
passes of the same night.
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
    code="presence.http_error",
    stage="capture",
    severity="error",
    blame="site",
    order=24,
    th="ลิงก์เสีย: เปิดแล้วไม่พบ ({what})",
    en="Broken address: nothing there ({what}).",
    fix_th="ตรวจว่าไฟล์หรือหน้านี้ถูกย้ายหรือเปลี่ยนชื่อหรือไม่ แล้วแก้ลิงก์หรือแจ้ง URL ใหม่ใน ITAP",
    fix_en="See whether the page was moved or renamed; mend the link or declare the new URL.",
)


def check(case: CaptureCase) -> Iterator[Finding]:
    """Report an answer that is a definite *no*, seen twice."""
    capture = case.capture
    if capture is None or reach_code(capture) != RULE.code:
        return
    what = f"HTTP {capture.status}" if capture.status is not None else capture.detail or "ไม่มีชื่อโฮสต์นี้"
    yield RULE.finding(url=case.holding.url, evidence=evidence_of(capture), what=what)
