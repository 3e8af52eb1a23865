"""The verdict on a series: every month that is due, named by a document that can count for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.judge.absence import unseen_at
from crawler.judge.case import ElementCase
from crawler.judge.demands import months_of_series
from crawler.judge.grades import grade_of
from crawler.judge.outcome import distinct, outcome_of
from crawler.judge.rule import for_element, overruled
from crawler.judge.rules import rules_of, undated
from crawler.judge.verdict import ElementVerdict, status_of
from crawler.judge.wording import period_words
from crawler.model import grade_at_least
from crawler.periods.series import decide_series

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from checklists.model import Element
    from crawler.calendar import Period
    from crawler.judge.case import Candidate, ItemCase
    from crawler.judge.outcome import Outcome
    from crawler.model import Finding
    from crawler.periods.evidence import Dated
    from crawler.periods.series import Series


#: Severities that decide.
_DECIDING = frozenset({"error", "unverified"})


def judge_series(
    case: ItemCase, element: Element, good: Sequence[Candidate], mine: Sequence[Candidate], troubles: Mapping[str, Finding],
) -> ElementVerdict:  # fmt: skip
    """Judge a series by its ``good`` candidates, each for the months that it names; ``mine`` are the doubtful ones too."""
    rule = element.period.series
    assert rule is not None
    months = months_of_series(rule, case.night.checklist.fiscal_year)
    outcomes = [outcome_of(case, element, candidate, troubles) for candidate in distinct(good)]
    sound = [outcome for outcome in outcomes if not _hard(outcome, element)]
    whole = decide_series(_evidence(outcomes), months, case.night.as_of, rule.grace_days)
    seen = (
        whole
        if len(sound) == len(outcomes)
        else decide_series(_evidence(sound), months, case.night.as_of, rule.grace_days)
    )
    # Months that only unsound documents name fail (or stay unverified) by what is wrong with those documents.
    spoiled = [month for month in whole.expected if month in whole.found and month not in seen.found]
    spoiling = [o for o in outcomes if o not in sound and _names_any(o, spoiled)]
    findings = [f for outcome in spoiling for f in outcome.findings if f.severity in _DECIDING]
    findings += _gaps(case, element, outcomes, whole, mine, troubles)
    findings += _undated_months(case, whole, sound or outcomes, element, findings)
    used = [outcome for outcome in outcomes if _names_any(outcome, whole.expected)] or outcomes[:1]
    findings += [f for outcome in used for f in outcome.findings if f.severity not in _DECIDING]
    unique = tuple(dict.fromkeys(for_element(finding, element.id) for finding in _one_each(findings)))
    return ElementVerdict(
        element, status_of(unique), unique, tuple(o.candidate for o in used), None, whole, tuple(spoiled)
    )


def _gaps(
    case: ItemCase, element: Element, outcomes: Sequence[Outcome], series: Series, mine: Sequence[Candidate],
    troubles: Mapping[str, Finding],
) -> list[Finding]:  # fmt: skip
    """What the rules say of months that are missing, or why they may stand on what could not be seen."""
    subject = ElementCase(
        case.night, case.agency, case.item, element, tuple(o.candidate for o in outcomes), series=series,
        pages=tuple(h for h in case.holdings if h.page is not None),
    )  # fmt: skip
    blind = [*unseen_at(case, troubles), *(troubles[c.url] for c in mine if c.url in troubles)]
    blind += [f for outcome in outcomes if _unread_whole(outcome, series) for f in outcome.findings]
    hidden = [for_element(f, element.id) for f in blind if f.severity == "unverified"]
    if series.missing and hidden:
        return hidden
    return [
        overruled(finding, module.RULE, case.night.checklist, element)
        for module in rules_of("element")
        for finding in module.check(subject)
    ]


def _evidence(outcomes: Iterable[Outcome]) -> list[Dated]:
    return [replace(one, nil=True) if o.candidate.nil else one for o in outcomes for one in o.candidate.dated]


def _hard(outcome: Outcome, element: Element) -> bool:
    """Whether a document cannot count for its month: broken, empty, or not of the demanded grade."""
    graded = not element.mr_required or element.mr is None or outcome.candidate.nil
    return outcome.status != "pass" or not (
        graded or grade_at_least(grade_of(outcome.candidate), element.mr or "unreadable")
    )


def _unread_whole(outcome: Outcome, series: Series) -> bool:
    """Whether a document that could not be read may hold the missing months: nothing around it says another one."""
    others = [month for month in series.expected if month not in series.missing]
    return outcome.status == "unverified" and (
        _names_any(outcome, series.missing) or not _names_any(outcome, others)
    )


def _names_any(outcome: Outcome, months: Sequence[Period]) -> bool:
    """Whether a document, or what is said of it, names one of the months, or a period that holds it."""
    return any(
        reading.contains(month)
        for one in outcome.candidate.dated
        if one.names_period
        for reading in one.readings
        for month in months
    )


def _undated_months(
    case: ItemCase, series: Series, outcomes: Sequence[Outcome], element: Element, so_far: Sequence[Finding],
) -> Iterable[Finding]:  # fmt: skip
    """Months that only a file name names: not missing, not proved."""
    months = [month for month in series.expected if month in series.unsure]
    if months and status_of(so_far) == "pass":
        thai, english = zip(*map(period_words, months), strict=True)
        finding = undated.RULE.finding(
            element=element.id, url=outcomes[0].candidate.url, wanted=", ".join(thai), wanted_en=", ".join(english), hint="",
            hint_en="", title=element.title.th,
        )  # fmt: skip
        yield overruled(finding, undated.RULE, case.night.checklist, element)


def _one_each(findings: Iterable[Finding]) -> list[Finding]:
    """One finding for each code and address."""
    seen: dict[tuple[str, str | None], Finding] = {}
    for finding in findings:
        seen.setdefault((finding.code, finding.url), finding)
    return list(seen.values())
