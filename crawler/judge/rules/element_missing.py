"""Nothing at or below the declared URLs is this element.

Why: the heart of the audit.  It is said only when everything that counts was seen and read; a label that promises the
element over a document that is something else is shown with both words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.judge.rule import Rule
from crawler.model import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checklists.model import Element
    from crawler.judge.case import ElementCase
    from crawler.model import Finding

RULE = Rule(
    code="presence.element_missing",
    stage="element",
    severity="error",
    blame="site",
    th="ไม่พบ “{title}” ในหน้าที่แจ้งไว้และเอกสารที่ลิงก์จากหน้านั้น",
    en="“{title_en}” was not found at or below the declared URLs.",
    fix_th="{advice}",
    fix_en="{advice_en}",
)


def check(case: ElementCase) -> Iterator[Finding]:
    """Report an element without a candidate, when nothing was left unseen."""
    if case.candidates or case.doubtful or case.unseen or case.unread:
        return
    pages = [h for h in case.pages if h.capture is not None and h.page is not None]
    looked = tuple(
        Evidence(h.final_url, "page title", h.page.title, h.capture.sha256, h.capture.fetched_at)
        for h in pages[:3]
        if h.page is not None and h.capture is not None
    )
    yield not_shown(case.element, pages[0].url if pages else None, looked)


def not_shown(element: Element, url: str | None, looked: tuple[Evidence, ...] = ()) -> Finding:
    """The finding, for an element that does not stand at ``url`` or below it."""
    return RULE.finding(
        element=element.id, url=url, evidence=looked, severity=None if element.required else "warning",
        title=element.title.th, title_en=element.title.en, advice=element.fix.th, advice_en=element.fix.en,
    )  # fmt: skip
