"""A period is demanded and none can be read.

Why: a document without a year may be this year's; nobody can tell, so nobody is failed.  File names and file metadata
hint, they never decide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.judge.demands import demand_words
from crawler.judge.quotes import dated_evidence, document_evidence
from crawler.judge.rule import Rule
from crawler.judge.wording import period_words
from crawler.periods.recency import State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import HoldingCase
    from crawler.model import Finding

RULE = Rule(
    code="recency.undated",
    stage="holding",
    severity="unverified",
    blame="document",
    order=52,
    th="ไม่พบว่าเป็นข้อมูลของปีหรือช่วงเวลาใด (ข้อนี้ต้องเป็นของ{wanted}){hint}",
    en="No period can be read (the item wants {wanted_en}).{hint_en}",
    fix_th="ระบุปีงบประมาณในชื่อเรื่องของเอกสาร และในข้อความลิงก์ เช่น “{title} ประจำปีงบประมาณ พ.ศ. …”",
    fix_en="Name the fiscal year in the document's title and in the link text.",
)


def check(case: HoldingCase) -> Iterator[Finding]:
    """Report what no place dates, with what weak evidence hints."""
    decision = case.decision
    if decision.state is not State.UNDATED:
        return
    wanted, wanted_en = demand_words(case.demand)
    hint = hint_en = ""
    if decision.likely:
        likely, likely_en = period_words(decision.likely)
        hint = f" ชื่อหรือคุณสมบัติของไฟล์ชี้ว่าอาจเป็นของ{likely}"
        hint_en = f" Name or properties of the file point to {likely_en}."
    weak = dated_evidence(case.candidate, decision.supporting)
    yield RULE.finding(
        element=case.element.id, url=case.candidate.url, evidence=weak or document_evidence(case), wanted=wanted,
        wanted_en=wanted_en, hint=hint, hint_en=hint_en, title=case.element.title.th,
    )  # fmt: skip
