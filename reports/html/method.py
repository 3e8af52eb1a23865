"""The method in words: from the checklist and the judge's own rules; without a checklist, from the audit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from inspect import getdoc

from checklists import Bilingual, Checklist, Demand, Element, Indicator, PeriodRule
from crawler import calendar
from crawler.judge.demands import months_of_series, wanted_period
from crawler.judge.rules import rule_modules
from reports import view
from reports.words import GRADE, N_, Words

_RELATIONS: Mapping[str, str] = {
    "covers": N_("covers {period}"),
    "touches": N_("has data of {period}"),
    "inside": N_("dated within {period}"),
    "includes": N_("a plan whose years include {period}"),
}


@dataclass(frozen=True, slots=True)
class ElementRule:
    """One element of the checklist in words."""

    id: str
    title: str
    required: bool
    demand: str
    grade: str
    fix: str
    source: str
    confidence: float | None
    note: str


@dataclass(frozen=True, slots=True)
class ItemRule:
    """One item of the checklist in words."""

    id: str
    title: str
    sub_indicator: str
    divisions: tuple[str, ...]
    elements: tuple[ElementRule, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Weight:
    """An indicator (or, with ``part``, a sub-indicator) and its share."""

    id: str
    title: str
    weight: float
    estimated: bool
    part: bool


@dataclass(frozen=True, slots=True)
class Code:
    """A finding code in words; ``why`` is what the checker's author says, in English."""

    code: str
    severity: str
    blame: str
    message: str
    fix: str
    why: str


@dataclass(frozen=True, slots=True)
class Method:
    """Everything the method page says that is not the same every year."""

    title: str
    note: str
    items: tuple[ItemRule, ...]
    weights: tuple[Weight, ...]
    levels: tuple[tuple[str, float, float | None], ...]
    codes: tuple[Code, ...]

    @property
    def demands(self) -> Mapping[str, str]:
        """Element id → what is demanded of it: its period, its readability."""
        return {
            rule.id: " · ".join(part for part in (rule.demand, rule.grade) if part)
            for item in self.items
            for rule in item.elements
        }


def method(checklist: Checklist | None, report: view.Report) -> Method:
    """The method of a report in its language."""
    speaker = Words(report.lang)
    codes = tuple(_code(module, report.lang) for module in rule_modules())
    if checklist is None:
        return Method(report.checklist, "", tuple(_judged(item) for item in report.items), (), (), codes)
    scoring = checklist.scoring
    return Method(
        title=_say(checklist.title, report.lang),
        note=checklist.note if report.lang == "th" else "",
        items=tuple(
            ItemRule(
                item.id,
                _say(item.title, report.lang),
                item.sub_indicator,
                item.divisions,
                tuple(_element(element, checklist.fiscal_year, speaker) for element in item.elements),
                item.note if report.lang == "th" else "",
            )
            for item in checklist.items
        ),
        weights=tuple(_weights(scoring.indicators, report.lang)),
        levels=tuple((_say(level.title, report.lang), level.total, level.each) for level in scoring.levels),
        codes=codes,
    )


def _weights(indicators: Iterable[Indicator], lang: str) -> Iterator[Weight]:
    for whole in indicators:
        yield Weight(whole.id, _say(whole.title, lang), whole.weight, whole.estimated, part=False)
        for part in whole.sub_indicators:
            yield Weight(part.id, _say(part.title, lang), part.weight, part.estimated, part=True)


def _say(text: Bilingual, lang: str) -> str:
    return (text.en or text.th) if lang == "en" else (text.th or text.en)


def _element(element: Element, year: int, speaker: Words) -> ElementRule:
    grade = ""
    if element.mr:
        words = N_("must be: {grade}") if element.mr_required else N_("should be: {grade}")
        grade = speaker.say(words).format(grade=speaker.say(GRADE[element.mr]))
    return ElementRule(
        id=element.id,
        title=_say(element.title, speaker.lang),
        required=element.required,
        demand=period_words(element.period, year, speaker),
        grade=grade,
        fix=_say(element.fix, speaker.lang),
        source=_say(element.source, speaker.lang),
        confidence=element.confidence,
        note=element.note if speaker.lang == "th" else "",
    )


def period_words(rule: PeriodRule, year: int, speaker: Words) -> str:
    """What a rule demands of the period, for the fiscal year ``year`` (Buddhist era)."""
    say = speaker.say
    if rule.kind == "now":
        return say("works when it is looked at")
    if rule.series is not None:
        months = [speaker.month(calendar.month_id(month)) for month in months_of_series(rule.series, year)]
        return say("every month, {first} to {last}, due {days} days after the month").format(
            first=months[0], last=months[-1], days=rule.series.grace_days
        )
    return say(" or ").join(_demand(demand, year, speaker) for demand in rule.demands)


def _demand(demand: Demand, year: int, speaker: Words) -> str:
    period = wanted_period(demand, year)
    return speaker.say(_RELATIONS[demand.relation]).format(period=speaker.period(period.isoformat()))


def _code(module: object, lang: str) -> Code:
    rule = module.RULE  # type: ignore[attr-defined]
    thai = lang == "th"
    return Code(
        rule.code,
        rule.severity,
        rule.blame,
        _open(rule.th if thai else rule.en),
        _open(rule.fix_th if thai else rule.fix_en),
        "" if thai else " ".join((getdoc(module) or "").split()),
    )


def _open(template: str) -> str:
    """A message template with its blanks shown as such."""
    return re.sub(r"\{[^{}]*\}", "…", template)


def _judged(item: view.Item) -> ItemRule:
    elements = (
        ElementRule(part.id, part.title or part.id, part.required, "", "", "", "", None, "")
        for part in item.elements
    )
    return ItemRule(item.id, item.title, item.sub_indicator, item.divisions, tuple(elements), item.why)
