"""robots.txt of the site forbids robots to read this address.

Why: we obey it.  What the site does not let us see is not failed; the office can allow the auditor by name.
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
    code="access.robots",
    stage="reach",
    severity="unverified",
    blame="site",
    order=20,
    th="robots.txt ของเว็บไซต์ไม่อนุญาตให้ระบบตรวจอ่านที่อยู่นี้",
    en="The site's robots.txt forbids the auditor to read this address.",
    fix_th="ให้ผู้ดูแลเว็บไซต์อนุญาตระบบตรวจใน robots.txt (ดูชื่อระบบใน User-Agent)",
    fix_en="Have the webmaster allow the auditor in robots.txt.",
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
