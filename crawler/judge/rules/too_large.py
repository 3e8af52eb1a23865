"""The file is larger than this audit downloads.

Why: the limit protects the site and us; a file that was not read cannot be judged.
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
    code="fetch.too_large",
    stage="reach",
    severity="unverified",
    blame="auditor",
    order=30,
    th="ไฟล์ใหญ่เกินขนาดที่ระบบดาวน์โหลด จึงยังตรวจไม่ได้",
    en="The file is larger than the audit downloads ({detail}); not examined.",
    fix_th="แบ่งไฟล์หรือบีบอัดให้เล็กลง ประชาชนจะเปิดได้สะดวกขึ้นด้วย",
    fix_en="Split or compress the file; citizens will thank you too.",
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
