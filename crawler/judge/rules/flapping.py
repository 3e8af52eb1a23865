"""An address failed before it answered: its answer is judged, and that it came late is said.

Why: what opens at the second knock fails the assessor who knocks once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.judge.reach import evidence_of
from crawler.judge.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import HoldingCase
    from crawler.model import Finding

RULE = Rule(
    code="fetch.flapping",
    stage="holding",
    severity="info",
    blame="site",
    order=90,
    th="เปิดไม่ได้ในครั้งแรก เปิดได้เมื่อลองใหม่ (ครั้งที่ {asked}) ผลตรวจเป็นของครั้งที่เปิดได้",
    en="It failed at first and answered later (attempt {asked}); what it answered was judged.",
    fix_th="แจ้งผู้ดูแลเว็บไซต์ว่าที่อยู่นี้เปิดได้บ้างไม่ได้บ้าง",
    fix_en="Tell the webmaster that this address answers only now and then.",
)


def check(case: HoldingCase) -> Iterator[Finding]:
    """Count how often it was asked before it answered."""
    capture = case.holding.capture
    if capture is not None and capture.answered and capture.attempts > 1:
        yield RULE.finding(
            element=case.element.id,
            url=case.candidate.url,
            evidence=evidence_of(capture),
            asked=capture.attempts,
        )
