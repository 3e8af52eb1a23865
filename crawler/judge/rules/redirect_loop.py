"""The address sends every visitor round in circles.

Why: nobody can reach the document at this address; that is definite, not a matter of patience.
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
    code="fetch.redirect_loop",
    stage="reach",
    severity="error",
    blame="site",
    order=26,
    th="ที่อยู่นี้ส่งต่อวนไม่สิ้นสุด จึงไม่มีใครเปิดได้",
    en="The address redirects in a circle: nobody can open it.",
    fix_th="แก้การส่งต่อ (redirect) หรือแจ้ง URL ปลายทางที่แท้จริงแทน",
    fix_en="Mend the redirect, or declare the final address.",
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
