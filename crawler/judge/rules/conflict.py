"""File name, heading and text claim different years.

Why: citizens and assessors read whichever they meet first.  The document's own title decides the verdict; where equally
good places contradict each other, a person must look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.judge.quotes import dated_evidence
from crawler.judge.rule import Rule
from crawler.judge.wording import PLACES
from crawler.periods.recency import Decision, State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import HoldingCase
    from crawler.model import Finding
    from crawler.periods.evidence import Dated

RULE = Rule(
    code="recency.conflict",
    stage="holding",
    severity="warning",
    blame="document",
    order=54,
    th="ระบุปีไม่ตรงกัน: {one} แต่{other}",
    en="The years disagree: {one_en}, but {other_en}.",
    fix_th="แก้ชื่อไฟล์ ข้อความลิงก์ หรือชื่อเรื่องให้เป็นปีเดียวกัน",
    fix_en="Make file name, link text and title name the same year.",
)


def _places(decision: Decision) -> tuple[Dated, ...]:
    """Two places that disagree: the label that promises, and what stands in the document."""
    if decision.conflicts:
        return (decision.conflicts[0].claim, decision.conflicts[0].against)
    return decision.supporting if decision.state is State.CONFLICT else ()


#: Where only one place speaks: what it says reaches beyond the demanded period.
_BEYOND = (
    ("เอกสารระบุช่วงเวลา", "the document names a period"),
    ("เกินช่วงที่กำหนด", "beyond the demanded period"),
)


def _claim(dated: Dated) -> tuple[str, str]:
    place, place_en = PLACES[dated.source]
    return f"{place}ระบุว่า “{dated.quote}”", f"{place_en} says “{dated.quote}”"


def check(case: HoldingCase) -> Iterator[Finding]:
    """A remark on a current document; unverified where the conflict is the decision itself."""
    decision = case.decision
    torn = decision.state is State.CONFLICT
    places = _places(decision)
    if len(places) < 2 and not torn:
        return
    (one, one_en), (other, other_en) = (*map(_claim, places[:2]), *_BEYOND[len(places) :])[:2]
    yield RULE.finding(
        element=case.element.id, url=case.candidate.url, evidence=dated_evidence(case.candidate, places),
        severity="unverified" if torn else "warning", one=one, one_en=one_en, other=other, other_en=other_en,
    )  # fmt: skip
