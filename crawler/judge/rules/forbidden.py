"""The server refuses (401 or 403) without saying why.

Why: it may refuse only us.  A person must look.
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
    code="access.forbidden",
    stage="reach",
    severity="unverified",
    blame="site",
    order=22,
    th="เว็บไซต์ไม่อนุญาตให้เข้าถึง (HTTP {status}) จึงยังตรวจไม่ได้",
    en="The server refuses access (HTTP {status}); not examined.",
    fix_th="เปิดลิงก์นี้จากเครื่องนอกหน่วยงานโดยไม่ลงชื่อเข้าใช้ หากเปิดไม่ได้ ให้เปิดสิทธิ์เป็นสาธารณะ",
    fix_en="Open it from outside the office without signing in; if that fails, make it public.",
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
