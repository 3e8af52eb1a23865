"""The file opens only with a password.

Why: what needs a password is not public, and no machine can read it.
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
    code="machine_readable.encrypted",
    stage="unread",
    severity="error",
    blame="document",
    order=10,
    th="ไฟล์ตั้งรหัสผ่านไว้ ประชาชนเปิดอ่านไม่ได้",
    en="The file wants a password; the public cannot read it.",
    fix_th="บันทึกไฟล์ใหม่โดยไม่ใส่รหัสผ่าน แล้วอัปโหลดแทน",
    fix_en="Save the file without a password and upload it again.",
)


def check(case: HoldingCase) -> Iterator[Finding]:
    """Ask the reader whether the file opened."""
    if case.document.error == "encrypted":
        yield RULE.finding(element=case.element.id, url=case.candidate.url, evidence=document_evidence(case))
