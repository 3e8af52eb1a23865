"""A declared address is plain http.

Why: browsers call it *not secure*, and anybody on the way can change what citizens read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.judge.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import PageCase
    from crawler.model import Finding

RULE = Rule(
    code="links.insecure",
    stage="page",
    severity="info",
    blame="site",
    th="ที่อยู่นี้ใช้ http ที่ไม่เข้ารหัส",
    en="The address is plain http.",
    fix_th="เปิดใช้ https แล้วแจ้งที่อยู่ https",
    fix_en="Switch on https and declare the https address.",
)


def check(case: PageCase) -> Iterator[Finding]:
    """Report declared addresses that end on http."""
    capture = case.holding.capture
    if capture is not None and case.holding.depth == 0 and capture.final_url.startswith("http://"):
        yield RULE.finding(url=case.holding.url)
