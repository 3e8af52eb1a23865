"""A link on the page leads to the page itself.

Why: pages copied from last year's keep links that go round in a circle instead of to the document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urldefrag

from crawler.judge.rule import Rule
from crawler.model import Evidence
from crawler.read.page_links import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import PageCase
    from crawler.model import Finding

RULE = Rule(
    code="links.self",
    stage="page",
    severity="info",
    blame="site",
    th="ลิงก์ “{text}” ชี้กลับมาที่หน้าเดิม",
    en="The link “{text}” leads back to this page.",
    fix_th="แก้ลิงก์ให้ชี้ไปยังเอกสาร",
    fix_en="Point the link at the document.",
)


def check(case: PageCase) -> Iterator[Finding]:
    """Report content links whose address, without fragment, is the page's own."""
    page, scope, capture = case.holding.page, case.holding.scope, case.holding.capture
    if page is None or scope is None or capture is None:
        return
    here = urldefrag(capture.final_url)[0]
    for link in scope.links:
        target = resolve(link.raw, capture.final_url, page.base) if link.kind == "a" else None
        if target is not None and "#" not in target and target == here and len(link.text) >= 3:
            quote = Evidence(capture.final_url, "link text", link.text, capture.sha256, capture.fetched_at)
            yield RULE.finding(url=case.holding.url, evidence=(quote,), text=link.text)
