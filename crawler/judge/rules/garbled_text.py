"""The text layer is not usable Thai: what looks right on the screen copies out as signs and boxes.

Why: search, copying and screen readers get rubbish.  It fails only where structured data is demanded; elsewhere it
warns.
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
    code="machine_readable.garbled_text",
    stage="document",
    severity="warning",
    blame="document",
    order=41,
    th="ข้อความในไฟล์เพี้ยน อ่านเป็นภาษาไทยไม่ได้{why} เพราะฟอนต์หรือรหัสอักขระไม่ถูกต้อง",
    en="The file's text layer is not usable Thai{why_en}.",
    fix_th="ส่งออก PDF ใหม่จากไฟล์ต้นฉบับโดยใช้ฟอนต์ Unicode (เช่น TH Sarabun New) หรือแนบไฟล์ Word/Excel ไว้ด้วย",
    fix_en="Export the PDF again from the original with a Unicode font, or add the Word or Excel file.",
)


def check(case: HoldingCase) -> Iterator[Finding]:
    """Ask the reader's grade; the demand decides how serious it is."""
    facts = case.document
    if facts.grade != "garbled":
        return
    garbled = facts.page_classes.count("garbled")
    why = why_en = ""
    if facts.page_classes:
        why, why_en = (f" ({words})" for words in pages_words(garbled, len(facts.page_classes)))
    yield RULE.finding(
        element=case.element.id, url=case.candidate.url, evidence=document_evidence(case), why=why, why_en=why_en,
        severity="error" if case.element.mr_required else "warning",
    )  # fmt: skip
