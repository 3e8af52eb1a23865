"""CSV for machines and for Excel: one row a finding, one row for each item without any.

UTF-8 with a byte-order mark (Excel reads Thai right), every cell quoted, CRLF, nothing acts as a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from reports import view
from reports.files import write_atomic
from reports.inert import csv_cell

FILE_NAME = "audit.csv"
COLUMNS = (
    "as_of", "agency", "code", "agency_name", "group", "item", "item_title", "status", "points", "divisions",
    "severity", "finding", "element", "blame", "message", "fix", "url", "evidence_url", "evidence_where",
    "evidence_quote", "evidence_sha256", "evidence_fetched_at", "fingerprint",
)  # fmt: skip


def render(audit: Mapping[str, Any], out: Path, lang: str, **_: object) -> list[Path]:
    """Write ``audit.csv``."""
    stream = io.StringIO()
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    cell = lru_cache(maxsize=1 << 12, typed=True)(csv_cell)  # most cells say what those above them say
    for row in rows(view.read(audit, lang)):
        writer.writerow([cell(row.get(column, "")) for column in COLUMNS])
    return [write_atomic(out / FILE_NAME, "\ufeff" + stream.getvalue())]


def rows(report: view.Report) -> Iterator[dict[str, object]]:
    """One dict a row, keyed by :data:`COLUMNS`."""
    for agency in report.agencies:
        about_agency = {
            "as_of": report.as_of.isoformat() if report.as_of else "",
            "agency": agency.id,
            "code": agency.code,
            "agency_name": agency.name,
            "group": agency.group,
        }
        for item in agency.items:
            about_item: dict[str, object] = about_agency | {
                "item": item.id,
                "item_title": item.title,
                "status": item.status,
                "points": "" if item.points is None else item.points,
                "divisions": "; ".join(item.divisions),
            }
            for finding in item.findings:
                yield about_item | _finding(finding)
            if not item.findings:
                yield about_item


def _finding(finding: view.Finding) -> dict[str, object]:
    row: dict[str, object] = {
        "severity": finding.severity,
        "finding": finding.code,
        "element": finding.element,
        "blame": finding.blame,
        "message": finding.message,
        "fix": finding.fix,
        "url": finding.url,
        "fingerprint": finding.fingerprint,
    }
    for quote in finding.evidence[:1]:
        row |= {
            "evidence_url": quote.url,
            "evidence_where": quote.where,
            "evidence_quote": quote.text,
            "evidence_sha256": quote.sha256,
            "evidence_fetched_at": quote.fetched_at,
        }
    return row
