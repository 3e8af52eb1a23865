"""A link promises the element and opens a document that says of itself that it is something else.

Why: the commonest honest mistake when files are uploaded in a hurry: the plan stands twice, once under the report's
name.  The document's own title decides; both quotes are shown so that nobody has to believe us.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.judge.rule import Rule
from crawler.model import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import ElementCase
    from crawler.model import Finding

RULE = Rule(
    code="presence.mislabelled",
    stage="element",
    severity="warning",
    blame="document",
    order=60,
    th="ลิงก์ระบุว่าเป็น “{label}” แต่ชื่อเรื่องในไฟล์คือ “{named}”",
    en="The link says “{label}”, the file calls itself “{named}”.",
    fix_th="ตรวจไฟล์ที่แนบ แล้วอัปโหลดไฟล์ที่ถูกต้องแทน",
    fix_en="Check the attached file and upload the right one.",
)


def check(case: ElementCase) -> Iterator[Finding]:
    """Report each opposed candidate once; what is only advised nobody promised."""
    if not case.element.required:
        return
    for candidate in case.doubtful + case.candidates:
        if candidate.opposed is None or candidate.holding.document is None:
            continue
        capture, facts = candidate.holding.capture, candidate.holding.document
        label = candidate.signals[0].words
        title = next(iter(candidate.holding.title), facts.title)
        stamp = (capture.sha256, capture.fetched_at) if capture else (None, None)
        quotes = (
            Evidence(candidate.url, f"{candidate.signals[0].source} text", label, *stamp),
            Evidence(candidate.url, "title of the document", title, *stamp),
        )
        yield RULE.finding(
            element=case.element.id, url=candidate.url, evidence=quotes, label=label, named=title
        )
