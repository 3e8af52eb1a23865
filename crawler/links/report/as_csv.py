"""CSV for Excel: one row a link; UTF-8 with a byte-order mark, every cell quoted, nothing acts as a formula."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from reports.inert import csv_cell

if TYPE_CHECKING:
    from crawler.links.findings import Report

COLUMNS = (
    "severity", "code", "cause", "page", "line", "text", "url", "http_status", "message", "fix", "suggestion", "kind", "detail",
    "declared_by", "declared_in", "excused",
)  # fmt: skip


def render(report: Report, lang: str, **_: object) -> str:
    """The rows, with a heading."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in report.findings:
        place = f"{one.file}:{one.file_line}" if one.file else ""
        row = (
            one.severity, one.code, one.cause, one.page, one.line or "", one.text, one.url, one.status or "", one.message(lang),
            one.fix(lang), one.suggestion, one.kind, one.detail, one.label, place, one.excused,
        )  # fmt: skip
        writer.writerow([csv_cell(cell) for cell in row])
    return "\ufeff" + out.getvalue()
