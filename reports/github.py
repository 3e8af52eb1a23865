"""Annotations for GitHub Actions: one ``::error`` or ``::warning`` line a finding that decides an item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from reports import view
from reports.annotation import annotation


def render(audit: Mapping[str, Any], out: Path, lang: str, **_: object) -> list[Path]:
    """Print the annotations on standard output, where the runner reads them."""
    del out
    for line in lines(view.read(audit, lang)):
        print(line)
    return []


def lines(report: view.Report) -> Iterator[str]:
    """The place of an annotation is the line that declares the URL, if known."""
    for agency in report.agencies:
        for item in agency.failing:
            for finding in item.reasons:
                yield annotation(
                    "error" if finding.severity == "error" else "warning",
                    " ".join(part for part in (finding.message, finding.url, finding.fix) if part),
                    **_place(item, finding),
                    title=f"{agency.id} {item.id} {finding.code}",
                )


def _place(item: view.Item, finding: view.Finding) -> dict[str, object]:
    place = item.place_of(finding.url)
    return {"file": place.source, "line": place.line} if place else {}
