"""The verdict on one element: candidates examined by the rules, the best honest outcome taken.

Discipline: a pass needs a candidate that was seen, read, recognised and found current.  A fail needs that everything
which counts was seen.  Everything in between is ``unverified``, with the finding that says why and whose side it is on.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.calendar import Period
from crawler.judge.absence import SAYS, without
from crawler.judge.case import VerdictCase
from crawler.judge.demands import demand_of
from crawler.judge.outcome import chosen, examined, outcomes_of
from crawler.judge.places import ACCEPT
from crawler.judge.rule import for_element, overruled
from crawler.judge.rules import rules_of
from crawler.judge.sections import own_text
from crawler.judge.series import judge_series
from crawler.judge.signs import shows_signs
from crawler.judge.verdict import ElementVerdict, status_of
from crawler.periods.recency import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from checklists.model import Element
    from crawler.judge.case import Candidate, ItemCase
    from crawler.judge.outcome import Outcome
    from crawler.model import Finding


def judge_element(
    case: ItemCase, element: Element, found: Sequence[Candidate], troubles: Mapping[str, Finding],
) -> ElementVerdict:  # fmt: skip
    """Judge one element.  ``troubles`` maps each address of the item that could not serve to its finding."""
    verdict = _judged(case, element, found, troubles)
    subject = VerdictCase(case.night, case.item, verdict)
    after = [
        overruled(finding, module.RULE, case.night.checklist, element)
        for module in rules_of("verdict")
        for finding in module.check(subject)
    ]
    if not after:
        return verdict
    beside = [f for f in verdict.findings if f.severity not in {"error", "unverified"}]
    return replace(verdict, status=status_of(after), findings=(*after, *beside))


def _judged(
    case: ItemCase, element: Element, found: Sequence[Candidate], troubles: Mapping[str, Finding],
) -> ElementVerdict:  # fmt: skip
    """What the candidates say, whatever the day."""
    mine = [candidate for candidate in found if candidate.element == element.id]
    good = [c for c in mine if c.confidence >= ACCEPT and c.opposed is None]
    good = [
        c
        for c in good
        if _is_news(element, c)
        or not (_only_lists(element, c, good) or _has_section(c, good) or _is_cover(element, c, good))
    ]
    if not good:
        return without(case, element, mine, troubles)
    if element.period.kind == "series" and element.period.series is not None:
        return judge_series(case, element, good, mine, troubles)
    outcomes = outcomes_of(case, element, good, troubles)
    best = chosen(outcomes)
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
                or not shows
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


def _is_cover(element: Element, candidate: Candidate, good: Sequence[Candidate]) -> bool:
    """Whether a picture is but the cover of a paper of the same year that its page links to.

    What the link opens is the paper, be it gone, locked or last year's; a chart of no year may stand for itself.
    """
    shown = candidate.holding
    if element.period.kind == "none" or shown.link is None or shown.link.kind != "image":
        return False
    years = _named_beside(candidate)
    papers = (c for c in good if c.kind == "document" and c.holding.parent is shown.parent)
    linked = (c for c in papers if c.holding.link is not None and c.holding.link.kind != "image")
    return any(years == named or years & named for named in map(_named_beside, linked))


def _named_beside(candidate: Candidate) -> set[Period | None]:
    """The periods that a link's own words name."""
    return {one.period for one in candidate.dated if one.source == "link"}


# ------------------------------------------------------------------------- parts of a period


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
    whole = Period(used[0].start, used[-1].end)
    parts = []
    for period in used:
        one = by_period[period]
        decision = replace(one.decision, state=State.CURRENT, covered=whole, want=want)
        parts.append(examined(case, element, one.candidate, demand, decision))
    return parts


def _joined(element: Element, parts: Sequence[Outcome]) -> ElementVerdict:
    """The verdict where several documents are the one wanted: what is said of any of them is said of it."""
    findings = tuple(dict.fromkeys(for_element(f, element.id) for o in parts for f in o.findings))
    together = tuple(o.candidate for o in parts)
    return ElementVerdict(element, status_of(findings), findings, together, parts[0].decision)
