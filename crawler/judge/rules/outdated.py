"""What was found covers an older period than the one demanded.

Why: last year's plan does not disclose this year's.  The document's own title decides, before the link that leads to it;
a new label on last year's file is shown with both quotes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.judge.demands import demand_words
from crawler.judge.quotes import dated_evidence
from crawler.judge.rule import Rule
from crawler.judge.wording import period_words
from crawler.periods.recency import State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import HoldingCase
    from crawler.model import Finding

RULE = Rule(
    code="recency.outdated",
    stage="holding",
    severity="error",
    blame="document",
    order=50,
    th="เป็นข้อมูลของ{found} แต่ข้อนี้ต้องเป็นของ{wanted}",
    en="It covers {found_en}; the item wants {wanted_en}.",
    fix_th="เผยแพร่ “{title}” ของ{wanted} ที่ URL ที่แจ้งไว้ (เก็บของปีก่อนไว้ได้ แต่แยกปีให้ชัด)",
    fix_en="Publish “{title_en}” for {wanted_en} at the declared URL.",
)


def check(case: HoldingCase) -> Iterator[Finding]:
    """Report what the recency decision found too old."""
    decision = case.decision
    if decision.state is not State.OUTDATED or decision.covered is None:
        return
    wanted, wanted_en = demand_words(case.demand)
    found, found_en = period_words(decision.covered)
    quotes = (*decision.supporting, *decision.contradicting)
    yield RULE.finding(
        element=case.element.id, url=case.candidate.url, evidence=dated_evidence(case.candidate, quotes),
        found=found, found_en=found_en,
        wanted=wanted, wanted_en=wanted_en, title=case.element.title.th, title_en=case.element.title.en,
    )  # fmt: skip
