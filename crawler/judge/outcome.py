"""What the rules say of an address and of a candidate, and which outcome of several stands for the element."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from crawler.judge.case import CaptureCase, HoldingCase
from crawler.judge.demands import demand_of
from crawler.judge.reach import reach_code
from crawler.judge.rule import overruled
from crawler.judge.rules import not_structured, rules_of
from crawler.judge.verdict import status_of
from crawler.periods.recency import Decision, State, decide

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from checklists.model import Element
    from crawler.judge.case import Candidate, ItemCase
    from crawler.judge.holdings import Holding
    from crawler.judge.rule import Stage
    from crawler.judge.verdict import ElementStatus
    from crawler.model import Finding
    from crawler.periods.demand import Demand

#: A surer candidate that fails outweighs a passing one that is less sure by more than this.
MARGIN = 0.3
_RANK: Mapping[ElementStatus, int] = {"pass": 0, "unverified": 1, "fail": 2}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the rules say of one candidate."""

    candidate: Candidate
    status: ElementStatus
    findings: tuple[Finding, ...]
    decision: Decision


def trouble(case: CaptureCase) -> Finding | None:
    """Why an address could not serve, by the first capture rule that says so; ``None`` when it was seen."""
    found: Finding
    seen = case.capture is not None and reach_code(case.capture) is None
    for module in rules_of("capture") if seen else rules_of("reach", "capture"):
        for found in module.check(case):
            severity = case.night.checklist.severity(found.code, found.severity)
            if severity in {"error", "unverified"}:
                return replace(found, severity=severity)
    return None


def outcomes_of(
    case: ItemCase, element: Element, candidates: Sequence[Candidate], troubles: Mapping[str, Finding]
) -> list[Outcome]:
    """The outcomes of the candidates, the surest first, up to the one after which no other could be :func:`chosen`."""
    found: list[Outcome] = []
    passed: tuple[float, int] | None = None
    for candidate in distinct(candidates):
        place = (candidate.confidence, candidate.holding.depth)
        if passed is not None and place != passed:
            break
        found.append(outcome_of(case, element, candidate, troubles))
        if found[-1].status == "pass" and candidate.confidence >= candidates[0].confidence - MARGIN:
            passed = place
    return found


def outcome_of(
    case: ItemCase, element: Element, candidate: Candidate, troubles: Mapping[str, Finding]
) -> Outcome:
    """What comes of one candidate: what kept it from being seen, or else what the rules say."""
    for holding in candidate.holding.path:
        if holding.url in troubles and (
            holding is candidate.holding or troubles[holding.url].code == "content.injected_spam"
        ):
            finding = troubles[holding.url]
            return Outcome(candidate, status_of([finding]), (finding,), Decision(State.UNDATED))
    if candidate.holding.page is None and candidate.holding.document is None and candidate.kind != "service":
        return Outcome(candidate, "unverified", (), Decision(State.UNDATED))
    # Members of a series name many periods and are compared as a series.
    series = element.period.kind == "series"
    demand = demand_of(element, case.night.checklist.fiscal_year)
    decision = Decision(State.CURRENT) if series else decide(candidate.dated, demand, case.night.as_of)
    return examined(case, element, candidate, demand, decision)


def examined(
    case: ItemCase, element: Element, candidate: Candidate, demand: Demand, decision: Decision
) -> Outcome:
    """What the holding rules say of a candidate about whose period ``decision`` was made."""
    findings = examine(HoldingCase(case.night, case.agency, case.item, element, candidate, demand, decision))
    return Outcome(candidate, status_of(findings), findings, decision)


def examine(case: HoldingCase) -> tuple[Finding, ...]:
    """All that the holding rules say, the checklist's severities applied; of several errors the most specific."""
    findings = [
        overruled(said, module.RULE, case.night.checklist, case.element)
        for module in rules_of("holding", *_stages(case.holding))
        for said in module.check(case)
    ]
    if not findings:
        return ()
    hard = [f for f in findings if f.severity in {"error", "unverified"}]
    unreadable = [
        f for f in hard if f.code.startswith("machine_readable.") and f.code != not_structured.RULE.code
    ]
    if unreadable and unreadable[0].code != "machine_readable.scanned":
        # A file that does not open is no placeholder, undated and unstructured besides.
        soft = [
            f
            for f in findings
            if f.severity in {"warning", "info"} and not f.code.startswith("machine_readable.")
        ]
        return (unreadable[0], *soft)
    return tuple(findings)


def _stages(holding: Holding) -> tuple[Stage, ...]:
    """The stages of rules that a document is asked besides those of every holding."""
    if holding.document is None:
        return ()
    return ("document",) if holding.document.error is None else ("unread",)


def chosen(outcomes: Sequence[Outcome]) -> Outcome:
    """The best status among those nearly as sure as the surest; within it the surest, nearest, plainest."""
    top = max(outcome.candidate.confidence for outcome in outcomes)
    near = [outcome for outcome in outcomes if outcome.candidate.confidence >= top - MARGIN]
    return min(
        near,
        key=lambda o: (
            _RANK[o.status], _staleness(o), -o.candidate.confidence, o.candidate.holding.depth, len(o.findings), o.candidate.url,
        ),
    )  # fmt: skip


def _staleness(outcome: Outcome) -> int:
    """Of several outdated documents the newest is the one to show."""
    covered = outcome.decision.covered
    return -covered.end.toordinal() if covered is not None and outcome.status == "fail" else 0


def distinct(candidates: Iterable[Candidate]) -> list[Candidate]:
    """One candidate for each address and kind, the surest."""
    seen: dict[tuple[str, str, str], Candidate] = {}
    for candidate in candidates:
        seen.setdefault((candidate.url, candidate.kind, candidate.text[:80]), candidate)
    return list(seen.values())
