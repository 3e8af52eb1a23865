"""Only a text document (or worse) where data is demanded that machines can reckon with.

Why: a table in a PDF cannot be summed, sorted or compared; the monthly procurement summaries are demanded as a
spreadsheet (a PDF beside it is welcome).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.judge.grades import grade_of
from crawler.judge.quotes import document_evidence
from crawler.judge.rule import Rule
from crawler.model import grade_at_least

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import HoldingCase
    from crawler.model import Finding

RULE = Rule(
    code="machine_readable.not_structured",
    stage="holding",
    severity="error",
    blame="document",
    order=44,
    th="ต้องเป็นไฟล์ข้อมูล (Excel/CSV){found}",
    en="Structured data (Excel or CSV) is demanded; {found_en}.",
    fix_th="แนบไฟล์ Excel หรือ CSV ของข้อมูลชุดเดียวกันไว้ข้างไฟล์เดิม โดยมีหัวตารางและข้อมูลครบทุกช่อง",
    fix_en="Put the Excel or CSV file of the same data beside it, with a header row and no blank cells.",
)


_TABULAR = frozenset({"XLSX", "XLS", "XLSB", "ODS", "CSV", "TSV"})
_WITHOUT_TABLE = (" แต่ไฟล์ {} ที่พบไม่มีตารางข้อมูล", "the {} file holds no table of data")
_OTHER = (" แต่พบเพียง {}", "only {} was found")


def check(case: HoldingCase) -> Iterator[Finding]:
    """Compare the grade with the demand; scans and garbled text have codes of their own."""
    demanded = case.element.mr
    grade = grade_of(case.candidate)
    if demanded is None or case.candidate.nil or grade_at_least(grade, demanded) or grade != "text":
        return
    facts = case.holding.document
    kind = facts.type.upper() if facts is not None else "HTML"
    found, found_en = _WITHOUT_TABLE if kind in _TABULAR else _OTHER
    yield RULE.finding(
        element=case.element.id, url=case.candidate.url, evidence=document_evidence(case), found=found.format(kind), found_en=found_en.format(kind),
        severity="error" if case.element.mr_required else "warning",
    )  # fmt: skip
