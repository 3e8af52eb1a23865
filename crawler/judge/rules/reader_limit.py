"""The document could not be examined within the limits of the reader.

Why: a reader that is killed (time, memory, size) says something about us or about a hostile file, never that the
content is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.judge.quotes import document_evidence
from crawler.judge.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import HoldingCase
    from crawler.model import DocumentFacts, Finding

RULE = Rule(
    code="machine_readable.reader_limit",
    stage="unread",
    severity="unverified",
    blame="auditor",
    order=8,
    th="ระบบอ่านไฟล์นี้ไม่สำเร็จภายในขีดจำกัด จึงยังตรวจไม่ได้",
    en="The file could not be examined within the reader's limits ({why}).",
    fix_th="เปิดไฟล์ดูเอง หากปกติดีไม่ต้องแก้ไข หากไฟล์ใหญ่หรือซับซ้อนผิดปกติ ให้บันทึกใหม่เป็น PDF ธรรมดา "
    "ไฟล์บีบอัดชนิดอื่นที่ไม่ใช่ .zip ให้แยกเป็นไฟล์ปกติ",
    fix_en="Open it yourself; if it is fine, nothing needs mending. If it is unusually large, save it plainly again. "
    "An archive that is no .zip: publish the files themselves.",
)


def was_stopped(facts: DocumentFacts) -> bool:
    """Whether a limit of ours kept a document or page from being read."""
    return facts.error is not None and facts.error.startswith("limit")


def check(case: HoldingCase) -> Iterator[Finding]:
    """Ask whether the reader was stopped."""
    facts = case.document
    if was_stopped(facts):
        yield RULE.finding(
            element=case.element.id,
            url=case.candidate.url,
            evidence=document_evidence(case),
            why=facts.detail or facts.error,
        )
