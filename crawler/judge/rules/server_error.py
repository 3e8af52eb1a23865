"""The server answered with an error of its own (5xx), twice.

Why: the document may well be there tomorrow; it is the server that failed.
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
    code="fetch.server_error",
    stage="reach",
    severity="unverified",
    blame="site",
    order=30,
    th="เว็บไซต์ตอบว่าระบบขัดข้อง (HTTP {status}) จึงยังตรวจไม่ได้",
    en="The server answered with an error of its own (HTTP {status}); not examined.",
    fix_th="แจ้งผู้ดูแลเว็บไซต์ว่าที่อยู่นี้ตอบ HTTP {status} ระบบจะตรวจซ้ำในรอบถัดไป",
    fix_en="Tell the webmaster that this address answers HTTP {status}.",
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
