"""The transfer broke off: fewer bytes than announced, or damaged compression.

Why: half a file proves nothing, neither that the rest is there nor that it is missing.
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
    code="fetch.truncated",
    stage="reach",
    severity="unverified",
    blame="site",
    order=30,
    th="รับไฟล์ได้ไม่ครบ จึงยังตรวจไม่ได้",
    en="The file arrived incomplete ({detail}); not examined.",
    fix_th="ลองดาวน์โหลดไฟล์นี้เอง หากเปิดไม่ได้ ให้อัปโหลดใหม่",
    fix_en="Download the file yourself; if it does not open, upload it again.",
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
