"""A link that looks like a document goes nowhere: ``href=""`` or ``#``.

Why: the commonest trace of a page prepared and not finished; a visitor clicks and nothing happens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.judge.rule import Rule
from crawler.model import Evidence
from crawler.read.link_kinds import BLANK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import PageCase
    from crawler.model import Finding

RULE = Rule(
    code="links.empty",
    stage="page",
    severity="warning",
    blame="site",
    th="ลิงก์ “{text}” ยังไม่ได้ใส่ที่อยู่",
    en="The link “{text}” has no address.",
    fix_th="ใส่ที่อยู่ของไฟล์ในลิงก์นี้ หรือลบลิงก์ออก",
    fix_en="Give the link its file, or remove it.",
)


def check(case: PageCase) -> Iterator[Finding]:
    """Report links with words and no address in the page's scope."""
    page, scope, capture = case.holding.page, case.holding.scope, case.holding.capture
    if page is None or scope is None or capture is None:
        return
    labels = set(page.ids)
    for link in scope.links:
        if (
            link.kind == "a"
            and link.raw.strip().lower() in BLANK
            and len(link.text) >= 3
            and link.text not in labels
        ):
            quote = Evidence(capture.final_url, "link text", link.text, capture.sha256, capture.fetched_at)
            yield RULE.finding(url=case.holding.url, evidence=(quote,), text=link.text)
