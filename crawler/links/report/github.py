"""Annotations for GitHub Actions: ``::error file=…,line=…,title=…::message``, one a wrong address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.links.report.group import unique
from reports.inert import one_line

if TYPE_CHECKING:
    from crawler.links.findings import Finding, Report

_KINDS = {"error": "error", "warning": "warning", "unverified": "notice"}


def render(report: Report, lang: str, **_: object) -> str:
    """Errors, warnings, and notices for what could not be checked."""
    places = unique(one for one in report.findings if one.severity in _KINDS)
    return "".join(_line(place.finding, lang) + "\n" for place in places)


def _line(one: Finding, lang: str) -> str:
    properties = {"title": f"{one.code}{' ' + one.label if one.label else ''}"}
    if one.file and one.file != "-":
        properties = {"file": one.file, "line": str(max(1, one.file_line)), **properties}
    place = f"{one.page}:{one.line}" if one.page else ""
    parts = (
        one.message(lang),
        f"({one.detail})" if one.detail else "",
        one.url,
        f"← {place}" if place else "",
        f"→ {one.fix(lang)}",
    )
    head = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_KINDS[one.severity]} {head}::{_data(' '.join(part for part in parts if part))}"


def _data(text: str) -> str:
    return one_line(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
