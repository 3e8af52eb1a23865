"""The same bytes serve several items.

Why: one file under two names fills two slots and answers one question; city-wide documents, the same everywhere by
design, are excepted in the checklist.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from crawler.judge.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import AgencyCase
    from crawler.model import Evidence, Finding

RULE = Rule(
    code="presence.duplicate_document",
    stage="agency",
    severity="warning",
    blame="document",
    th="ไฟล์เดียวกันถูกใช้กับหลายข้อ: {items}",
    en="The same file serves several items: {items}.",
    fix_th="ตรวจว่าแต่ละข้อมีเอกสารของตนเอง หากเป็นเอกสารรวมโดยตั้งใจ ไม่ต้องแก้ไข",
    fix_en="See that each item has its own document; a deliberate joint document is fine.",
)


def check(case: AgencyCase) -> Iterator[tuple[str, Finding]]:
    """For each item, report a file that passes for another item too."""
    used: dict[str, dict[str, Evidence]] = defaultdict(dict)
    for item, documents in case.served.items():
        if case.night.checklist.item(item).city_wide:
            continue
        for document in documents:
            if document.sha256:
                used[document.sha256].setdefault(item, document)
    for by_item in used.values():
        if len(by_item) > 1:
            names = ", ".join(by_item)
            for item, document in by_item.items():
                yield item, RULE.finding(url=document.url, evidence=(document,), items=names)
