"""The server did not answer in time, twice.

Why: a slow evening is no missing document.  What did not answer was not seen, and what was not seen is
neither passed nor failed; the next night asks again.
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
    code="fetch.timeout",
    stage="reach",
    severity="unverified",
    blame="site",
    order=30,
    th="เว็บไซต์ไม่ตอบภายในเวลาที่กำหนด จึงยังตรวจไม่ได้",
    en="The server did not answer in time ({detail}); not examined.",
    fix_th="เปิดลิงก์นี้ดูเอง หากเปิดช้าหรือเปิดไม่ได้ ให้แจ้งผู้ดูแลเว็บไซต์ ระบบจะตรวจซ้ำในรอบถัดไป",
    fix_en="Open the address yourself; if it is slow, tell the webmaster. It is asked again next night.",
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
