"""Annotations for GitHub Actions: one ``::error`` or ``::warning`` line a finding that decides an item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from reports import view
from reports.inert import shown_line


def render(audit: Mapping[str, Any], out: Path, lang: str, **_: object) -> list[Path]:
    """Print the annotations on standard output, where the runner reads them."""
    del out
    for line in lines(view.read(audit, lang)):
        print(line)
    return []


def lines(report: view.Report) -> Iterator[str]:
    """``::error file=…,line=…,title=…::message``; the place is the line that declares the URL, if known."""
    for agency in report.agencies:
        for item in agency.failing:
            for finding in item.reasons:
                kind = "error" if finding.severity == "error" else "warning"
                properties = {
                    **_place(item, finding),
                    "title": f"{agency.id} {item.id} {finding.code}",
                }
                head = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
                message = " ".join(part for part in (finding.message, finding.url, finding.fix) if part)
                yield f"::{kind} {head}::{_data(message)}"


def _place(item: view.Item, finding: view.Finding) -> dict[str, str]:
    place = item.place_of(finding.url)
    return {"file": place.source, "line": str(place.line)} if place else {}


def _data(text: str) -> str:
    return shown_line(text, 4_000).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
