"""The verdict on one element: candidates examined by the rules, the best honest outcome taken.

Discipline: a pass needs a candidate that was seen, read, recognised and found current.  A fail needs that everything
which counts was seen.  Everything in between is ``unverified``, with the finding that says why and whose side it is on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from rapidfuzz import fuzz

from crawler.calendar import Period
from crawler.judge.candidates import contradicts, shows_signs
from crawler.judge.case import Candidate, CaptureCase, ElementCase, HoldingCase, Signal
from crawler.judge.demands import demand_of, months_of_series
from crawler.judge.grades import grade_of
from crawler.judge.places import ACCEPT, DOUBT
from crawler.judge.reach import reach_code
from crawler.judge.rule import for_element, overruled
from crawler.judge.rules import not_structured, rules_of
from crawler.judge.sections import own_text, page_substance
from crawler.judge.wording import period_words
from crawler.model import Finding, grade_at_least
from crawler.periods.recency import Decision, State, decide
from crawler.periods.series import Series, decide_series
from crawler.thai.text import fold, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from checklists.model import Element
    from crawler.judge.case import ItemCase
    from crawler.judge.holdings import Holding
    from crawler.periods.evidence import Dated

ElementStatus = Literal["pass", "fail", "unverified"]
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


@dataclass(frozen=True, slots=True)
class ElementVerdict:
    """Status, findings, and the candidates that carry the verdict (several for a series).

    ``spoiled`` are the months of a series that are named only by documents that cannot count.
    """

    element: Element
    status: ElementStatus
    findings: tuple[Finding, ...]
    chosen: tuple[Candidate, ...] = ()
    decision: Decision | None = None
    series: Series | None = None
    spoiled: tuple[Period, ...] = ()


def status_of(findings: Iterable[Finding]) -> ElementStatus:
    """``fail`` if any finding is an error, else ``unverified`` if any is, else ``pass``."""
    severities = {finding.severity for finding in findings}
    if "error" in severities:
        return "fail"
    return "unverified" if "unverified" in severities else "pass"


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


def judge_element(
    case: ItemCase, element: Element, found: Sequence[Candidate], troubles: Mapping[str, Finding],
) -> ElementVerdict:  # fmt: skip
    """Judge one element.  ``troubles`` maps each address of the item that could not serve to its finding."""
    mine = [candidate for candidate in found if candidate.element == element.id]
    good = [c for c in mine if c.confidence >= ACCEPT and c.opposed is None]
    good = [
        c
        for c in good
        if _is_news(element, c) or not (_only_lists(element, c, good) or _has_section(c, good))
    ]
    if element.period.kind == "series" and element.period.series is not None:
        return _judge_series(case, element, good, mine, troubles)
    if not good:
        return _without(case, element, mine, troubles)
    outcomes = [_outcome(case, element, candidate, troubles) for candidate in _distinct(good)]
    best = _choose(outcomes)
    if best.decision.state is State.OUTDATED:
        parts = _parts(case, element, outcomes)
        if parts:
            return _joined(element, parts)
    findings = [for_element(finding, element.id) for finding in best.findings]
    return ElementVerdict(element, status_of(findings), tuple(findings), (best.candidate,), best.decision)


#: A page or section that says less than this about the element only leads to the documents that are it.
SUBSTANTIAL = 200
#: As sure as only a title, or a synonym as good as one, makes us.
MARKED = 0.85


def _only_lists(element: Element, candidate: Candidate, good: Sequence[Candidate]) -> bool:
    """Whether a page or section is but the list in which the element's documents are offered."""
    if candidate.kind not in {"section", "page"} or candidate.substance >= SUBSTANTIAL:
        return False
    speaks = candidate.substance >= SAYS
    shows = speaks and shows_signs(element, own_text(candidate.holding, candidate.text))
    heading = candidate.signals[0].words if candidate.kind == "section" else None
    for other in good:
        link = other.holding.link
        below = other.holding is not candidate.holding and candidate.holding in other.holding.path
        if link is not None and ((speaks and link.kind == "image") or (shows and _is_part(other))):
            continue  # a portrait beside the words about a person, a map below the address
        if (
            below
            and link is not None
            and (
                heading is None
                or other.holding.depth > candidate.holding.depth + 1
                or heading in link.headings
            )
        ):
            return True
    return False


def _is_part(document: Candidate) -> bool:
    """Whether the words of a document's link name a part of the element, and not the element by a title of its own."""
    surest = {signal.source: signal.score for signal in document.signals}
    return "link" in surest and max(surest["link"], surest.get("title", 0.0)) < MARKED


def _is_news(element: Element, candidate: Candidate) -> bool:
    """Whether a section is a list of dated news: there the list is the thing."""
    return (
        "news" in element.holdings
        and candidate.kind == "section"
        and any(one.kind in {"day", "instant"} for one in candidate.dated)
    )


def _has_section(candidate: Candidate, good: Sequence[Candidate]) -> bool:
    """Whether a part of the page says more exactly what the whole page was taken for."""
    return candidate.kind == "page" and any(
        other.kind in {"section", "statement"} and other.holding is candidate.holding for other in good
    )


def _distinct(candidates: Iterable[Candidate]) -> list[Candidate]:
    """One candidate for each address and kind, the surest."""
    seen: dict[tuple[str, str, str], Candidate] = {}
    for candidate in candidates:
        seen.setdefault((candidate.url, candidate.kind, candidate.text[:80]), candidate)
    return list(seen.values())


def _outcome(
    case: ItemCase, element: Element, candidate: Candidate, troubles: Mapping[str, Finding]
) -> Outcome:
    demand = demand_of(element, case.night.checklist.fiscal_year)
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
    decision = Decision(State.CURRENT) if series else decide(candidate.dated, demand, case.night.as_of)
    findings = examine(HoldingCase(case.night, case.agency, case.item, element, candidate, demand, decision))
    return Outcome(candidate, status_of(findings), findings, decision)


def examine(case: HoldingCase) -> tuple[Finding, ...]:
    """All that the holding rules say, the checklist's severities applied; of several errors the most specific."""
    findings: list[Finding] = []
    for module in rules_of("holding"):
        said = module.check(case)
        findings.extend(overruled(one, module.RULE, case.night.checklist, case.element) for one in said)
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


def _choose(outcomes: Sequence[Outcome]) -> Outcome:
    """The best status among those nearly as sure as the surest; within it the surest, nearest, plainest."""
    top = max(outcome.candidate.confidence for outcome in outcomes)
    near = [outcome for outcome in outcomes if outcome.candidate.confidence >= top - MARGIN]
    return min(
        near,
        key=lambda o: (
            _RANK[o.status], _staleness(o), -o.candidate.confidence, o.candidate.holding.depth, len(o.findings), o.candidate.url,
        ),
    )  # fmt: skip


def _parts(case: ItemCase, element: Element, outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The reports of parts of a period that together are the one wanted, each examined as such; none without all."""
    demand = demand_of(element, case.night.checklist.fiscal_year)
    by_period = {
        o.decision.covered: o
        for o in sorted(outcomes, key=lambda o: o.candidate.confidence)
        if o.decision.state is State.OUTDATED and o.decision.covered is not None
    }
    joined = demand.joined_by(by_period)
    if joined is None:
        return []
    want, used = joined
    parts = []
    for period in used:
        one = by_period[period]
        decision = replace(
            one.decision, state=State.CURRENT, covered=Period(used[0].start, used[-1].end), want=want
        )
        findings = examine(
            HoldingCase(case.night, case.agency, case.item, element, one.candidate, demand, decision)
        )
        parts.append(Outcome(one.candidate, status_of(findings), findings, decision))
    return parts


def _joined(element: Element, parts: Sequence[Outcome]) -> ElementVerdict:
    """The verdict where several documents are the one wanted: what is said of any of them is said of it."""
    findings = tuple(dict.fromkeys(for_element(f, element.id) for o in parts for f in o.findings))
    chosen = tuple(o.candidate for o in parts)
    return ElementVerdict(element, status_of(findings), findings, chosen, parts[0].decision)


def _staleness(outcome: Outcome) -> int:
    """Of several outdated documents the newest is the one to show."""
    covered = outcome.decision.covered
    return -covered.end.toordinal() if covered is not None and outcome.status == "fail" else 0


# ------------------------------------------------------------------------------ nothing was found


def _without(
    case: ItemCase, element: Element, mine: Sequence[Candidate], troubles: Mapping[str, Finding],
) -> ElementVerdict:  # fmt: skip
    """No candidate: because something was not seen, not read, not sure, or really not there."""
    unseen = [finding for finding in _unseen(case, troubles) if finding.severity in {"error", "unverified"}]
    sure = {
        c.url for c in case.found if c.confidence >= ACCEPT and c.opposed is None and c.element != element.id
    }
    doubtful = tuple(c for c in mine if c.confidence >= DOUBT and c.opposed is None and c.url not in sure)
    doubtful = doubtful or _near_misses(case, element) or _signed_pages(case, element)
    opposed = tuple(c for c in mine if c.opposed is not None)
    unread = () if doubtful else _unread(case, troubles)
    possible = {c.url for c in doubtful} | {h.url for h in unread}
    if possible and possible <= troubles.keys():
        # All that may be it failed on the way there: that is the reason, and not what the words left open.
        unseen, doubtful, unread = [*unseen, *(troubles[url] for url in sorted(possible))], (), ()
    if any(finding.severity == "unverified" for finding in unseen):
        unseen = [finding for finding in unseen if finding.severity == "unverified"]
    subject = ElementCase(
        case.night, case.agency, case.item, element, (), doubtful, tuple(unseen), unread,
        pages=tuple(h for h in case.holdings if h.page is not None),
    )  # fmt: skip
    findings = [for_element(finding, element.id) for finding in unseen]
    for module in rules_of("element"):
        at = replace(subject, doubtful=opposed) if module.RULE.code == "presence.mislabelled" else subject
        findings += [
            overruled(finding, module.RULE, case.night.checklist, element) for finding in module.check(at)
        ]
    return ElementVerdict(element, status_of(findings) if findings else "unverified", tuple(findings))


#: Letters below which a page shows nothing of anything.
SAYS = 40
#: Similarity (0–100) of titles above which a document that was taken for nothing is shown instead of denied.
NEAR = 66.0


def _near_misses(case: ItemCase, element: Element) -> tuple[Candidate, ...]:
    """Documents that no element's words fit and whose title is not far from this one's: a person must look."""
    taken = {above.url for c in case.found if c.confidence >= DOUBT for above in c.holding.path}
    keys = [fold(title) for title in (element.title.th, *element.titles)]
    found = []
    for holding in case.holdings:
        if holding.url in taken or (holding.depth == 0 and holding.document is None):
            continue
        if holding.document is not None and contradicts(element, holding.document.text):
            continue
        names = list(holding.title[:3])
        names += [holding.link.text] if holding.link is not None else []
        best = max(
            ((fuzz.ratio(key, fold(name)), name) for key in keys for name in names if len(name) > 8),
            default=(0.0, ""),
        )
        if best[0] >= NEAR:
            signal = Signal("link", best[1], round(best[0] / 200, 3), element.title.th)
            found.append(Candidate(element.id, "document", holding, DOUBT, (signal,)))
    return tuple(found)


def _signed_pages(case: ItemCase, element: Element) -> tuple[Candidate, ...]:
    """Declared pages without a word of title whose content looks like the element: shown, not denied.

    Only where the item is this one thing: on a page of several, the signs of one are said of its sisters.
    """
    if element.signs is None or len(case.item.required) > 1:
        return ()
    found = []
    for holding in case.holdings:
        if holding.depth == 0 and holding.scope is not None and page_substance(holding) >= SAYS:
            text = "\n".join(piece.text for piece in holding.scope.pieces)
            if shows_signs(element, text):
                signal = Signal("body", one_line(text, 160), DOUBT, element.title.th)
                found.append(Candidate(element.id, "page", holding, DOUBT, (signal,)))
    return tuple(found)


def _unseen(case: ItemCase, troubles: Mapping[str, Finding]) -> Iterable[Finding]:
    """Faults of declared URLs, and of pages below them that might have held the element."""
    for holding in case.holdings:
        finding = troubles.get(holding.url)
        if finding is None:
            continue
        if holding.depth == 0 or (finding.severity == "unverified" and _could_hold_anything(holding)):
            yield finding


def _could_hold_anything(holding: Holding) -> bool:
    link = holding.link
    return link is not None and link.kind in {"frame", "embed", "refresh"}


def _unread(case: ItemCase, troubles: Mapping[str, Finding]) -> tuple[Holding, ...]:
    """Documents that nobody could read or name, and declared pages that only a browser's scripts would fill."""
    named = {candidate.url for candidate in _named(case)}
    result = []
    for holding in case.holdings:
        if holding.page is not None and holding.page.scripted and holding.depth == 0:
            result.append(holding)
        blind = holding.url in troubles and troubles[holding.url].severity == "unverified"
        if (
            holding.url in named
            or (holding.page is not None and not blind)  # a server's word of its own fault is a page too
            or (holding.link and holding.link.kind == "image")
        ):
            continue
        facts = holding.document
        scan = facts is not None and facts.grade in {"image", "garbled"} and facts.error is None
        limited = facts is not None and (facts.error or "").startswith("limit")
        if limited or ((blind or scan) and holding.depth > 0) or (scan and holding.depth == 0):
            result.append(holding)
    return tuple(result)


def _named(case: ItemCase) -> Iterable[Candidate]:
    """What some words name that are not the item's own: those say nothing of one element rather than its sisters."""
    return (
        candidate
        for candidate in case.found
        if candidate.confidence >= DOUBT and not all(signal.shared for signal in candidate.signals)
    )


# ----------------------------------------------------------------------------------------- series


def _judge_series(
    case: ItemCase, element: Element, good: Sequence[Candidate], mine: Sequence[Candidate], troubles: Mapping[str, Finding],
) -> ElementVerdict:  # fmt: skip
    rule = element.period.series
    assert rule is not None
    months = months_of_series(rule, case.night.checklist.fiscal_year)
    if not good:
        return _without(case, element, mine, troubles)
    outcomes = [_outcome(case, element, candidate, troubles) for candidate in _distinct(good)]
    whole = decide_series(_evidence(outcomes), months, case.night.as_of, rule.grace_days)
    sound = [o for o in outcomes if not _hard(o, element)]
    seen = decide_series(_evidence(sound), months, case.night.as_of, rule.grace_days)
    findings: list[Finding] = []
    # Months that only unsound documents name fail (or stay unverified) by what is wrong with those documents.
    spoiled = [month for month in whole.expected if month in whole.found and month not in seen.found]
    for outcome in outcomes:
        if outcome in sound or not any(_names(outcome, month) for month in spoiled):
            continue
        findings.extend(f for f in outcome.findings if f.severity in {"error", "unverified"})
    subject = ElementCase(
        case.night, case.agency, case.item, element, tuple(o.candidate for o in outcomes), series=whole,
        pages=tuple(h for h in case.holdings if h.page is not None),
    )  # fmt: skip
    gaps = [
        overruled(finding, module.RULE, case.night.checklist, element)
        for module in rules_of("element")
        for finding in module.check(subject)
    ]
    blind = [f for f in _unseen(case, troubles) if f.severity == "unverified"]
    blind += [troubles[c.url] for c in mine if c.url in troubles and troubles[c.url].severity == "unverified"]
    blind += [
        f for o in outcomes if _unread_whole(o, whole) for f in o.findings if f.severity == "unverified"
    ]
    if whole.missing and blind:
        # The missing months may stand on what could not be seen.
        gaps = [for_element(finding, element.id) for finding in blind]
    findings.extend(gaps)
    findings.extend(_undated_months(case, whole, sound or outcomes, element, findings))
    used = [o for o in outcomes if any(_names(o, month) for month in whole.expected)] or outcomes[:1]
    findings.extend(f for o in used for f in o.findings if f.severity in {"warning", "info"})
    unique = tuple(dict.fromkeys(for_element(f, element.id) for f in _one_each(findings)))
    return ElementVerdict(
        element, status_of(unique), unique, tuple(o.candidate for o in used), None, whole, tuple(spoiled)
    )


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
        any(_names(outcome, month) for month in series.missing)
        or not any(_names(outcome, month) for month in others)
    )


def _names(outcome: Outcome, month: Period) -> bool:
    return any(
        reading.contains(month)
        for one in outcome.candidate.dated
        if one.names_period
        for reading in one.readings
    )


def _undated_months(
    case: ItemCase, series: Series, outcomes: Sequence[Outcome], element: Element, so_far: Sequence[Finding],
) -> Iterable[Finding]:  # fmt: skip
    """Months that only a file name names: not missing, not proved."""
    from crawler.judge.rules import undated

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
