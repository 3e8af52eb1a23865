"""Months of a series are missing.

Why: one missing monthly summary cost a district 3.75 points.  Each due month must be named by a document, sheet, section or
row of its own, or say that there was nothing to buy; the heading of a whole year proves no month.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.calendar import thai_month
from crawler.judge.quotes import dated_evidence
from crawler.judge.rule import Rule
from crawler.judge.wording import period_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import ElementCase
    from crawler.model import Finding

RULE = Rule(
    code="recency.series_gap",
    stage="element",
    severity="error",
    blame="site",
    order=20,
    th="ขาด{title} ประจำเดือน{months}{leftover}",
    en="Missing months of {title_en}: {months_en}.",
    fix_th="เผยแพร่สรุปประจำเดือน{months} ในหน้าที่แจ้งไว้ หากเดือนใดไม่มีการจัดซื้อจัดจ้าง ให้ระบุว่า “ไม่มีการจัดซื้อจัดจ้าง”",
    fix_en="Publish the summaries of {months_en}; for a month without any, say so.",
)


def check(case: ElementCase) -> Iterator[Finding]:
    """Report the due months that nothing names."""
    series = case.series
    if series is None or not series.missing or not case.candidates:
        return
    months = ", ".join(thai_month(month) for month in series.missing)
    leftovers = list(series.leftovers.values())
    evidence = tuple(
        quote
        for c in case.candidates[:1]
        for quote in dated_evidence(c, [*series.found.values(), *leftovers])
    )
    yield RULE.finding(
        element=case.element.id, url=case.candidates[0].url, evidence=evidence, title=case.element.title.th,
        title_en=case.element.title.en, months=months, months_en=", ".join(period_words(m)[1] for m in series.missing),
        leftover=" (ที่พบเป็นของปีงบประมาณก่อน)" if leftovers and not series.found else "",
    )  # fmt: skip
