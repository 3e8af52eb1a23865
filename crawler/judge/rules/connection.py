"""No connection: refused, reset, or a temporary failure of the name service.

Why: it may be the server, the network or our own line; only a host name that does not exist is definite.
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
    code="fetch.connection",
    stage="reach",
    severity="unverified",
    blame="site",
    order=30,
    th="เชื่อมต่อเว็บไซต์ไม่ได้ จึงยังตรวจไม่ได้",
    en="No connection to the server ({detail}); not examined.",
    fix_th="ตรวจว่าเว็บไซต์เปิดได้จากเครื่องอื่นหรือไม่ หากเปิดไม่ได้ ให้แจ้งผู้ดูแลเว็บไซต์",
    fix_en="Check that the site opens from elsewhere; if not, tell the webmaster.",
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
