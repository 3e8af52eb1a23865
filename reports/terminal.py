"""The summary that stands in the terminal: what fails, where, and what to do first."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reports import view
from reports.inert import shown_line
from reports.words import SIGNS, Words

#: Agencies are listed item by item up to here; beyond, one line each.
DETAILED_AGENCIES = 3
SHOWN_ITEMS = 22


def render(audit: Mapping[str, Any], out: Path, lang: str, **_: object) -> list[Path]:
    """Print :func:`text` on standard output; no file is written."""
    del out
    print(text(audit, lang))
    return []


def text(audit: Mapping[str, Any], lang: str = "th") -> str:
    """The summary as plain lines, free of escape codes."""
    report = view.read(audit, lang)
    words = Words(lang)
    say = words.say
    lines = [
        say("OIT audit, fiscal year {year}, as of {day}").format(
            year=words.year(report.fiscal_year), day=words.day(report.as_of)
        ),
        "  ".join(
            f"{SIGNS[status]} {words.status(status)} {report.count(status)}" for status in view.STATUSES
        ),
    ]
    if not report.complete:
        lines.append(say("THIS AUDIT IS NOT COMPLETE: {reason}").format(reason=shown_line(report.withheld)))
    lines += [shown_line(note) for note in report.notes]
    detailed = len(report.agencies) <= DETAILED_AGENCIES
    for agency in sorted(report.agencies, key=lambda agency: (-agency.count("fail"), agency.code)):
        lines += ["", *_agency(agency, words)] if detailed else _agency(agency, words, brief=True)
    return "\n".join(lines)


def _agency(agency: view.Agency, words: Words, *, brief: bool = False) -> list[str]:
    say = words.say
    head = f"{shown_line(agency.name)}  OIT {words.score(agency.oit, agency.low, agency.high)}"
    if not agency.judged:
        return [f"{shown_line(agency.name)}  {say('nothing declared: not judged')}"]
    if agency.estimated:
        head += f" ({say('estimated')})"
    if brief:
        failing = " ".join(f"{SIGNS[item.status]}{item.id}" for item in agency.failing)
        return [f"{head}  {shown_line(failing)}".rstrip()]
    lines = [head]
    for item in agency.failing[:SHOWN_ITEMS]:
        lines.append(f"  {SIGNS[item.status]} {shown_line(item.id)} {shown_line(item.title)}")
        for finding in item.reasons:
            lines.append(f"      {shown_line(finding.message)}  [{shown_line(finding.code)}]")
            if finding.url:
                lines.append(f"      {shown_line(finding.url)}")
            if finding.fix:
                lines.append(f"      → {shown_line(finding.fix)}")
    return lines
