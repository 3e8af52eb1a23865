"""No news for ninety days.

Why: the item passes with one dated entry of the year; a page that fell silent will not pass the next one.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from crawler.judge.quotes import dated_evidence
from crawler.judge.rule import Rule
from crawler.judge.wording import date_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import HoldingCase
    from crawler.model import Finding

RULE = Rule(
    code="recency.stale_news",
    stage="holding",
    severity="warning",
    blame="site",
    order=58,
    th="ข่าวล่าสุดลงวันที่ {newest} ไม่มีข่าวใหม่มาเกิน 90 วัน",
    en="The newest entry is of {newest_en}; nothing in the last 90 days.",
    fix_th="เผยแพร่ข่าวหรือผลการดำเนินงานล่าสุดของเขต",
    fix_en="Publish recent news or results of the district.",
)

SILENCE = timedelta(days=90)


def check(case: HoldingCase) -> Iterator[Finding]:
    """Compare the newest dated entry with the day of the audit."""
    if "news" not in case.element.holdings:
        return
    days = [
        one
        for one in case.candidate.dated
        if one.period and one.kind in {"day", "instant"} and one.period.end <= case.night.as_of
    ]
    newest = max(days, key=lambda one: one.period.end if one.period else case.night.as_of, default=None)
    if newest is not None and newest.period is not None and case.night.as_of - newest.period.end > SILENCE:
        newest_th, newest_en = date_words(newest.period.end)
        yield RULE.finding(
            element=case.element.id, url=case.candidate.url, evidence=dated_evidence(case.candidate, [newest]),
            newest=newest_th, newest_en=newest_en,
        )  # fmt: skip
