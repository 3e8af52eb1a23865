"""The shape of ``audit.json`` (contract, schema version 1.0): plain values in a settled order, no clock, no chance."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from crawler import __version__
from crawler.audit.chain import chain_of, chain_without
from crawler.calendar import month_id
from crawler.judge.demands import demand_of
from crawler.judge.reach import reach_code
from crawler.judge.score import error_budget, level_words, points, score
from crawler.judge.waive import fingerprint
from crawler.thai.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from checklists.model import Checklist
    from crawler.judge.agency import AgencyVerdict, ItemVerdict
    from crawler.judge.holdings import Holding
    from crawler.judge.verdict import ElementVerdict
    from crawler.model import Agency, Evidence, Finding, Status

SCHEMA_VERSION = "1.0"


def audit_document(
    run: Mapping[str, Any], checklist: Checklist, as_of: date, agencies: Sequence[Mapping[str, Any]],
    silent: Sequence[Agency],
) -> dict[str, Any]:  # fmt: skip
    """The whole audit as plain values; ``agencies`` as :func:`agency_value` gives them."""
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "oit", "version": __version__},
        "audit": {
            "id": run["id"],
            "as_of": as_of.isoformat(),
            "started_at": run["started"],
            "finished_at": run["finished"],
            "complete": bool(run["complete"]),
            "withheld": run.get("withheld"),
            "checklist": {
                "id": checklist.id, "fiscal_year": checklist.fiscal_year, "sha256": checklist.sha256,
                "title_th": checklist.title.th, "title_en": checklist.title.en, "confirmation": checklist.confirmation,
                "calendar": [
                    {"id": m.id, "title_th": m.title.th, "title_en": m.title.en, "start": m.start.isoformat(), "end": m.end.isoformat()}
                    for m in checklist.calendar
                ],
            },
        },
        "summary": _summary(run, agencies),
        "agencies": agencies,
        "not_judged": [
            {"id": a.id, "code": a.code, "name_th": a.name_th, "name_en": a.name_en, "reason": "nothing declared"} for a in silent
        ],
    }  # fmt: skip


def _summary(run: Mapping[str, Any], agencies: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    statuses, checked, broken = Counter[str](), 0, 0
    for agency in agencies:
        statuses.update(item["status"] for item in agency["items"])
        checked += len(agency["links"])
        broken += sum(link["code"] == "links.broken" for link in agency["links"])
    return {
        "agencies": len(agencies),
        "items": sum(statuses.values()),
        **{status: statuses[status] for status in ("pass", "fail", "unverified", "waived")},
        "requests": run["requests"],
        "bytes": run["bytes"],
        "links_checked": checked,
        "links_broken": broken,
    }


def agency_value(verdict: AgencyVerdict, checklist: Checklist) -> dict[str, Any]:
    """One agency as plain values."""
    agency = verdict.agency
    statuses = {item.item.id: item.status for item in verdict.items}
    worth = {item_id: points(item_id, checklist).oit for item_id in statuses}
    return {
        "id": agency.id,
        "code": agency.code,
        "name_th": agency.name_th,
        "name_en": agency.name_en,
        "group": agency.group,
        "site": agency.site,
        "declared_at": {"source": agency.source, "line": agency.line} if agency.source else None,
        **standing(statuses, checklist),
        "items": [_item(item, checklist, worth[item.item.id], agency) for item in verdict.items],
        "links": _links(verdict),
    }  # fmt: skip


def standing(statuses: Mapping[str, Status], checklist: Checklist) -> dict[str, Any]:
    """What the statuses of an agency's items come to: its score, what it may still lose, its level."""
    result = score(statuses, checklist)
    budget = error_budget(statuses, checklist).text
    level = level_words(result, checklist.scoring)
    return {
        "score": {
            "oit": result.oit, "low": result.low, "high": result.high, "estimated": result.estimated,
            "indicators": dict(result.indicators), "sub_indicators": dict(result.sub_indicators),
        },
        "budget_th": budget.th,
        "budget_en": budget.en,
        "level_th": level.th,
        "level_en": level.en,
    }  # fmt: skip


def _item(verdict: ItemVerdict, checklist: Checklist, worth: float, agency: Agency) -> dict[str, Any]:
    item = verdict.item
    lost = verdict.status in {"fail", "unverified"}
    waiver = verdict.waiver
    return {
        "id": item.id,
        "title_th": item.title.th,
        "title_en": item.title.en,
        "sub_indicator": item.sub_indicator,
        "status": verdict.status,
        "score": 100 if verdict.status in {"pass", "waived"} else 0,
        "points": worth if lost else 0.0,
        "divisions": list(item.divisions),
        "declared": list(verdict.declared),
        "declared_at": [
            {"url": one.url, "source": one.source, "line": one.line} for one in agency.declared(item.id) if one.source
        ],
        "waiver": None if waiver is None else {
            "reason": waiver.reason, "author": waiver.author, "expires": waiver.expires.isoformat() if waiver.expires else None,
        },
        "elements": [_element(element, checklist, verdict.declared) for element in verdict.elements],
        "findings": [finding_value(finding, item.id) for finding in verdict.findings],
        "documents": [_document(h, verdict) for h in verdict.holdings if _is_document(h)],
        "candidates": [*_offered(verdict), *_doubtful(verdict)],
    }  # fmt: skip


def _element(verdict: ElementVerdict, checklist: Checklist, declared: Sequence[str]) -> dict[str, Any]:
    element = verdict.element
    chosen = verdict.chosen[0] if verdict.chosen else None
    value: dict[str, Any] = {
        "id": element.id,
        "title_th": element.title.th,
        "title_en": element.title.en,
        "required": element.required,
        "status": verdict.status,
        "document": chosen.url if chosen is not None else None,
        "confidence": chosen.confidence if chosen is not None else None,
        "chain": list(chain_without(verdict, declared) if chosen is None else chain_of(chosen, verdict)),
    }
    if verdict.series is not None:
        series = verdict.series
        value["periods"] = {
            "expected": [month_id(m) for m in series.expected],
            "found": [month_id(m) for m in sorted(series.found) if m not in verdict.spoiled],
            "missing": [month_id(m) for m in series.expected if m in series.missing or m in verdict.spoiled],
            "pending": [month_id(m) for m in series.pending],
            "late": [month_id(m) for m in series.late],
            "nil": [month_id(m) for m in series.nil],
        }
        value["series"] = _months(verdict)
    else:
        demand = demand_of(element, checklist.fiscal_year)
        covered = verdict.decision.covered if verdict.decision is not None else None
        value["periods"] = {
            "expected": [f"{want.period.start}/{want.period.end}" for want in demand.wants],
            "found": [f"{covered.start}/{covered.end}"] if covered is not None else [],
            "missing": [],
        }
    return value


def _months(verdict: ElementVerdict) -> dict[str, Any]:
    series = verdict.series
    assert series is not None
    cells: dict[str, Any] = {}
    for month in (*series.expected, *series.pending):
        state = (
            "missing" if month in verdict.spoiled
            else "nil" if month in series.nil
            else "late" if month in series.late
            else "found" if month in series.found
            else "pending" if month in series.pending
            else "unknown" if month in series.unsure
            else "missing"
        )  # fmt: skip
        seen = series.found.get(month) or series.unsure.get(month)
        cells[month_id(month)] = {
            "state": state,
            "url": seen.url if seen else None,
            "where": (seen.where or seen.source) if seen else None,
            "quote": seen.quote if seen else None,
        }
    return dict(sorted(cells.items()))


def _is_document(holding: Holding) -> bool:
    return (
        holding.document is not None
        or (holding.page is not None and holding.depth == 0)
        or holding.capture is not None
    )


def _document(holding: Holding, verdict: ItemVerdict) -> dict[str, Any]:
    capture, facts, page = holding.capture, holding.document, holding.page
    periods = next((c for e in verdict.elements for c in e.chosen if c.holding is holding), None)
    return {
        "url": holding.url,
        "final_url": holding.final_url,
        "depth": holding.depth,
        "link_text": holding.link.text if holding.link else None,
        "http_status": capture.status if capture else None,
        "error": reach_code(capture) if capture else "fetch.not_reached",
        "declared_type": capture.content_type if capture else None,
        "type": facts.type if facts else ("html" if page else None),
        "size": capture.size if capture else 0,
        "sha256": capture.sha256 if capture else None,
        "fetched_at": capture.fetched_at if capture else None,
        "title": one_line(facts.title if facts else page.title if page else "", 200),
        "pages": facts.pages if facts else None,
        "machine_readability": facts.grade if facts else ("text" if page else None),
        "mr_level": facts.mr_level if facts else None,
        "periods": [
            {"start": one.period.start.isoformat(), "end": one.period.end.isoformat(), "kind": one.kind, "quote": one.quote, "where": one.where or one.source}
            for one in (periods.dated if periods else ())
            if one.period is not None and one.names_period
        ][:12],
    }  # fmt: skip


def finding_value(finding: Finding, item: str) -> dict[str, Any]:
    """A finding as plain values, with the fingerprint to which waivers bind."""
    value: dict[str, Any] = {
        "code": finding.code,
        "severity": finding.severity,
        "blame": finding.blame,
        "element": finding.element,
        "message_th": finding.message_th,
        "message_en": finding.message_en,
        "fix_th": finding.fix_th,
        "fix_en": finding.fix_en,
        "url": finding.url,
        "evidence": [_evidence(one) for one in finding.evidence],
    }
    value["fingerprint"] = fingerprint(finding, item)
    if finding.waived is not None:
        value["waived"] = finding.waived
    return value


def _evidence(one: Evidence) -> dict[str, Any]:
    return {
        "url": one.url,
        "sha256": one.sha256,
        "fetched_at": one.fetched_at,
        "where": one.where,
        "quote": one.quote,
    }


def _offered(verdict: ItemVerdict) -> list[dict[str, Any]]:
    """Addresses on the agency's own site that could be declared instead."""
    return [
        {
            "url": o.url,
            "element": o.element,
            "reason": o.reason_th,
            "reason_en": o.reason_en,
            "score": o.score,
        }
        for o in verdict.offers
    ]


def _doubtful(verdict: ItemVerdict) -> list[dict[str, Any]]:
    """Addresses that a person should look at, from what the findings could not decide."""
    rows: list[dict[str, Any]] = []
    for finding in verdict.findings:
        if finding.code == "presence.uncertain":
            rows.extend(
                {
                    "url": one.url,
                    "element": finding.element,
                    "reason": f"{one.where}: {one.quote}",
                    "score": 0.5,
                }
                for one in finding.evidence
            )
    return rows


def _links(verdict: AgencyVerdict) -> list[dict[str, Any]]:
    """Every address that content of the declared pages links to, once for each page."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for item in verdict.items:
        for holding in item.holdings:
            if holding.parent is None or holding.capture is None:
                continue
            code = reach_code(holding.capture)
            rows.setdefault(
                (holding.parent.url, holding.url),
                {
                    "page": holding.parent.url, "url": holding.url, "ok": code is None, "http_status": holding.capture.status,
                    "code": "links.broken" if code == "presence.http_error" else code,
                },
            )  # fmt: skip
    return list(rows.values())


def agency_names(agencies: Iterable[Agency]) -> dict[str, str]:
    """Agency ids and their bare names, to tell whose document it is."""
    return {
        agency.id: agency.name_th.removeprefix("สำนักงานเขต").strip() for agency in agencies if agency.name_th
    }
