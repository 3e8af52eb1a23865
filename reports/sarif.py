"""SARIF 2.1.0: the findings as GitHub code scanning and other viewers read them.

The place of a finding is the line of the targets file that declares the URL, where known, else the URL.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from reports import view
from reports.files import write_atomic
from reports.inert import one_line, safe_href

FILE_NAME = "oit.sarif"
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "unverified": "note", "warning": "warning", "info": "note"}


def render(audit: Mapping[str, Any], out: Path, lang: str, **_: object) -> list[Path]:
    """Write ``oit.sarif``."""
    log = document(view.read(audit, lang))
    return [write_atomic(out / FILE_NAME, json.dumps(log, ensure_ascii=False, indent=1) + "\n")]


def document(report: view.Report) -> dict[str, Any]:
    """The SARIF log as a dict."""
    results: list[dict[str, Any]] = []
    rules: dict[str, int] = {}
    for agency in report.agencies:
        for item in agency.items:
            for finding in item.findings:
                rules.setdefault(finding.code, len(rules))
                results.append(_result(agency, item, finding, rules[finding.code]))
    driver = {
        "name": "oit",
        "semanticVersion": report.version or "0",
        "rules": [{"id": code, "name": code, "shortDescription": {"text": code}} for code in rules],
    }
    run: dict[str, Any] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "automationDetails": {"id": f"oit/{report.checklist}/{report.id}"},
        "results": results,
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(agency: view.Agency, item: view.Item, finding: view.Finding, rule: int) -> dict[str, Any]:
    message = f"{agency.name} {item.id}: {finding.message}"
    if finding.fix:
        message += f" → {finding.fix}"
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": one_line(message)},
        "locations": [_location(agency, item, finding)],
        "properties": {
            "agency": agency.id,
            "item": item.id,
            "element": finding.element,
            "status": item.status,
            "blame": finding.blame,
            "severity": finding.severity,
        },
    }
    place = f"{agency.id}/{item.id}/{finding.element}/{finding.code}/{finding.url}"
    result["partialFingerprints"] = {"oit/v1": finding.fingerprint or place}
    if finding.waived:
        result["suppressions"] = [{"kind": "external", "justification": one_line(finding.waived)}]
    return result


def _location(agency: view.Agency, item: view.Item, finding: view.Finding) -> dict[str, Any]:
    physical: dict[str, Any]
    place = item.place_of(finding.url)
    if place:
        physical = {
            "artifactLocation": {"uri": quote(place.source, safe="/%", errors="replace")},
            "region": {"startLine": place.line},
        }
    else:
        offered = (finding.url, item.declared[0] if item.declared else agency.site)
        url = next((url for url in offered if safe_href(url)), f"oit:{agency.id}/{item.id}")
        physical = {"artifactLocation": {"uri": quote(url, safe="/:%?#[]@!$&'()*+,;=~-._", errors="replace")}}
    return {
        "physicalLocation": physical,
        "logicalLocations": [{"fullyQualifiedName": f"{agency.id}/{item.id}", "kind": "resource"}],
    }
