"""A date that no calendar has: ๒๙ กุมภาพันธ์ ๒๕๖๘.

Why: usually a slip of the pen in the signing line, and the first thing an assessor quotes.  It is shown with the evident
repair and never repaired in silence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.judge.quotes import dated_evidence
from crawler.judge.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import HoldingCase
    from crawler.model import Finding

RULE = Rule(
    code="recency.impossible_date",
    stage="holding",
    severity="warning",
    blame="document",
    order=56,
    th="มีวันที่ที่ไม่มีอยู่จริง: “{quote}”",
    en="A date that does not exist: “{quote}”.",
    fix_th="ตรวจวันที่ในเอกสารแล้วแก้ให้ถูกต้อง",
    fix_en="Check the date in the document and correct it.",
)


def check(case: HoldingCase) -> Iterator[Finding]:
    """Report the impossible dates among the candidate's own."""
    wrong = [one for one in case.candidate.dated if one.kind == "impossible"]
    if wrong:
        yield RULE.finding(
            element=case.element.id,
            url=case.candidate.url,
            evidence=dated_evidence(case.candidate, wrong),
            quote=wrong[0].quote,
        )
