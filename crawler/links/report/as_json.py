"""JSON for programs: the figures, and every link that deserves a word, with the keys of ``audit.json``.

``ok`` is ``false`` for a broken link, ``true`` for one that works and has a fault, ``null`` where it is not known.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from crawler import __version__
from crawler.links.words import meaning

if TYPE_CHECKING:
    from crawler.links.findings import Finding, Report


def render(report: Report, lang: str, **_: object) -> str:
    """The JSON report; ``message`` and ``fix`` come in both languages, whatever ``lang``."""
    del lang
    return json.dumps(document(report), ensure_ascii=False, indent=1) + "\n"


def document(report: Report) -> dict[str, Any]:
    """The report as plain values."""
    return {
        "schema_version": "1.0",
        "tool": {"name": "oit", "version": __version__},
        "complete": report.complete,
        "notes": list(report.notes),
        "summary": report.summary(),
        "links": [link(one) for one in report.findings],
    }


def link(one: Finding) -> dict[str, Any]:
    """One link as plain values."""
    return {
        "page": one.page or None,
        "url": one.url,
        "ok": None if one.unverified or one.code == "links.platform" else one.code != "links.broken",
        "http_status": one.status,
        "code": one.code,
        "cause": one.cause,
        "severity": one.severity,
        "blame": meaning(one.code, one.cause).blame,
        "kind": one.kind,
        "text": one.text,
        "line": one.line or None,
        "detail": one.detail,
        "final_url": one.final_url or None,
        "message_th": one.message("th"),
        "message_en": one.message("en"),
        "fix_th": one.fix("th"),
        "fix_en": one.fix("en"),
        "suggestion": one.suggestion or None,
        "declared_in": {"file": one.file, "line": one.file_line} if one.file else None,
        "declared_by": one.label or None,
        "excused": one.excused or None,
    }
