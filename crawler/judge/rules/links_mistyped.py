"""A declared address opens only because browsers forgive: no ``http://``, a line break or backslashes in it.

Why: as a link on a page, or in another program, the same text leads nowhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.evidence.mistyped import repaired
from crawler.judge.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import PageCase
    from crawler.model import Finding

RULE = Rule(
    code="links.mistyped",
    stage="page",
    severity="info",
    blame="site",
    th="ที่อยู่ที่แจ้งไว้พิมพ์ไม่ครบถ้วน ({why_th}) ระบบตรวจที่ {asked}",
    en="The declared address is not quite one ({why_en}); {asked} was asked.",
    fix_th="แจ้งเป็น {asked}",
    fix_en="Declare {asked}",
)


def check(case: PageCase) -> Iterator[Finding]:
    """Report declared addresses that had to be mended before they could be asked."""
    capture = case.holding.capture
    if capture is None or case.holding.depth > 0 or (why := repaired(case.holding.url)) is None:
        return
    asked = capture.hops[0].url if capture.hops else capture.final_url
    yield RULE.finding(url=case.holding.url, why_th=why[0], why_en=why[1], asked=asked)
