"""The file is not what its name or the server says: an error page as .pdf, a web page as .xls.

Why: Excel and PDF readers refuse it, or warn; and an error page under a document's name is no document at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.judge.quotes import document_evidence, stamp
from crawler.judge.rule import Rule
from crawler.model import Evidence
from crawler.thai.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import HoldingCase
    from crawler.model import Finding

RULE = Rule(
    code="machine_readable.type_mismatch",
    stage="holding",
    severity="error",
    blame="document",
    order=12,
    th="ชนิดไฟล์ไม่ตรงกับนามสกุลหรือที่เว็บไซต์แจ้ง (เนื้อไฟล์จริงคือ {kind})",
    en="The file is not what its name or the server says ({why}).",
    fix_th="บันทึกไฟล์ใหม่ให้ชนิดตรงกับนามสกุล (เช่น .xlsx จากโปรแกรม Excel) แล้วอัปโหลดแทน",
    fix_en="Save the file in the format that its name says and upload it again.",
)


def check(case: HoldingCase) -> Iterator[Finding]:
    """A page where a file was promised is unusable; a readable file of another type is only a warning."""
    facts, page = case.holding.document, case.holding.page
    if facts is not None and facts.mismatch:
        usable = facts.grade in {"structured", "text", "image", "garbled"} and facts.error is None
        yield RULE.finding(
            element=case.element.id, url=case.candidate.url, evidence=document_evidence(case), why=facts.mismatch,
            kind=facts.type.upper(),
            severity="warning" if usable else "error",
        )  # fmt: skip
    elif page is not None and case.candidate.kind == "document" and case.holding.depth > 0:
        shows = any(link.kind in {"frame", "embed"} for link in page.links) or any(
            t.table.rows for t in page.tables
        )
        quote = Evidence(
            case.candidate.url, "page text", one_line(page.title or page.text, 160), *stamp(case.candidate)
        )
        yield RULE.finding(
            element=case.element.id, url=case.candidate.url, evidence=(quote,), why="a web page instead of a file",
            kind="HTML",
            severity="warning" if shows else "error",
        )  # fmt: skip
