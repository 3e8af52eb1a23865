"""Annotations for GitHub Actions: ``::error file=…,line=…,title=…::message``, one a wrong address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.links.report.group import unique
from reports.annotation import annotation

if TYPE_CHECKING:
    from crawler.links.findings import Finding, Report

_KINDS = {"error": "error", "warning": "warning", "unverified": "notice"}


def render(report: Report, lang: str, **_: object) -> str:
    """Errors, warnings, and notices for what could not be checked."""
    places = unique(one for one in report.findings if one.severity in _KINDS)
    return "".join(_line(place.finding, lang) + "\n" for place in places)


def _line(one: Finding, lang: str) -> str:
    in_a_file = bool(one.file) and one.file != "-"
    place = f"{one.page}:{one.line}" if one.page else ""
    parts = (
        one.message(lang),
        f"({one.detail})" if one.detail else "",
        one.url,
        f"← {place}" if place else "",
        f"→ {one.fix(lang)}",
    )
    return annotation(
        _KINDS[one.severity],
        " ".join(part for part in parts if part),
        file=one.file if in_a_file else "",
        line=max(1, one.file_line) if in_a_file else "",
        title=f"{one.code} {one.label}",
    )
