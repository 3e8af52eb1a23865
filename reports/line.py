"""Text to paste into a LINE group: at most 1,000 characters a district, nothing but what there is to do."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reports import view
from reports.files import slug, write_atomic
from reports.inert import one_line
from reports.words import SIGNS, Words

FOLDER = "line"
LIMIT = 1000


def render(audit: Mapping[str, Any], out: Path, lang: str, **_: object) -> list[Path]:
    """Write ``line/<agency>.txt`` for every agency that was judged."""
    report = view.read(audit, lang)
    return [
        write_atomic(out / FOLDER / f"{slug(agency.id)}.txt", text(report, agency, Words(lang)) + "\n")
        for agency in report.agencies
        if agency.judged
    ]


def text(report: view.Report, agency: view.Agency, words: Words) -> str:
    """The message of one agency, whole items only, never longer than :data:`LIMIT` characters."""
    say = words.say
    head = [
        f"{one_line(agency.name)} OIT {words.score(agency.oit, agency.low, agency.high)}"
        + (f" ({say('estimated')})" if agency.estimated else ""),
        " ".join(
            f"{SIGNS[status]}{agency.count(status)}" for status in view.STATUSES if agency.count(status)
        ),
    ]
    if report.days_left is not None and report.days_left >= 0:
        head.append(words.countdown(report.days_left, report.deadline))
    entries = [_entry(item) for item in agency.failing] or [say("Every item passes.")]
    return _fit("\n".join(head), entries, say("… and {count} more items: see the report"))


def _entry(item: view.Item) -> str:
    lines = [f"{SIGNS[item.status]} {one_line(item.id)} {'/'.join(map(one_line, item.divisions))}".rstrip()]
    for finding in item.deciding[:1]:
        lines.append(_short(finding.message, 160))
        if finding.fix:
            lines.append(f"→ {_short(finding.fix, 120)}")
    return "\n".join(lines)


def _short(text: str, limit: int) -> str:
    line = one_line(text)
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _fit(head: str, entries: list[str], more: str) -> str:
    """Head and as many whole entries as fit, with a last line that counts what was left out."""
    for shown in range(len(entries), -1, -1):
        left = len(entries) - shown
        parts = [head, *entries[:shown], *([more.format(count=left)] if left else [])]
        message = "\n".join(parts)
        if len(message) <= LIMIT:
            return message
    return _short(head, LIMIT)
