"""The file is damaged or empty: no program opens it.

Why: an upload that broke off looks complete on the page; only opening it tells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.judge.quotes import document_evidence
from crawler.judge.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import HoldingCase
    from crawler.model import Finding

RULE = Rule(
    code="machine_readable.corrupt",
    stage="unread",
    severity="error",
    blame="document",
    order=14,
    th="ไฟล์เสียหายหรือว่างเปล่า เปิดไม่ได้",
    en="The file is damaged or empty ({why}).",
    fix_th="เปิดไฟล์ต้นฉบับ บันทึกใหม่ แล้วอัปโหลดแทน จากนั้นลองดาวน์โหลดและเปิดดูอีกครั้ง",
    fix_en="Save the original again, upload it, then download and open it once to be sure.",
)


def check(case: HoldingCase) -> Iterator[Finding]:
    """Ask the reader whether the bytes are what they should be."""
    facts = case.document
    if facts.error in {"corrupt", "empty"} and not facts.mismatch:
        yield RULE.finding(
            element=case.element.id,
            url=case.candidate.url,
            evidence=document_evidence(case),
            why=facts.detail or facts.error,
        )
