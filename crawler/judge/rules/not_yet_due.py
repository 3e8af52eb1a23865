"""Nothing of the element may be demanded yet, and nothing of it stands there.

Why: a checklist of a year that has not begun, or a series before its first month is due, finds nothing to fail; what
nobody demanded is not there for all that.  Neither answer would be honest before the day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.calendar import is_due
from crawler.judge.demands import demand_of, demand_words, months_of_series
from crawler.judge.rule import Rule
from crawler.judge.rules import element_missing
from crawler.judge.wording import period_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checklists.model import Element
    from crawler.judge.case import Night, VerdictCase
    from crawler.judge.verdict import ElementVerdict
    from crawler.model import Finding

RULE = Rule(
    code="recency.not_yet_due",
    stage="verdict",
    severity="unverified",
    blame="auditor",
    th="ยังไม่ถึงกำหนดเผยแพร่ “{title}” ของ{wanted} จึงยังตัดสินไม่ได้",
    en="“{title_en}” of {wanted_en} is not due yet, so nothing can be said of it.",
    fix_th="ตรวจอีกครั้งเมื่อถึงกำหนด หรือเลือกแบบตรวจของปีที่ต้องการด้วย --checklist",
    fix_en="Audit again when it is due, or choose the checklist of the year you mean.",
)


def check(case: VerdictCase) -> Iterator[Finding]:
    """Report an element without a fault of its own, and without anything that satisfies it, before it is due."""
    verdict, element = case.verdict, case.verdict.element
    if _shown(verdict) or _faulty(verdict):
        return
    wanted = _awaited(element, case.night)
    if wanted is None:
        return
    yield RULE.finding(
        element=element.id, url=verdict.chosen[0].url if verdict.chosen else None,
        title=element.title.th, title_en=element.title.en, wanted=wanted[0], wanted_en=wanted[1],
    )  # fmt: skip


def _awaited(element: Element, night: Night) -> tuple[str, str] | None:
    """What will be demanded first, in words; ``None`` once anything may be demanded."""
    series, year = element.period.series, night.checklist.fiscal_year
    if series is not None:
        first = months_of_series(series, year)[0]
        return None if is_due(first, night.as_of, series.grace_days) else period_words(first)
    demand = demand_of(element, year)
    return None if not demand.wants or demand.due(night.as_of) else demand_words(demand)


def _shown(verdict: ElementVerdict) -> bool:
    """Whether something of what will be demanded stands there already."""
    early = verdict.decision is not None and verdict.decision.want is not None
    return early or (verdict.series is not None and bool(verdict.series.found))


def _faulty(verdict: ElementVerdict) -> bool:
    """Whether more is wrong than that it is not there."""
    hard = {f.code for f in verdict.findings if f.severity in {"error", "unverified"}}
    return bool(hard - {element_missing.RULE.code})
