"""A declared address has moved for good (301, 308).

Why: it works today; when the old site is switched off, the declaration in ITAP leads nowhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.judge.reach import evidence_of
from crawler.judge.rule import Rule
from crawler.judge.wording import address_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import PageCase
    from crawler.model import Finding

RULE = Rule(
    code="links.redirect",
    stage="page",
    severity="info",
    blame="site",
    th="ที่อยู่ที่แจ้งไว้ถูกย้ายถาวรไปที่ {target}",
    en="The declared address has moved for good to {target}.",
    fix_th="แจ้ง URL ใหม่ใน ITAP แทนที่อยู่เดิม",
    fix_en="Declare the new address instead.",
)


def check(case: PageCase) -> Iterator[Finding]:
    """Report permanent redirects of declared URLs."""
    capture = case.holding.capture
    if (
        capture is not None
        and case.holding.depth == 0
        and any(hop.status in {301, 308} for hop in capture.hops)
    ):
        yield RULE.finding(
            url=case.holding.url, evidence=evidence_of(capture), target=address_words(capture.final_url)
        )
