"""All verdicts of one agency: item by item, then what only the whole agency shows."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from crawler.judge.candidates import candidates
from crawler.judge.case import AgencyCase, CaptureCase, ItemCase, Night, PageCase
from crawler.judge.element import judge_element
from crawler.judge.holdings import Holding
from crawler.judge.offers import Offer, offers
from crawler.judge.office import Office
from crawler.judge.outcome import trouble
from crawler.judge.rule import overruled
from crawler.judge.rules import element_missing, internal, login_required, rules_of, soft_404
from crawler.judge.signs import shows_signs
from crawler.judge.verdict import ElementVerdict, status_of
from crawler.judge.waive import excuse, in_force
from crawler.judge.weighing import legible
from crawler.judge.words import Words
from crawler.model import Evidence, Finding, Severity, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import ModuleType

    from checklists.model import Item
    from crawler.judge.verdict import ElementStatus
    from crawler.model import Agency, Waiver

logger = logging.getLogger(__name__)

#: What a page says that stands where something else should.
_WALLS = frozenset({login_required.RULE.code, soft_404.RULE.code})


@dataclass(frozen=True, slots=True)
class ItemVerdict:
    """One item: status, elements, findings, and everything that was looked at."""

    item: Item
    status: Status
    elements: tuple[ElementVerdict, ...]
    findings: tuple[Finding, ...]
    declared: tuple[str, ...]
    holdings: tuple[Holding, ...]
    waiver: Waiver | None = None
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class AgencyVerdict:
    """All items of one agency."""

    agency: Agency
    items: tuple[ItemVerdict, ...]


def judge_agency(agency: Agency, night: Night, only: frozenset[str] | None = None) -> AgencyVerdict:
    """Judge the items of the checklist (or ``only`` these) for one agency.

    Pure: the same evidence, rules and day, the same words.  A fault of ours is said of the items that it touches.
    """
    office = Office(agency, night)
    items = [
        _judged_whatever_happens(office, item)
        for item in night.checklist.items
        if only is None or item.id in only
    ]
    extra = _across(agency, night, items)
    return AgencyVerdict(agency, tuple(_with(verdict, extra.get(verdict.item.id, ())) for verdict in items))


def unjudged_agency(
    agency: Agency, night: Night, only: frozenset[str] | None, fault: Exception
) -> AgencyVerdict:
    """Every item of an agency unverified, for a fault of ours that no single item accounts for."""
    items = [item for item in night.checklist.items if only is None or item.id in only]
    return AgencyVerdict(agency, tuple(_unjudged(agency, item, fault) for item in items))


def _across(agency: Agency, night: Night, items: Iterable[ItemVerdict]) -> Mapping[str, list[Finding]]:
    """What only all items together show, by item."""
    case = AgencyCase(night, agency, {verdict.item.id: _served(verdict) for verdict in items})
    found: defaultdict[str, list[Finding]] = defaultdict(list)
    for module in rules_of("agency"):
        for item_id, finding in _asked_whatever_happens(module, case):
            found[item_id].append(finding)
    return found


def _asked_whatever_happens(module: ModuleType, case: AgencyCase) -> list[tuple[str, Finding]]:
    """What a rule says of the agency's items.

    A rule that breaks is said of every item that it could have spoken of.  Where it decides, that leaves them
    unverified; where it only advises, their verdicts stand.
    """
    rule, checklist = module.RULE, case.night.checklist
    try:
        return [(item, overruled(finding, rule, checklist)) for item, finding in module.check(case)]
    except Exception as fault:
        logger.exception("a fault of ours in %s of %s", rule.code, case.agency.id)
        decides = checklist.severity(rule.code, rule.severity) in {"error", "unverified"}
        said = _fault_of_ours(fault, rule.code, severity="unverified" if decides else "info")
        return [(item, said) for item, documents in case.served.items() if documents]


def _fault_of_ours(fault: Exception, where: str = "", *, severity: Severity = "unverified") -> Finding:
    detail = f"{where} {type(fault).__name__}: {fault}".lstrip()
    return internal.RULE.finding(severity=severity, detail=detail[:300])


def _with(verdict: ItemVerdict, findings: Sequence[Finding]) -> ItemVerdict:
    """The verdict with further findings, which decide if the checklist made errors of them."""
    if not findings or verdict.status == "waived":
        return verdict
    status = _worst((verdict.status, status_of(findings)))
    return replace(verdict, status=status, findings=(*verdict.findings, *findings))


def _judged_whatever_happens(office: Office, item: Item) -> ItemVerdict:
    """The verdict of one item; a fault of ours in it leaves this item unverified, and the others as they are."""
    try:
        return _judge_item(office, item)
    except Exception as fault:
        logger.exception("a fault of ours in the judgement of %s %s", office.agency.id, item.id)
        return _unjudged(office.agency, item, fault)


def _unjudged(agency: Agency, item: Item, fault: Exception) -> ItemVerdict:
    finding = _fault_of_ours(fault)
    elements = tuple(ElementVerdict(element, "unverified", (finding,)) for element in item.elements)
    declared = tuple(one.url for one in agency.declared(item.id))
    return ItemVerdict(item, "unverified", elements, (finding,), declared, ())


def _judge_item(office: Office, item: Item) -> ItemVerdict:
    agency, night = office.agency, office.night
    declarations = agency.declared(item.id)
    holdings = tuple(_unique(office.holdings(declarations)))
    words = Words.of(item, night.checklist, office.hosts, agency.name_th)
    troubles = {
        h.url: finding
        for h in holdings
        if (finding := trouble(CaptureCase(night, agency, item, h))) is not None
    }
    walls = {url for url, finding in troubles.items() if finding.code in _WALLS}
    found = candidates(words, holdings, walls)
    case = ItemCase(night, agency, item, declarations, holdings, found)
    waivers = in_force(agency.waivers, item.id, night.as_of)
    waiver = next((w for w in waivers if w.finding is None), None)
    undeclared = [
        overruled(finding, module.RULE, night.checklist)
        for module in rules_of("item")
        for finding in module.check(case)
    ]
    if undeclared:
        return _undeclared(item, undeclared, holdings, waivers)
    verdicts = tuple(judge_element(case, element, found, troubles) for element in item.elements)
    verdicts = tuple(_advisory(verdict, verdicts) for verdict in verdicts)
    findings = _merge(v.findings for v in verdicts)
    beside = [f for f in _page_findings(case, office.hosts) if not _said(f, findings)]
    marked, excused = excuse([*findings, *beside], waivers, item.id)
    waiver = waiver or excused
    required = [verdict.status for verdict in verdicts if verdict.element.required]
    status = "waived" if waiver else _worst((*required, status_of(beside)))
    return ItemVerdict(
        item, status, verdicts, marked, tuple(d.url for d in declarations), holdings, waiver,
        _offers(office, case, words, verdicts),
    )  # fmt: skip


def _undeclared(
    item: Item, findings: Sequence[Finding], holdings: tuple[Holding, ...], waivers: Sequence[Waiver]
) -> ItemVerdict:
    """The verdict where nothing is there to be looked at: never a pass, however mild the finding was made."""
    marked, waiver = excuse(findings, waivers, item.id)
    waiver = next((w for w in waivers if w.finding is None), waiver)
    if waiver is not None:
        marked = tuple(replace(finding, severity="info") for finding in marked)
    status: ElementStatus = "fail" if status_of(findings) == "fail" else "unverified"
    verdicts = tuple(ElementVerdict(element, status, ()) for element in item.elements)
    return ItemVerdict(item, "waived" if waiver else status, verdicts, marked, (), holdings, waiver)


def _offers(
    office: Office, case: ItemCase, words: Words, verdicts: tuple[ElementVerdict, ...]
) -> tuple[Offer, ...]:
    """Better addresses for the required elements that were not found, or not found current."""
    lost = [verdict.element for verdict in verdicts if verdict.element.required and verdict.status != "pass"]
    if not lost or not case.agency.site:
        return ()
    known = frozenset(address for h in case.holdings for address in (h.url, h.final_url))
    try:
        return offers(words, lost, office.site, known, case.night.checklist.fiscal_year)
    except Exception:  # what is only offered changes no verdict
        logger.exception("a fault of ours in the offers for %s %s", case.agency.id, case.item.id)
        return ()


_SOFTER: Mapping[Severity, Severity] = {"error": "warning", "unverified": "info"}


def _advisory(verdict: ElementVerdict, sisters: tuple[ElementVerdict, ...]) -> ElementVerdict:
    """An advisory element advises: it never reports an error."""
    if verdict.element.required:
        return verdict
    if verdict.element.signs is not None:
        verdict = _aspect(verdict, sisters)
    findings = tuple(replace(f, severity=_SOFTER.get(f.severity, f.severity)) for f in verdict.findings)
    return replace(verdict, findings=findings)


def _aspect(verdict: ElementVerdict, sisters: tuple[ElementVerdict, ...]) -> ElementVerdict:
    """An advisory element with signs is something that its sister's document should say too.

    The title proves nothing, it is the sister's: only the signs do, wherever they stand.  What cannot be read is not
    said to lack them.
    """
    element = verdict.element
    beside = tuple(c for v in sisters if v.element.required for c in v.chosen)
    if verdict.chosen and verdict.status != "pass":
        return verdict
    inside = next((c for c in (*verdict.chosen, *beside) if shows_signs(element, c.text)), None)
    if inside is not None:
        return ElementVerdict(element, "pass", (), (inside,))
    if not verdict.chosen:
        return verdict
    if not all(legible(candidate.holding) for candidate in verdict.chosen):
        return replace(verdict, status="unverified")
    missing = element_missing.not_shown(element, verdict.chosen[0].url)
    return replace(verdict, status="fail", findings=(*verdict.findings, missing))


def _unique(holdings: Iterable[Holding]) -> Iterable[Holding]:
    """Each address once: declared URLs keep their own section, what two of them link to is the same document."""
    seen: set[tuple[str, str]] = set()
    for holding in holdings:
        key = (holding.url, holding.declaration.url if holding.depth == 0 or holding.page is not None else "")
        if key not in seen:
            seen.add(key)
            yield holding


def _worst(statuses: Iterable[Status]) -> Status:
    found = set(statuses)
    if "fail" in found:
        return "fail"
    return "unverified" if "unverified" in found else "pass"


def _merge(groups: Iterable[tuple[Finding, ...]]) -> list[Finding]:
    return list(dict.fromkeys(finding for group in groups for finding in group))


def _page_findings(case: ItemCase, hosts: frozenset[str]) -> Iterable[Finding]:
    below: defaultdict[int, list[Holding]] = defaultdict(list)
    for holding in case.holdings:
        below[id(holding.parent)].append(holding)
    for holding in case.holdings:
        if holding.page is None and holding.depth > 0:
            continue
        page = PageCase(case.night, case.agency, case.item, holding, tuple(below[id(holding)]), hosts)
        for module in rules_of("page"):
            for finding in module.check(page):
                yield overruled(finding, module.RULE, case.night.checklist)


def _said(finding: Finding, findings: Iterable[Finding]) -> bool:
    """Whether an element's finding already reports the same address as broken."""
    return any(
        f.url == finding.url and f.severity == "error" and finding.code == "links.broken" for f in findings
    )


def _served(verdict: ItemVerdict) -> tuple[Evidence, ...]:
    """The documents on which the item's elements rest."""
    return tuple(
        Evidence(
            c.url,
            "document",
            c.signals[0].words if c.signals else c.url,
            c.holding.capture.sha256,
            c.holding.capture.fetched_at,
        )
        for element in verdict.elements
        for c in element.chosen
        if c.holding.document is not None and c.holding.capture is not None
    )
