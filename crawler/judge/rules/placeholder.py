"""The file opens and holds nothing of its own: a blank form, an empty sheet, a few characters.

Why: a template uploaded to fill the slot discloses nothing, however well it is named.
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
    code="presence.placeholder",
    stage="document",
    severity="error",
    blame="document",
    order=30,
    th="ไฟล์นี้ไม่มีเนื้อหาของตนเอง (เป็นแบบฟอร์มเปล่า หรือแทบไม่มีข้อความ)",
    en="The file holds no content of its own ({why}).",
    fix_th="อัปโหลดเอกสารฉบับที่มีข้อมูลครบถ้วนแทนแบบฟอร์มเปล่า หากไม่มีข้อมูล ให้ระบุว่า “ไม่มี…” ให้ชัดเจน",
    fix_en="Upload the completed document; if there is nothing to report, say so in words.",
)

#: A document that says less than this says nothing.
LEAST_LETTERS = 20


def check(case: HoldingCase) -> Iterator[Finding]:
    """Ask the reader whether the document is empty in substance, and count what it says."""
    facts = case.document
    if case.candidate.nil:
        return
    brief = sum(len(block.text) for block in facts.blocks) < 20 * LEAST_LETTERS
    letters = sum(map(str.isalnum, facts.text)) if brief else LEAST_LETTERS
    scant = facts.grade == "text" and letters < LEAST_LETTERS
    why = facts.placeholder or (f"{letters} letters in all" if scant else None)
    if why:
        yield RULE.finding(
            element=case.element.id, url=case.candidate.url, evidence=document_evidence(case), why=why
        )
