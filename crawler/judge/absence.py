"""No candidate is the element: because something was not seen, not read, not sure, or really not there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from crawler.judge.case import Candidate, ElementCase, Signal
from crawler.judge.places import ACCEPT, DOUBT, empty_heading
from crawler.judge.rule import for_element, overruled
from crawler.judge.rules import rules_of
from crawler.judge.signs import contradicts, shows_signs
from crawler.judge.verdict import ElementVerdict, status_of
from crawler.thai.text import fold, fold_all, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from checklists.model import Element
    from crawler.judge.case import ItemCase
    from crawler.judge.holdings import Holding
    from crawler.model import Finding


def without(
    case: ItemCase, element: Element, mine: Sequence[Candidate], troubles: Mapping[str, Finding],
) -> ElementVerdict:  # fmt: skip
    """No candidate: because something was not seen, not read, not sure, or really not there."""
    unseen = [finding for finding in unseen_at(case, troubles) if finding.severity in {"error", "unverified"}]
    good = (c for c in case.found if c.confidence >= ACCEPT and c.opposed is None)
    own = {one.id for one in case.item.elements if one.titles == element.titles}  # with its aspects
    sure = {key for c in good if c.element not in own for key in (c.url, _part(c))}
    doubtful = tuple(c for c in mine if c.confidence >= DOUBT and c.opposed is None and _part(c) not in sure)
    if all(c.url in troubles for c in doubtful):  # what could be seen may be it as well
        doubtful += (
            _near_misses(case, element) or _signed_pages(case, element) or _headed_pages(case, element)
        )
    opposed = tuple(c for c in mine if c.opposed is not None)
    unread = _unread(case, troubles) if all(c.url in troubles for c in doubtful) else ()
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


def _part(candidate: Candidate) -> str | tuple[str, str]:
    """What a candidate is, told from the other parts of its page: what is surely one thing is no doubtful other."""
    return (candidate.url, candidate.text) if candidate.kind in {"section", "statement"} else candidate.url


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
    led = {above.url for one in found for above in one.holding.path[:-1]}  # who leads on is not the thing
    return tuple(one for one in found if one.url not in led)


def _signed_pages(case: ItemCase, element: Element) -> tuple[Candidate, ...]:
    """Declared pages without a word of title whose content looks like the element: shown, not denied.

    Only where the item is this one thing: on a page of several, the signs of one are said of its sisters.
    """
    if element.signs is None or len(case.item.required) > 1:
        return ()
    found = []
    for holding in case.holdings:
        if holding.depth == 0 and holding.scope is not None and holding.substance >= SAYS:
            text = "\n".join(piece.text for piece in holding.scope.pieces)
            if shows_signs(element, text):
                signal = Signal("body", one_line(text, 160), DOUBT, element.title.th)
                found.append(Candidate(element.id, "page", holding, DOUBT, (signal,)))
    return tuple(found)


def _headed_pages(case: ItemCase, element: Element) -> tuple[Candidate, ...]:
    """Declared pages whose first heading names the element, with nothing below it but other headings: shown, not denied."""
    found = []
    for holding in case.holdings:
        head = empty_heading(holding)
        key = fold(head)
        if head and holding.substance >= SAYS and any(name in key for name in fold_all(element.names)):
            signal = Signal("heading", head, DOUBT, element.title.th)
            found.append(Candidate(element.id, "page", holding, DOUBT, (signal,)))
    return tuple(found)


def unseen_at(case: ItemCase, troubles: Mapping[str, Finding]) -> Iterable[Finding]:
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
    """Documents that nobody could read or name, and declared pages, or frames, of which not all was seen."""
    named = {candidate.url for candidate in _named(case)}
    result = []
    for holding in case.holdings:
        shown = holding.depth == 0 or _could_hold_anything(holding)
        if shown and holding.page is not None and holding.page.unseen:
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
