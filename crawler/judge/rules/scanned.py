"""The document is a picture of paper: nobody can search it, copy from it, or have it read aloud.

Why: the law asks for data that machines can open.  It fails only where structured data is demanded; elsewhere it warns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.judge.quotes import document_evidence
from crawler.judge.rule import Rule
from crawler.judge.wording import pages_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import HoldingCase
    from crawler.model import Finding

RULE = Rule(
    code="machine_readable.scanned",
    stage="document",
    severity="warning",
    blame="document",
    order=40,
    th="เอกสารเป็นภาพสแกน คอมพิวเตอร์อ่านข้อความไม่ได้ ({why})",
    en="The document is a scan; machines cannot read it ({why_en}).",
    fix_th="เผยแพร่ไฟล์ที่ส่งออกจากโปรแกรมโดยตรง (Word → PDF หรือ Excel) แทนการสแกน จะแนบฉบับสแกนไว้ด้วยก็ได้",
    fix_en="Publish the file exported from the program itself; the scan may stand beside it.",
)


def check(case: HoldingCase) -> Iterator[Finding]:
    """Ask the reader's grade; the demand decides how serious it is."""
    facts = case.document
    if facts.grade != "image":
        return
    seen = sum(kind.startswith("image") or kind == "ocr" for kind in facts.page_classes)
    kind = facts.type.upper()
    why, why_en = pages_words(seen, len(facts.page_classes)) if facts.page_classes else (kind, kind)
    yield RULE.finding(
        element=case.element.id, url=case.candidate.url, evidence=document_evidence(case), why=why, why_en=why_en,
        severity="error" if case.element.mr_required else "warning",
    )  # fmt: skip
