"""SARIF 2.1.0, as GitHub code scanning and other viewers read it.

A result stands at the line of the file that declares the page (where a file does), else at the line of the page
that holds the link; the page is then a related location.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from crawler import __version__
from crawler.links.report.group import Place, unique
from crawler.links.words import CAUSES, meaning
from reports.inert import one_line, safe_href
from reports.sarif import SCHEMA

if TYPE_CHECKING:
    from crawler.links.findings import Finding, Report

_LEVELS = {"error": "error", "warning": "warning", "unverified": "note", "info": "note"}
_URI_SAFE = "/:%?#[]@!$&'()*+,;=~-._"


def render(report: Report, lang: str, **_: object) -> str:
    """The SARIF log."""
    return json.dumps(document(report, lang), ensure_ascii=False, indent=1) + "\n"


def document(report: Report, lang: str) -> dict[str, Any]:
    """The SARIF log as plain values; an address that is wrong on many pages is one result."""
    rules: dict[str, int] = {}
    results = [_result(place, rules, lang) for place in unique(report.findings)]
    driver = {
        "name": "oit",
        "semanticVersion": __version__,
        "rules": [_rule(code, lang) for code in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "automationDetails": {"id": "oit/links"},
        "invocations": [{"executionSuccessful": report.complete}],
        "results": results,
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str, lang: str) -> dict[str, Any]:
    row = CAUSES["presence.http_error"] if code == "links.broken" else meaning(code, code)
    said, fix = (row.th, row.fix_th) if lang == "th" else (row.en, row.fix_en)
    return {
        "id": code,
        "name": code,
        "shortDescription": {"text": said.replace("{fragment}", "…")},
        "help": {"text": fix or said},
        "defaultConfiguration": {"level": _LEVELS[row.severity]},
    }


def _result(place: Place, rules: dict[str, int], lang: str) -> dict[str, Any]:
    one = place.finding
    index = rules.setdefault(one.code, len(rules))
    parts = (
        one.message(lang),
        f"({one.detail})" if one.detail else "",
        one.url,
        f"→ {one.fix(lang)}" if one.fix(lang) else "",
    )
    result: dict[str, Any] = {
        "ruleId": one.code,
        "ruleIndex": index,
        "level": _LEVELS[one.severity],
        "message": {"text": one_line(" ".join(part for part in parts if part))},
        "locations": [_location(one)],
        "partialFingerprints": {"oit/links/v1": f"{one.code} {one.url}"},
        "properties": {
            "cause": one.cause,
            "page": one.page,
            "httpStatus": one.status,
            "pages": place.more + 1,
        },
    }
    if one.file and one.page:
        result["relatedLocations"] = [
            {"id": 1, "message": {"text": one_line(one.text) or one.kind}, **_on_page(one)}
        ]
    if one.excused:
        result["suppressions"] = [{"kind": "external", "justification": one_line(one.excused)}]
    return result


def _location(one: Finding) -> dict[str, Any]:
    if one.file and one.file != "-":
        artifact = {"uri": quote(one.file, safe="/%", errors="replace")}
        return {
            "physicalLocation": {"artifactLocation": artifact, "region": {"startLine": max(1, one.file_line)}}
        }
    return _on_page(one)


def _on_page(one: Finding) -> dict[str, Any]:
    web = next((url for url in (one.page, one.url) if safe_href(url)), "")
    artifact = {"uri": quote(web, safe=_URI_SAFE, errors="replace")}
    return {"physicalLocation": {"artifactLocation": artifact, "region": {"startLine": max(1, one.line)}}}
